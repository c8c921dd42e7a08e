// An upstream's refusal read into a class. Providers and local servers disagree about the envelope: {error:{...}},
// {error:"..."}, {message,code}, {detail:"..."}; some say in words what others say in a code.
#include <array>
#include <utility>

#include "wire/errors.h"
#include "wire/wire.h"

namespace weir::wire {
namespace {

using Class = chat::UpstreamErrorClass;

std::optional<Class> class_of_word(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, Class>, 23> words = {{
      {"authentication_error", Class::authentication},
      {"invalid_api_key", Class::authentication},
      {"billing_error", Class::permission},
      {"permission_error", Class::permission},
      {"insufficient_quota", Class::permission},  // no wait helps: the account is empty
      {"not_found_error", Class::not_found},
      {"model_not_found", Class::not_found},
      {"request_too_large", Class::too_large},
      {"context_length_exceeded", Class::context_overflow},
      {"exceed_context_size_error", Class::context_overflow},
      {"rate_limit_error", Class::rate_limited},
      {"rate_limit_exceeded", Class::rate_limited},
      {"requests", Class::rate_limited},
      {"tokens", Class::rate_limited},
      {"overloaded_error", Class::overloaded},
      {"overloaded", Class::overloaded},
      {"server_is_overloaded", Class::overloaded},
      {"unavailable_error", Class::overloaded},  // llama-server while it loads
      {"timeout_error", Class::timeout},
      {"timeout", Class::timeout},
      {"api_error", Class::server},
      {"server_error", Class::server},
      {"invalid_request_error", Class::invalid_request},
  }};
  for (const auto& [name, cls] : words) {
    if (name == word) return cls;
  }
  return std::nullopt;
}

// The more particular of what code, type and status say; a status that is known outranks general words.
Class class_from(std::string_view code, std::string_view type, int status) {
  const auto by_code = class_of_word(code);
  if (by_code) return *by_code;
  const auto by_type = class_of_word(type);
  const bool general = !by_type || *by_type == Class::invalid_request || *by_type == Class::server;
  if (by_type && !general) return *by_type;
  if (status >= 400) return class_of_status(status);
  return by_type.value_or(Class::server);
}

std::string first_string(JsonValue value, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (auto text = value[key].if_string(); text && !text->empty()) return *std::move(text);
  }
  return {};
}

int status_in(JsonValue error) {
  const auto code = error["code"].integer();
  return code && *code >= 400 && *code < 600 ? static_cast<int>(*code) : 0;
}

std::string said_nothing(int status) {
  return "the upstream answered " + std::to_string(status) + " and gave no reason that can be read";
}

}  // namespace

chat::UpstreamError error_from(JsonValue error, int status) {
  chat::UpstreamError out;
  const int known = status >= 400 ? status : status_in(error);
  out.message = clipped(error.is_string() ? error.string() : first_string(error, {"message", "detail", "error"}));
  out.type = clipped(first_string(error, {"type", "code"}));
  out.cls = class_from(error["code"].string(), error["type"].string(), known);
  if (out.cls == Class::invalid_request && says_overflow(out.message)) out.cls = Class::context_overflow;
  if (out.cls == Class::server && known == 0 && says_overflow(out.message)) out.cls = Class::context_overflow;
  if (out.cls == Class::invalid_request && out.message.find("credit balance") != std::string::npos) {
    out.cls = Class::permission;  // the provider's way to say that the account is empty
  }
  out.status = known >= 400 ? known : status_of(out.cls);
  if (out.message.empty()) out.message = said_nothing(out.status);
  return out;
}

chat::UpstreamError error_from_body(int status, const Headers& headers, std::string_view body) {
  chat::UpstreamError out;
  if (auto json = Json::parse(body); json && json->root().is_object()) {
    const JsonValue error = (*json)["error"];
    out = error_from(error.is_object() || error.is_string() ? error : json->root(), status);
  } else {
    out.cls = class_of_status(status);
    out.status = status;
    out.message = said_nothing(status);
  }
  out.retry_after = retry_after(headers);
  return out;
}

}  // namespace weir::wire

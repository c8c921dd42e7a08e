// How OpenAI's dialects say no, and the heads of their answers.
#include "wire/openai.h"

#include "wire/errors.h"
#include "wire/sse_text.h"

namespace weir::wire::openai {
namespace {

using Class = chat::UpstreamErrorClass;

struct Words {
  std::string_view type, code;  // code "": null
};

Words words_of(Class cls) {
  switch (cls) {
    case Class::invalid_request:
      return {"invalid_request_error", ""};
    case Class::authentication:
      return {"authentication_error", "invalid_api_key"};
    case Class::permission:
      return {"permission_error", ""};
    case Class::not_found:
      return {"invalid_request_error", "model_not_found"};
    case Class::too_large:
      return {"invalid_request_error", "request_too_large"};
    case Class::context_overflow:
      return {"invalid_request_error", "context_length_exceeded"};
    case Class::rate_limited:
      return {"rate_limit_error", "rate_limit_exceeded"};
    case Class::overloaded:
      return {"server_error", "overloaded"};
    case Class::server:
      return {"server_error", ""};
    case Class::timeout:
      return {"server_error", "timeout"};
    case Class::cut:
      return {"server_error", "stream_cut"};
    case Class::cancelled:
      return {"server_error", "cancelled"};
    case Class::refused_by_policy:
      return {"permission_error", "refused_by_policy"};
  }
  return {"server_error", ""};
}

}  // namespace

std::optional<chat::UpstreamError> read_inner_error(JsonValue root) {
  const JsonValue error = root["error"];
  if (!error.is_object() && !error.is_string()) return std::nullopt;
  return error_from(error, 0);
}

void write_head(JsonWriter& w, std::string_view id_prefix, std::string_view object, const AnswerContext& context) {
  w.object().field("id", std::string(id_prefix) + context.id).field("object", object);
  w.field("created", context.created).field("model", context.model);
}

chat::UpstreamError read_error(int status, const Headers& headers, std::string_view body) {
  return error_from_body(status, headers, body);
}

std::string error_body(const chat::UpstreamError& error) {
  const Words words = words_of(error.cls);
  JsonWriter w;
  w.object().key("error").object().field("message", error.message).field("type", words.type);
  w.key("param").null().key("code");
  if (words.code.empty())
    w.null();
  else
    w.value(words.code);
  w.end().end();
  return w.take();
}

// No [DONE] behind it: a client must not take what it got for the whole.
std::string error_frames(const chat::UpstreamError& error) { return sse_data(error_body(error)); }

}  // namespace weir::wire::openai

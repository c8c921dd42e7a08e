// The Messages dialect as one value, and how it says no.
#include "wire/messages.h"

#include "wire/errors.h"
#include "wire/sse_text.h"

namespace weir::wire {
namespace messages {
namespace {

using Class = chat::UpstreamErrorClass;

std::string_view type_word(Class cls) {
  switch (cls) {
    case Class::invalid_request:
    case Class::context_overflow:
      return "invalid_request_error";
    case Class::authentication:
      return "authentication_error";
    case Class::permission:
    case Class::refused_by_policy:
      return "permission_error";
    case Class::not_found:
      return "not_found_error";
    case Class::too_large:
      return "request_too_large";
    case Class::rate_limited:
      return "rate_limit_error";
    case Class::overloaded:
      return "overloaded_error";
    case Class::timeout:
      return "timeout_error";
    case Class::server:
    case Class::cut:
    case Class::cancelled:
      return "api_error";
  }
  return "api_error";
}

std::string envelope(std::string_view type, const chat::UpstreamError& error) {
  const bool overflow = error.cls == Class::context_overflow;
  JsonWriter w;
  w.object().field("type", "error").key("error").object().field("type", type);
  w.field("message", overflow ? overflow_for_messages(error.message) : error.message).end().end();
  return w.take();
}

chat::UpstreamError read_error(int status, const Headers& headers, std::string_view body) {
  return error_from_body(status, headers, body);
}

}  // namespace

std::string error_body(const chat::UpstreamError& error) { return envelope(type_word(error.cls), error); }

// A stream that broke is told as overloaded: clients try that one again. The message keeps the true cause.
std::string error_frames(const chat::UpstreamError& error) {
  const bool again = error.cls == Class::cut || error.cls == Class::overloaded || error.cls == Class::timeout;
  return sse_event("error", envelope(again ? "overloaded_error" : type_word(error.cls), error));
}

chat::UpstreamError stream_error(JsonValue root) {
  const JsonValue inner = root["error"];
  return error_from(inner.exists() ? inner : root, 0);
}

}  // namespace messages

constinit const Wire messages_wire = {
    .dialect = chat::Dialect::messages,
    .name = "messages",
    .decode = messages::decode,
    .encode = messages::encode,
    .answer_decoder = messages::answer_decoder,
    .answer_encoder = messages::answer_encoder,
    .read_error = messages::read_error,
    .error_body = messages::error_body,
    .error_frames = messages::error_frames,
    .keepalive = messages::kPing,
};

}  // namespace weir::wire

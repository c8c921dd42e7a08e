// The printed names of chat's enumerations: the ledger's words, stable.
#include "chat/count.h"
#include "chat/event.h"
#include "chat/request.h"

namespace weir::chat {

std::string_view name(Dialect dialect) {
  switch (dialect) {
    case Dialect::messages:
      return "messages";
    case Dialect::chat:
      return "chat";
    case Dialect::completions:
      return "completions";
  }
  return "";
}

std::string_view name(Role role) {
  switch (role) {
    case Role::system:
      return "system";
    case Role::developer:
      return "developer";
    case Role::user:
      return "user";
    case Role::assistant:
      return "assistant";
    case Role::tool:
      return "tool";
  }
  return "";
}

std::string_view name(CountSource source) {
  switch (source) {
    case CountSource::reported:
      return "reported";
    case CountSource::tokenizer:
      return "tokenizer";
    case CountSource::ratio:
      return "ratio";
  }
  return "";
}

std::string_view name(StopReason reason) {
  switch (reason) {
    case StopReason::end_turn:
      return "end_turn";
    case StopReason::max_tokens:
      return "max_tokens";
    case StopReason::stop_sequence:
      return "stop_sequence";
    case StopReason::tool_use:
      return "tool_use";
    case StopReason::refusal:
      return "refusal";
    case StopReason::pause:
      return "pause";
    case StopReason::content_filter:
      return "content_filter";
    case StopReason::unknown:
      return "unknown";
  }
  return "";
}

std::string_view name(UpstreamErrorClass cls) {
  switch (cls) {
    case UpstreamErrorClass::invalid_request:
      return "invalid_request";
    case UpstreamErrorClass::authentication:
      return "authentication";
    case UpstreamErrorClass::permission:
      return "permission";
    case UpstreamErrorClass::not_found:
      return "not_found";
    case UpstreamErrorClass::too_large:
      return "too_large";
    case UpstreamErrorClass::context_overflow:
      return "context_overflow";
    case UpstreamErrorClass::rate_limited:
      return "rate_limited";
    case UpstreamErrorClass::overloaded:
      return "overloaded";
    case UpstreamErrorClass::server:
      return "server";
    case UpstreamErrorClass::timeout:
      return "timeout";
    case UpstreamErrorClass::cut:
      return "cut";
    case UpstreamErrorClass::cancelled:
      return "cancelled";
    case UpstreamErrorClass::refused_by_policy:
      return "refused_by_policy";
  }
  return "";
}

}  // namespace weir::chat

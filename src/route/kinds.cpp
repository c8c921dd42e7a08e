// One row a kind.
#include "route/kinds.h"

namespace weir::route {

Goes goes(Kind kind) {
  switch (kind) {
    case Kind::title:
    case Kind::commit_message:
    case Kind::probe:
      return Goes::to_small_local;
    case Kind::autocomplete:
      return Goes::to_fim_local;
    case Kind::safety_check:
    case Kind::count:
    case Kind::embedding:
      return Goes::as_named;
    case Kind::compaction:
    case Kind::subagent:
    case Kind::tool_result:
      return Goes::with_session;
    case Kind::main_turn:
    case Kind::one_shot:
      break;
  }
  return Goes::freely;
}

bool is_side(Kind kind) { return goes(kind) == Goes::to_small_local || goes(kind) == Goes::to_fim_local; }

bool has_conversation(Kind kind) {
  return kind == Kind::main_turn || kind == Kind::tool_result || kind == Kind::compaction || kind == Kind::subagent;
}

std::string_view words(Kind kind) {
  switch (kind) {
    case Kind::commit_message:
      return "commit message";
    case Kind::main_turn:
      return "main turn";
    case Kind::one_shot:
      return "one shot";
    case Kind::tool_result:
      return "tool result";
    case Kind::safety_check:
      return "safety check";
    default:
      return name(kind);
  }
}

}  // namespace weir::route

// kind: what a kind of request needs by itself. Tiny models carry one question, a title, a commit message; a
// conversation wants small. Smoke carries nothing: it exists for tests.
#include "route/requirements/requirements.h"

namespace weir::route::requirement {
namespace {

Requirement at_least(Class cls, const char* text) {
  return {.rule = "kind",
          .strength = Strength::fact,
          .text = text,
          .edges = {},
          .at_least = cls,
          .context = {},
          .where = {}};
}

}  // namespace

std::optional<Requirement> kind(const Ask& ask, const Session&, const View&, const Rules&) {
  switch (ask.kind) {
    case Kind::one_shot:
      return at_least(Class::tiny, "one question, no tools");
    case Kind::title:
      return at_least(Class::tiny, "kind title");
    case Kind::commit_message:
      return at_least(Class::tiny, "kind commit message");
    case Kind::probe:
      return at_least(Class::tiny, "kind probe");
    case Kind::autocomplete:
      return at_least(Class::tiny, "kind autocomplete");
    case Kind::main_turn:
    case Kind::tool_result:
      return at_least(Class::small, "a conversation");
    case Kind::subagent:
      return at_least(Class::small, "a subagent's conversation");
    case Kind::compaction:
      return at_least(Class::small, "a conversation to sum up");
    case Kind::safety_check:
    case Kind::count:
    case Kind::embedding:
      break;
  }
  return std::nullopt;
}

}  // namespace weir::route::requirement

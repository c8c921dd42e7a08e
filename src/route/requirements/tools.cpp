// tools: a turn that may call tools goes wrong in small models in ways that no repair sees: the wrong file, the wrong
// argument. A compaction carries its session's tools and calls none.
#include "decision/questions.h"
#include "route/requirements/requirements.h"

namespace weir::route::requirement {

std::optional<Requirement> tools(const Ask& ask, const Session&, const View&, const Rules& rules) {
  if (!needs(ask, Need::tools) && !needs(ask, Need::forced_tool)) return std::nullopt;
  if (ask.kind == Kind::compaction || ask.kind == Kind::count) return std::nullopt;
  return Requirement{.rule = "tools",
                     .strength = Strength::fact,
                     .text = "tools",
                     .edges = {},
                     .at_least = rules.tools_min,
                     .context = {},
                     .where = {}};
}

}  // namespace weir::route::requirement

// tools: a request with tools, or with one that is forced, goes only to a model that takes them. Counting calls none.
#include "decision/questions.h"
#include "policy/rules.h"

namespace weir::policy {

std::optional<Verdict> tools(const Ask& ask, const Session&, const View&, const Rules&, const Candidate& c) {
  if (ask.kind == Kind::count) return std::nullopt;
  if (needs(ask, Need::tools) && !offers(c, Need::tools)) return deny("tools", c, "takes no tools", "catalog");
  if (needs(ask, Need::forced_tool) && !offers(c, Need::forced_tool)) {
    return deny("tools", c, "cannot be made to call a tool", "catalog");
  }
  return std::nullopt;
}

}  // namespace weir::policy

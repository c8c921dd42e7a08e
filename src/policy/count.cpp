// count: a provider counts tokens only in its own dialect; here weir counts by itself.
#include "decision/questions.h"
#include "policy/rules.h"

namespace weir::policy {

std::optional<Verdict> count(const Ask& ask, const Session&, const View&, const Rules&, const Candidate& c) {
  if (ask.kind != Kind::count || c.where != Where::cloud || speaks(c, ask.dialect)) return std::nullopt;
  return deny("count", c, "counts tokens in its own dialect only");
}

}  // namespace weir::policy

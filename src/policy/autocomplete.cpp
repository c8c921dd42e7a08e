// autocomplete: every keystroke's neighbourhood stays on this machine, unless the request itself names who else
// shall have it.
#include "decision/questions.h"
#include "policy/rules.h"

namespace weir::policy {

std::optional<Verdict> autocomplete(const Ask& ask, const Session&, const View&, const Rules&, const Candidate& c) {
  if (ask.kind != Kind::autocomplete || c.where == Where::here || means(c, ask.model_named)) return std::nullopt;
  return deny("autocomplete", c, "autocomplete never leaves unasked");
}

}  // namespace weir::policy

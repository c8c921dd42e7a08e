// safety_check: a client's check of its own next action is worth what the model behind it is worth. It never goes to
// a local model; in a local-only workspace nobody is left, and it is refused.
#include "policy/rules.h"

namespace weir::policy {

std::optional<Verdict> safety_check(const Ask& ask, const Session&, const View&, const Rules&, const Candidate& c) {
  if (ask.kind != Kind::safety_check || c.where != Where::here) return std::nullopt;
  return deny("safety_check", c, "a safety check is judged by the client's own model");
}

}  // namespace weir::policy

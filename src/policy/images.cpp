// images: a model that is known to read no images is not sent any. Of a model that the catalogue does not know,
// its upstream says so itself.
#include "decision/questions.h"
#include "policy/rules.h"

namespace weir::policy {

std::optional<Verdict> images(const Ask& ask, const Session&, const View&, const Rules&, const Candidate& c) {
  if (!needs(ask, Need::images) || !c.class_known || offers(c, Need::images)) return std::nullopt;
  return deny("images", c, "reads no images", "catalog");
}

}  // namespace weir::policy

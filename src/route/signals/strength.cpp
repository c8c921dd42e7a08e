// strength: of two models that carry the request, the stronger answers better; a little is paid for that.
#include <string>

#include "route/signals/signals.h"

namespace weir::route::signal {

std::optional<Weighed> strength(const Ask&, const Session&, const View&, const Candidate& c) {
  const int steps = static_cast<int>(c.cls) - static_cast<int>(Class::tiny);
  if (steps <= 0) return std::nullopt;
  return Weighed{static_cast<double>(steps), class_points};
}

std::string strength_text(const Ask&, const Session&, const View&, const Candidate& c) {
  return "class " + std::string(name(c.cls));
}

}  // namespace weir::route::signal

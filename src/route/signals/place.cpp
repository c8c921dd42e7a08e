// place: this machine, owned, comes first unless something speaks against it.
#include "route/signals/signals.h"

namespace weir::route::signal {

std::optional<Signal> place(const Ask&, const Session&, const View&, const Candidate& c) {
  if (c.where != Where::here) return std::nullopt;
  return Signal{"place", 1, here_points, "on this machine"};
}

}  // namespace weir::route::signal

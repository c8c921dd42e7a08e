// place: this machine, owned, comes first unless something speaks against it.
#include "route/signals/signals.h"

namespace weir::route::signal {

std::optional<Weighed> place(const Ask&, const Session&, const View&, const Candidate& c) {
  if (c.where != Where::here) return std::nullopt;
  return Weighed{1, here_points};
}

std::string place_text(const Ask&, const Session&, const View&, const Candidate&) { return "on this machine"; }

}  // namespace weir::route::signal

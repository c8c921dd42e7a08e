// warmth: how much of this prompt a candidate still holds.
#include "decision/figures.h"
#include "route/estimate.h"
#include "route/signals/signals.h"

namespace weir::route::signal {

std::optional<Weighed> warmth(const Ask& ask, const Session&, const View&, const Candidate& c) {
  const Tokens warm = warm_part(ask, c);
  if (warm.n == 0) return std::nullopt;
  return Weighed{static_cast<double>(warm.n) / static_cast<double>(ask.prompt.value.n), warm_points};
}

std::string warmth_text(const Ask& ask, const Session&, const View&, const Candidate& c) {
  return short_tokens_text(warm_part(ask, c)) + " of " + short_tokens_text(ask.prompt.value) + " tokens warm there";
}

}  // namespace weir::route::signal

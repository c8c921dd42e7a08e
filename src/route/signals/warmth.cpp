// warmth: how much of this prompt a candidate still holds.
#include "decision/figures.h"
#include "route/estimate.h"
#include "route/signals/signals.h"

namespace weir::route::signal {

std::optional<Signal> warmth(const Ask& ask, const Session&, const View&, const Candidate& c) {
  const Tokens warm = warm_part(ask, c);
  if (warm.n == 0) return std::nullopt;
  const double share = static_cast<double>(warm.n) / static_cast<double>(ask.prompt.value.n);
  return Signal{"warmth", share, warm_points,
                short_tokens_text(warm) + " of " + short_tokens_text(ask.prompt.value) + " tokens warm there"};
}

}  // namespace weir::route::signal

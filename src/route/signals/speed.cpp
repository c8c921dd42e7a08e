// speed: the wait for the first token, as measured here. A model that is still loading adds a usual load.
#include "decision/figures.h"
#include "route/estimate.h"
#include "route/signals/signals.h"

namespace weir::route::signal {
namespace {

constexpr Millis usual_load{20'000};  // some gigabytes from a cold disk

}  // namespace

std::optional<Signal> speed(const Ask& ask, const Session&, const View&, const Candidate& c) {
  const bool loading = c.health == Health::loading;
  const std::optional<Millis> first = estimate(ask, c).first;
  if (!first && !loading) return std::nullopt;
  const Millis wait = first.value_or(Millis{}) + (loading ? usual_load : Millis{});
  return Signal{"speed", static_cast<double>(wait.n) / 1e3, points_per_second,
                "first token in ≈ " + duration_text(wait) + (loading ? ", still loading" : "")};
}

}  // namespace weir::route::signal

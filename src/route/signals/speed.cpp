// speed: the wait for the first token, as measured here. A model that is still loading adds a usual load.
#include "decision/figures.h"
#include "route/estimate.h"
#include "route/signals/signals.h"

namespace weir::route::signal {
namespace {

constexpr Millis usual_load{20'000};  // some gigabytes from a cold disk

bool loads(const Candidate& c) { return c.health == Health::loading; }

std::optional<Millis> wait(const Ask& ask, const Candidate& c) {
  const std::optional<Millis> first = estimate(ask, c).first;
  if (!first && !loads(c)) return std::nullopt;
  return first.value_or(Millis{}) + (loads(c) ? usual_load : Millis{});
}

}  // namespace

std::optional<Weighed> speed(const Ask& ask, const Session&, const View&, const Candidate& c) {
  const auto first = wait(ask, c);
  if (!first) return std::nullopt;
  return Weighed{static_cast<double>(first->n) / 1e3, points_per_second};
}

std::string speed_text(const Ask& ask, const Session&, const View&, const Candidate& c) {
  return "first token in ≈ " + duration_text(wait(ask, c).value_or(Millis{})) + (loads(c) ? ", still loading" : "");
}

}  // namespace weir::route::signal

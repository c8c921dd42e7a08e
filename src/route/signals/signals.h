// Every signal's declaration, and the unit that they share. A signal is one measured fact about one candidate, as a
// value and a weight, and as a text for who reads about it; a candidate's score is the plain sum of value * weight. One
// point is worth one cent, so a score reads as "worth so much more". A signal never excludes.
#pragma once
#include <optional>
#include <string>

#include "decision/ask.h"
#include "decision/view.h"
#include "route/route.h"

namespace weir::route::signal {

#define WEIR_SIGNAL(name)                                                                 \
  std::optional<Weighed> name(const Ask&, const Session&, const View&, const Candidate&); \
  std::string name##_text(const Ask&, const Session&, const View&, const Candidate&)
WEIR_SIGNAL(breadth);
WEIR_SIGNAL(p_wide);
WEIR_SIGNAL(place);
WEIR_SIGNAL(price);
WEIR_SIGNAL(speed);
WEIR_SIGNAL(strength);
WEIR_SIGNAL(warmth);
#undef WEIR_SIGNAL

// The weights, first priors: to be learned, and then data.
inline constexpr double here_points = 5;            // what stays here is worth a nickel: privacy, no quota, no surprise
inline constexpr double points_per_usd = -100;      // one point is one cent
inline constexpr double points_per_second = -0.05;  // twenty seconds of waiting are worth a cent
inline constexpr double warm_points = 1;            // a whole prefix kept, beyond the money and time that it saves
inline constexpr double class_points = 0.5;         // a class more than carries it
inline constexpr double breadth_points = 0.5;       // each class more, in a session as wide as "wide" begins
inline constexpr double tie_points = 0.01;          // below every difference that anything else makes

}  // namespace weir::route::signal

// All requirements and all signals, in the order in which they are listed and added up.
#include <array>

#include "route/requirements/requirements.h"
#include "route/route.h"
#include "route/signals/signals.h"

namespace weir::route {

std::span<const Require> requirements() {
  static constexpr std::array<Require, 6> all = {requirement::kind,         requirement::tools,
                                                 requirement::width,        requirement::ripple_observed,
                                                 requirement::ripple_named, requirement::context};
  return all;
}

std::span<const Measure> measures() {
  static constexpr std::array<Measure, 7> all = {{
      {"place", signal::place, signal::place_text},
      {"price", signal::price, signal::price_text},
      {"speed", signal::speed, signal::speed_text},
      {"warmth", signal::warmth, signal::warmth_text},
      {"strength", signal::strength, signal::strength_text},
      {"breadth", signal::breadth, signal::breadth_text},
      {"p_wide", signal::p_wide, signal::p_wide_text},
  }};
  return all;
}

}  // namespace weir::route

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
  static constexpr std::array<Measure, 7> all = {signal::place,    signal::price,   signal::speed, signal::warmth,
                                                 signal::strength, signal::breadth, signal::p_wide};
  return all;
}

}  // namespace weir::route

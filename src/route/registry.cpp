// All requirements and all signals, in the order in which they are listed and added up.
#include <array>

#include "route/requirements/requirements.h"
#include "route/route.h"
#include "route/signals/signals.h"

namespace weir::route {

std::span<const Require> requirements() {
  static constexpr std::array<Require, 4> all = {requirement::kind, requirement::tools, requirement::width,
                                                 requirement::context};
  return all;
}

std::span<const Measure> measures() {
  static constexpr std::array<Measure, 6> all = {signal::place,  signal::price,    signal::speed,
                                                 signal::warmth, signal::strength, signal::breadth};
  return all;
}

}  // namespace weir::route

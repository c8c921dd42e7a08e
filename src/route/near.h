// Names that are close to one that nobody serves: for the help of a refusal.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "route/case.h"

namespace weir::route {

// At most three, closest first: few letters apart, or one inside the other.
std::vector<std::string> near_names(const Case& c, std::string_view named);

}  // namespace weir::route

// Ripple in a decision: its evidence beside the choice of somebody else, the slice that stands in for a model which is
// not there, and what is done while the index cannot tell.
#pragma once
#include <string>
#include <string_view>

#include "route/case.h"

namespace weir::route {

inline constexpr std::string_view ripple_rule = "ripple";  // of its requirements

bool reached(const Case& c);  // a definition that others use is changed or about to be

// The index cannot tell and no edge is known: never read as "narrow".
bool ripple_unknown(const Case& c);

// The same case as if nothing were known to be reached.
Case without_ripple(const Case& c);

// For a decision that is not auto's: the evidence is shown, whoever chose.
void show_ripple(const Case& c, Decision& decision);

// "slice: 3 places in 3 units, 3.1k tokens: weir slice --files order.proto --tokens 4000": for a model below what the
// ripple asks for, as a reason.
void attach_slice(const Case& c, Decision& decision);

}  // namespace weir::route

// Refusals: decisions without a target. They say what stands in the way and what would help; the class picks the
// status and the shape in which the client's dialect hears it.
#pragma once
#include <string>
#include <string_view>

#include "route/case.h"

namespace weir::route {

// The model is there, and policy says no.
Decision denied(const Case& c, const Candidate& candidate);

// Nobody serves that name. `said_by`: "" the client, else the pin's scope.
Decision not_found(const Case& c, std::string_view named, std::string_view said_by);

// A pin to local, and a model that cannot be exchanged for one that is here.
Decision kept_here(const Candidate& candidate, const Pin& pin);

// Models are here, and none has a middle.
Decision no_completion();

std::string_view place_words(Scope scope);  // "here", "in the cloud", "anywhere"

// A choice among those of a scope found none. `label`: who left the choice to weir: "weir/auto", "pin local".
Decision nobody(const Case& c, Scope scope, std::string_view label);

}  // namespace weir::route

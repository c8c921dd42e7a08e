// The ways to pick one of the permitted: by a name, by the kinds' table, by requirements and score.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "route/case.h"

namespace weir::route {

// The candidate that the name means, best permitted first; a refusal when nobody serves it or policy denies it.
// Plan: the same model at other endpoints, none farther away than the target.
Decision named(const Case& c, std::string_view name, By by, std::string_view said_by = {});

// Kinds that move unasked. Nothing: no local model carries it, and name or auto decide.
std::optional<Decision> small_local(const Case& c);
std::optional<Decision> fim_local(const Case& c);

// Among those of the scope: who meets the requirements, by score, not leaving the session's model below the price of
// that. Scope::here falls back to the best that is there, with a warning. `label` as in refuse.h.
Decision automatic(const Case& c, Scope scope, By by, std::string_view label);

// A decision for that target, with what follows from it: wishes, estimate, switch price.
Decision serve(const Case& c, const Candidate& target, By by, std::string reason);

// "class tiny; needs small: tools" as a warning, where someone else than auto chose.
void warn_if_below(const Case& c, Decision& decision);

// Same model, other endpoint, permitted, not farther away; at most three.
std::vector<CandidateId> same_model_elsewhere(const Case& c, const Candidate& target);

}  // namespace weir::route

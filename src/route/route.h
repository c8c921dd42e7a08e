// route: which of the permitted candidates. Pure, like policy. decide() honours pin and name; advise() is the
// decision that auto would have made of the same permits.
#pragma once
#include <optional>
#include <span>

#include "decision/permit.h"

namespace weir::route {

using Require = std::optional<Requirement> (*)(const Ask&, const Session&, const View&, const Rules&);
using Measure = std::optional<Signal> (*)(const Ask&, const Session&, const View&, const Candidate&);
std::span<const Require> requirements();  // route/requirements/, one file each; registry.cpp lists them
std::span<const Measure> measures();      // route/signals/, likewise

// The verdicts explain a refusal ("denied by local_only ..."); what may be chosen is in the permits alone.
Decision decide(const Ask&, const Session&, const View&, const Rules&, const Judgement&);
Decision advise(const Ask&, const Session&, const View&, const Rules&, const Judgement&);

}  // namespace weir::route

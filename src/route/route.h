// route: which of the permitted candidates. Pure, like policy. decide() honours pin and name; advise() is the
// decision that auto would have made of the same permits.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "decision/permit.h"

namespace weir::route {

using Require = std::optional<Requirement> (*)(const Ask&, const Session&, const View&, const Rules&);
// A signal is measured for every candidate and told only for those that somebody reads about.
struct Weighed {
  double value = 0, weight = 0;
  double points() const { return value * weight; }
};
struct Measure {
  std::string_view name;
  std::optional<Weighed> (*weigh)(const Ask&, const Session&, const View&, const Candidate&);
  std::string (*tell)(const Ask&, const Session&, const View&, const Candidate&);  // only where weigh() has an answer
};
std::span<const Require> requirements();  // route/requirements/, one file each; registry.cpp lists them
std::span<const Measure> measures();      // route/signals/, likewise

// Strongest first: policy, issuer (a tool result returns to who asked), pin, kind (kinds.h), name, automatic.
// The verdicts explain a refusal ("denied by local_only ..."); what may be chosen is in the permits alone.
// The order of the view's candidates changes nothing.
Decision decide(const Ask&, const Session&, const View&, const Rules&, const Judgement&);

// Without name and pin. Kinds that are served as named whatever happens (safety check, count, embedding) keep their
// name: there is nothing to advise. No wishes: advice is not carried out.
Decision advise(const Ask&, const Session&, const View&, const Rules&, const Judgement&);

// What must change in the body for that candidate beside what its permit demands: the model's name. decide() gives
// them for its target; relay asks again for a member of the plan.
std::vector<Wish> wishes_for(const Ask& ask, const Candidate& candidate);

}  // namespace weir::route

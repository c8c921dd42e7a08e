// Score: the sum of a candidate's signals, and the price of leaving the model that a conversation is with. One point
// is worth one cent (signals/signals.h).
#pragma once
#include <vector>

#include "route/case.h"

namespace weir::route {

struct Scored {
  const Candidate* candidate = nullptr;
  double score = 0;
};

Scored score(const Case& c, const Candidate& candidate);
// What the score is made of, in words.
std::vector<Signal> signals_of(const Case& c, const Candidate& candidate);
// What speaks against it, and that it is here: "≈ $0.11, first token in ≈ 2 s". "" nothing does.
std::string drawbacks(const Case& c, const Candidate& candidate);
// Best first; equal ones: this machine first, then by id.
void rank(std::vector<Scored>& scored);

// The score once the conversation has settled there: as if the whole prompt were cached.
double settled(const Case& c, const Candidate& candidate);
// Of getting from `from` to `to` and of coming back once, in points. Leaving pays when it gains more than that in one
// turn: a conversation has few turns left, and a downgrade pays back after ten (facts/clients.md §9.14).
double price_of_leaving(const Case& c, const Candidate& from, const Candidate& to);

}  // namespace weir::route

// Score: the sum of a candidate's signals, and the price of leaving the model that a conversation is with. One point
// is worth one cent (signals/signals.h).
#pragma once
#include <vector>

#include "route/case.h"

namespace weir::route {

struct Scored {
  const Candidate* candidate = nullptr;
  double score = 0;
  std::vector<Signal> signals;
};

Scored score(const Case& c, const Candidate& candidate);
// Best first; equal ones: this machine first, then by id.
void rank(std::vector<Scored>& scored);

// What going from `from` to `to` gains with every turn, both with the conversation warm, minus the price of getting
// there and of coming back once. Positive: worth it already by one turn. A conversation has few turns left, and a
// downgrade pays back after ten (facts/clients.md §9.14), so one turn is the measure.
double gain_of_leaving(const Case& c, const Candidate& from, const Candidate& to);

}  // namespace weir::route

// Sums in a fixed order: the same input gives the same doubles.
#include "route/score.h"

#include <algorithm>

#include "decision/figures.h"
#include "route/estimate.h"
#include "route/route.h"
#include "route/signals/signals.h"

namespace weir::route {
namespace {

double points(std::optional<MicroUsd> money) {
  return money ? static_cast<double>(money->n) / 1e6 * -signal::points_per_usd : 0;
}
double points(std::optional<Millis> wait) {
  return wait ? static_cast<double>(wait->n) / 1e3 * -signal::points_per_second : 0;
}

// As if the whole prompt were cached there: what a turn costs once the conversation has settled.
double settled(const Case& c, const Candidate& candidate) {
  Candidate warm = candidate;
  warm.warm = c.ask.prompt.value;
  return score(c, warm).score;
}

}  // namespace

Scored score(const Case& c, const Candidate& candidate) {
  Scored out{.candidate = &candidate, .score = 0, .signals = {}};
  for (const Measure measure : measures()) {
    if (auto signal = measure(c.ask, c.session, c.view, candidate)) {
      out.score += signal->value * signal->weight;
      out.signals.push_back(*std::move(signal));
    }
  }
  return out;
}

void rank(std::vector<Scored>& scored) {
  std::ranges::sort(scored, [](const Scored& a, const Scored& b) {
    if (a.score != b.score) return a.score > b.score;
    if (a.candidate->where != b.candidate->where) return a.candidate->where < b.candidate->where;
    return a.candidate->id < b.candidate->id;
  });
}

double gain_of_leaving(const Case& c, const Candidate& from, const Candidate& to) {
  const Estimate there = switching(c.ask, from, to);
  double price = points(there.money) + points(there.first) + points(there.total);
  // Coming back is a fresh read of everything at `from`, whatever is warm there now.
  if (from.billing == Billing::metered && from.price) {
    price += points(cost_of(*from.price, c.ask.prompt.value, {}, {}));
  }
  return settled(c, to) - settled(c, from) - price;
}

}  // namespace weir::route

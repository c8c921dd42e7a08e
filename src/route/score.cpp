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

}  // namespace

Scored score(const Case& c, const Candidate& candidate) {
  Scored out{.candidate = &candidate, .score = 0};
  for (const Measure& measure : measures()) {
    if (const auto weighed = measure.weigh(c.ask, c.session, c.view, candidate)) out.score += weighed->points();
  }
  return out;
}

std::vector<Signal> signals_of(const Case& c, const Candidate& candidate) {
  std::vector<Signal> out;
  for (const Measure& measure : measures()) {
    const auto weighed = measure.weigh(c.ask, c.session, c.view, candidate);
    if (!weighed) continue;
    out.push_back({std::string(measure.name), weighed->value, weighed->weight,
                   measure.tell(c.ask, c.session, c.view, candidate)});
  }
  return out;
}

std::string drawbacks(const Case& c, const Candidate& candidate) {
  std::string out;
  for (const Measure& measure : measures()) {
    const auto weighed = measure.weigh(c.ask, c.session, c.view, candidate);
    if (!weighed || (weighed->points() >= 0 && measure.name != "place")) continue;
    out += (out.empty() ? "" : ", ") + measure.tell(c.ask, c.session, c.view, candidate);
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

double settled(const Case& c, const Candidate& candidate) {
  Candidate warm = candidate;
  warm.warm = c.ask.prompt.value;
  return score(c, warm).score;
}

double price_of_leaving(const Case& c, const Candidate& from, const Candidate& to) {
  const Estimate there = switching(c.ask, from, to);
  double price = points(there.money) + points(there.first) + points(there.total);
  // Coming back is a fresh read of everything at `from`, whatever is warm there now.
  if (from.billing == Billing::metered && from.price) {
    price += points(cost_of(*from.price, c.ask.prompt.value, {}, {}));
  }
  return price;
}

}  // namespace weir::route

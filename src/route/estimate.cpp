// Money from the price row, waiting from what was measured here.
#include "route/estimate.h"

#include <algorithm>

#include "decision/figures.h"

namespace weir::route {

Tokens warm_part(const Ask& ask, const Candidate& candidate) {
  return std::clamp(candidate.warm, Tokens{0}, std::max(ask.prompt.value, Tokens{0}));
}

Tokens fresh_part(const Ask& ask, const Candidate& candidate) {
  return std::max(ask.prompt.value, Tokens{0}) - warm_part(ask, candidate);
}

Tokens answer_part(const Ask& ask) {
  if (ask.kind == Kind::count || ask.kind == Kind::embedding) return {};
  return ask.max_output.n > 0 ? std::min(ask.max_output, expected_answer) : expected_answer;
}

std::optional<Millis> prefill_time(const Candidate& candidate, Tokens prompt) {
  if (candidate.where != Where::here) return Millis{0};
  if (!candidate.prefill_per_ktok) return std::nullopt;
  return Millis{candidate.prefill_per_ktok->n * prompt.n / 1000};
}

namespace {

bool priced(const Candidate& c) { return c.billing == Billing::metered && c.price.has_value(); }

// Here the prompt's computation is the wait; elsewhere network and queue are, and what was seen is the best guess.
std::optional<Millis> first_token(const Ask& ask, const Candidate& c) {
  if (c.where == Where::here && c.prefill_per_ktok) return prefill_time(c, fresh_part(ask, c));
  return c.ttft;
}

}  // namespace

Estimate estimate(const Ask& ask, const Candidate& c) {
  Estimate out;
  const bool free = ask.kind == Kind::count;
  if (priced(c))
    out.money = free ? MicroUsd{} : cost_of(*c.price, fresh_part(ask, c), warm_part(ask, c), answer_part(ask));
  out.first = first_token(ask, c);
  return out;
}

Estimate switching(const Ask& ask, const Candidate& from, const Candidate& to) {
  Estimate out;
  if (priced(to)) out.money = cost_of(*to.price, fresh_part(ask, to), {}, {});
  out.first = prefill_time(to, fresh_part(ask, to));
  if (from.where == Where::here) out.total = prefill_time(from, ask.prompt.value);
  return out;
}

std::string switching_text(const Ask& ask, const Candidate& from, const Candidate& to) {
  const Estimate price = switching(ask, from, to);
  const std::string tokens = short_tokens_text(fresh_part(ask, to)) + " tokens ";
  std::string out;
  const auto add = [&](const std::string& text) { out += (out.empty() ? "" : "; ") + text; };
  if (price.money) add(tokens + "written once " + money_text(*price.money));
  if (to.where == Where::here && price.first) add(tokens + "read anew in ≈ " + duration_text(*price.first));
  if (price.total) add("back later ≈ " + duration_text(*price.total) + " of prefill");
  if (from.where != Where::here && priced(from)) {
    add("back later ≈ " + money_text(cost_of(*from.price, ask.prompt.value, {}, {})));
  }
  return out;
}

}  // namespace weir::route

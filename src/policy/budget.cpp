// budget: the day's cap on metered money holds for the worst case, since an answer cannot be called back. Where no
// price is known the cap cannot be kept, so nothing goes.
#include <fmt/format.h>

#include <algorithm>

#include "decision/figures.h"
#include "policy/policy.h"
#include "policy/rules.h"

namespace weir::policy {
namespace {

constexpr Tokens longest_answer{32'000};  // where neither client nor catalogue says; today's models stop near there

Tokens longest(const Ask& ask, const Candidate& c) {
  if (ask.kind == Kind::embedding) return {};
  const Tokens model = c.max_output.n > 0 ? c.max_output : longest_answer;
  return ask.max_output.n > 0 ? std::min(ask.max_output, model) : model;
}

}  // namespace

std::optional<MicroUsd> worst_case(const Ask& ask, const Candidate& c) {
  if (c.billing != Billing::metered || ask.kind == Kind::count || !c.price) return std::nullopt;
  return cost_of(*c.price, ask.prompt.high, {}, longest(ask, c));
}

std::optional<Verdict> budget(const Ask& ask, const Session&, const View& view, const Rules& rules,
                              const Candidate& c) {
  if (c.billing != Billing::metered || ask.kind == Kind::count || !rules.day_cap) return std::nullopt;
  const std::optional<MicroUsd> worst = worst_case(ask, c);
  if (!worst) return deny("budget", c, "its price is unknown, so the day's cap cannot be kept", rules.day_cap_source);
  if (view.spent_today + view.reserved + *worst <= *rules.day_cap) return std::nullopt;
  return deny(
      "budget", c,
      fmt::format("{} spent today, {} reserved, this one at most {}: over the day's {}", money_text(view.spent_today),
                  money_text(view.reserved), money_text(*worst), money_text(*rules.day_cap)),
      rules.day_cap_source);
}

}  // namespace weir::policy

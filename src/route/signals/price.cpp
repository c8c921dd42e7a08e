// price: the estimated dollars of this request at a metered place. No known price is not a low price.
#include "decision/figures.h"
#include "route/estimate.h"
#include "route/signals/signals.h"

namespace weir::route::signal {
namespace {

constexpr MicroUsd unknown_price{100'000};  // ten cents: a long agent turn at today's prices

}  // namespace

std::optional<Weighed> price(const Ask& ask, const Session&, const View&, const Candidate& c) {
  if (c.billing != Billing::metered || ask.kind == Kind::count) return std::nullopt;
  const MicroUsd money = estimate(ask, c).money.value_or(unknown_price);
  return Weighed{static_cast<double>(money.n) / 1e6, points_per_usd};
}

std::string price_text(const Ask& ask, const Session&, const View&, const Candidate& c) {
  const std::optional<MicroUsd> money = estimate(ask, c).money;
  return money ? "≈ " + money_text(*money) : "price unknown, taken as " + money_text(unknown_price);
}

}  // namespace weir::route::signal

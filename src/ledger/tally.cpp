// Tally: the same sums twice, once as SQL at the start and then event by event; ledger_test compares them.
#include "ledger/tally.h"

#include <utility>

#include "base/ids.h"

namespace weir::ledger {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

constexpr std::string_view sums_by_day = R"sql(
SELECT day, total(cost),
       total(reserved) FILTER (WHERE state = 'unsettled'
                               OR (cost IS NULL AND cost_source = 'unknown' AND bytes_out > 0)),
       count(*) FILTER (WHERE billing = 'metered' AND state IN ('settled', 'failed')),
       count(*) FILTER (WHERE billing = 'quota' AND state IN ('settled', 'failed')),
       count(*) FILTER (WHERE billing = 'owned' AND state IN ('settled', 'failed')),
       total(bytes_out) FILTER (WHERE place IN ('lan', 'cloud'))
FROM exchanges WHERE wall_ms >= ? GROUP BY day)sql";

void count(Today& today, const Settlement& settlement, std::string_view billing, std::string_view where) {
  today.metered += settlement.cost.value_or(MicroUsd{});
  if (state_of(settlement.outcome.end) != "refused") {
    if (billing == "metered") ++today.metered_requests;
    if (billing == "quota") ++today.quota_requests;
    if (billing == "owned") ++today.owned_requests;
  }
  if (where == "lan" || where == "cloud") today.out += settlement.outcome.bytes_out;
}

}  // namespace

bool keeps_reservation(const Settlement& settlement) {
  return !settlement.cost && settlement.cost_source == "unknown" && settlement.outcome.bytes_out.n > 0;
}

std::string_view state_of(End end) {
  if (end == End::refused) return "refused";
  if (end == End::lost) return "unsettled";
  return end == End::failed ? "failed" : "settled";
}

Result<Tally> Tally::load(store::Db& db, Millis wall) {
  const std::int64_t yesterday = (wall.n / day_ms - 1) * day_ms;
  TRY(auto sums, db.prepare(sums_by_day));
  sums.bind(1, yesterday);
  Tally tally;
  while (true) {
    TRY(const bool more, sums.step());
    if (!more) return tally;
    Today& today = tally.days_[sums.text(0)];
    today.metered = {sums.integer(1)};
    today.unknown = {sums.integer(2)};
    today.metered_requests = sums.integer(3);
    today.quota_requests = sums.integer(4);
    today.owned_requests = sums.integer(5);
    today.out = {sums.integer(6)};
  }
}

void Tally::intend(const Intent& intent) {
  const auto [it, fresh] = pending_.try_emplace(intent.id, iso_date(intent.wall), intent.reserved.value_or(MicroUsd{}),
                                                intent.billing, intent.where);
  if (fresh) days_[it->second.day].reserved += it->second.reserved;
}

void Tally::unreserve(const ExchangeId& id) {
  const auto it = pending_.find(id);
  if (it != pending_.end()) days_[it->second.day].reserved -= std::exchange(it->second.reserved, MicroUsd{});
}

void Tally::forget(const ExchangeId& id) {
  unreserve(id);
  pending_.erase(id);
}

void Tally::settle(const Settlement& settlement) {
  const auto it = pending_.find(settlement.id);
  if (it == pending_.end()) return;
  const Pending intended = std::move(it->second);
  pending_.erase(it);
  Today& today = days_[intended.day];
  today.reserved -= intended.reserved;
  if (keeps_reservation(settlement)) today.unknown += intended.reserved;
  count(today, settlement, settlement.billing.empty() ? intended.billing : settlement.billing,
        settlement.where.empty() ? intended.where : settlement.where);
}

Today Tally::today(Millis wall) const {
  const auto it = days_.find(iso_date(wall));
  return it == days_.end() ? Today{} : it->second;
}

}  // namespace weir::ledger

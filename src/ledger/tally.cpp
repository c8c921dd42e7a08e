// Tally: the same sums twice, once as SQL at the start and then event by event; ledger_test compares them.
#include "ledger/tally.h"

#include "base/ids.h"

namespace weir::ledger {

bool keeps_reservation(const Settlement& settlement) {
  return !settlement.cost && settlement.cost_source == "unknown" && settlement.outcome.bytes_out.n > 0;
}

std::string_view state_of(End end) {
  if (end == End::refused) return "refused";
  return end == End::failed ? "failed" : "settled";
}

Result<Tally> Tally::load(store::Db& db, Millis wall) {
  const std::string day = iso_date(wall);
  TRY(auto sums, db.prepare(R"sql(
    SELECT total(cost),
           total(reserved) FILTER (WHERE state = 'unsettled'
                                   OR (cost IS NULL AND cost_source = 'unknown' AND bytes_out > 0)),
           count(*) FILTER (WHERE billing = 'metered' AND state IN ('settled', 'failed')),
           count(*) FILTER (WHERE billing = 'quota' AND state IN ('settled', 'failed')),
           count(*) FILTER (WHERE billing = 'owned' AND state IN ('settled', 'failed')),
           total(bytes_out) FILTER (WHERE place IN ('lan', 'cloud'))
    FROM exchanges WHERE day = ?)sql"));
  sums.bind(1, std::string_view(day));
  TRY_VOID(sums.step());
  Today today;
  today.metered = {sums.integer(0)};
  today.reserved = {sums.integer(1)};
  today.metered_requests = sums.integer(2);
  today.quota_requests = sums.integer(3);
  today.owned_requests = sums.integer(4);
  today.out = {sums.integer(5)};
  return Tally(day, today);
}

void Tally::roll(Millis wall) {
  std::string day = iso_date(wall);
  if (day <= day_) return;  // a clock that steps back does not reopen yesterday
  day_ = std::move(day);
  today_ = {};
}

void Tally::intend(const Intent& intent) {
  roll(intent.wall);
  const auto [it, fresh] = pending_.try_emplace(intent.id, iso_date(intent.wall), intent.reserved.value_or(MicroUsd{}));
  if (fresh && it->second.day == day_) today_.reserved += it->second.reserved;
}

void Tally::forget(const ExchangeId& id) {
  const auto it = pending_.find(id);
  if (it == pending_.end()) return;
  if (it->second.day == day_) today_.reserved -= it->second.reserved;
  pending_.erase(it);
}

void Tally::settle(const Settlement& settlement) {
  const auto it = pending_.find(settlement.id);
  if (it == pending_.end()) return;
  const Pending pending = std::move(it->second);
  pending_.erase(it);
  if (pending.day != day_) return;
  if (!keeps_reservation(settlement)) today_.reserved -= pending.reserved;
  today_.metered += settlement.cost.value_or(MicroUsd{});
  if (state_of(settlement.outcome.end) != "refused") {
    if (settlement.billing == "metered") ++today_.metered_requests;
    if (settlement.billing == "quota") ++today_.quota_requests;
    if (settlement.billing == "owned") ++today_.owned_requests;
  }
  if (settlement.where == "lan" || settlement.where == "cloud") today_.out += settlement.outcome.bytes_out;
}

Today Tally::today(Millis wall) {
  roll(wall);
  return today_;
}

}  // namespace weir::ledger

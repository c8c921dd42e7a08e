// Tally: today's sums as the I/O thread knows them, from the moment an intent is handed in. A request belongs to the
// UTC day on which it began, as in costs(). I/O thread only.
#pragma once
#include <string>
#include <unordered_map>

#include "ledger/ledger.h"
#include "store/db.h"

namespace weir::ledger {

class Tally {
 public:
  // What the file says of the day of `wall`. Reservations that nobody settled (a killed weir) stay: that money may
  // have been spent.
  static Result<Tally> load(store::Db& db, Millis wall);

  void intend(const Intent& intent);
  void forget(const ExchangeId& id);  // the intent did not reach the disk
  void settle(const Settlement& settlement);
  Today today(Millis wall);

 private:
  struct Pending {
    std::string day;
    MicroUsd reserved;
  };
  Tally(std::string day, Today today) : day_(std::move(day)), today_(today) {}
  void roll(Millis wall);
  std::string day_;
  Today today_;
  std::unordered_map<ExchangeId, Pending> pending_;
};

// Whether a settled exchange keeps its reservation: it was sent somewhere metered and nobody knows its price, so the
// worst case stays counted.
bool keeps_reservation(const Settlement& settlement);

// The state of a row with this end: settled, refused, failed.
std::string_view state_of(End end);

}  // namespace weir::ledger

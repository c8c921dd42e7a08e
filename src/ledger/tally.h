// Tally: the days' sums as the I/O thread knows them, from the moment an intent is handed in. A request belongs to the
// UTC day on which it began, as in costs(); a clock that jumps finds each day as it was left. I/O thread only.
#pragma once
#include <map>
#include <string>
#include <unordered_map>

#include "ledger/ledger.h"
#include "store/db.h"

namespace weir::ledger {

class Tally {
 public:
  // What the file says of the day before `wall` and all later ones: a clock that was ahead has left rows there. What
  // nobody settled (a killed weir) is counted as unknown: that money may have been spent.
  static Result<Tally> load(store::Db& db, Millis wall);

  void intend(const Intent& intent);
  void forget(const ExchangeId& id);     // there will be no row of it
  void unreserve(const ExchangeId& id);  // its row comes later, without a reservation
  void settle(const Settlement& settlement);
  Today today(Millis wall) const;

 private:
  struct Pending {
    std::string day;
    MicroUsd reserved;
    std::string billing, where;  // as decided: where nobody served, the row keeps them
  };
  std::map<std::string, Today, std::less<>> days_;  // a few: a weir runs for weeks, not for years
  std::unordered_map<ExchangeId, Pending> pending_;
};

// Whether a settled exchange keeps its worst case counted: it was sent somewhere metered and nobody knows what it cost.
bool keeps_reservation(const Settlement& settlement);

// The state of a row with this end: settled, refused, failed.
std::string_view state_of(End end);

}  // namespace weir::ledger

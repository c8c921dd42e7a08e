// The ledger without its thread: who holds it says when the writer writes. For the simulator, which must decide the
// order of things, and lose what was not written. One thread.
#pragma once
#include <memory>

#include "ledger/ledger.h"
#include "store/db.h"

namespace weir::ledger {

class ByHand : public Ledger {  // destroyed, it forgets what waits, as a killed process does
 public:
  virtual std::size_t waiting() = 0;  // for the disk: intents, settlements, barriers
  virtual void turn() = 0;            // writes them as one group and posts the answers, as the thread does
  virtual store::Db& db() = 0;        // between turns: to fill the disk, or to take it away
};

// The schema is made where it is missing. Errors: as open(), but for the lock.
Result<std::unique_ptr<ByHand>> open_by_hand(store::Db db, Loop& loop);

}  // namespace weir::ledger

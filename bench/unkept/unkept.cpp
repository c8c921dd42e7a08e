// weir whose ledger keeps nothing: what is linked instead of ledger::open, to measure what the ledger costs. It is no
// weir to work with: no money is counted, no cap holds.
#include <memory>

#include "ledger/ledger.h"

namespace weir::ledger {
namespace {

class Unkept final : public Ledger {
 public:
  Task<Result<void>> intend(Intent) override { co_return Result<void>{}; }
  void settle(Settlement) override {}
  Task<void> caught_up() override { co_return; }
  Today today() const override { return {}; }
};

}  // namespace

Result<std::unique_ptr<Ledger>> open(const std::string&, Loop&) { return std::make_unique<Unkept>(); }

}  // namespace weir::ledger

// Slots: which session keeps its prefix in which of the engine's slots. A session comes back to its slot; a new one
// takes the free slot that was idle the longest. A session that asks for two things at once (a title beside a turn)
// gets a second slot for the while, and its own stays warm.
#pragma once
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace weir::backend {

class Slots {
 public:
  struct Lease {
    int slot = -1;  // -1: there are none, the engine may choose
    unsigned epoch = 0;
  };

  // A fresh engine: nothing is warm, what was leased is void.
  void reset(int count) {
    owners_.assign(static_cast<std::size_t>(std::max(count, 0)), {});
    ++epoch_;
  }

  Lease take(const std::string& session) {
    if (owners_.empty()) return {-1, epoch_};
    const auto mine = own(session);
    auto at = mine;
    if (mine == owners_.end() || mine->busy > 0) {
      // The free before the busy, then the longest idle: all busy means waiting for one, best for one's own.
      at = std::min_element(owners_.begin(), owners_.end(), [](const Owner& a, const Owner& b) {
        return std::pair(a.busy, a.used) < std::pair(b.busy, b.used);
      });
      if (at->busy > 0 && mine != owners_.end()) at = mine;
    }
    if (at != mine) at->session = mine == owners_.end() ? session : std::string();
    at->used = ++clock_;
    ++at->busy;
    return {static_cast<int>(at - owners_.begin()), epoch_};
  }

  void give_back(Lease lease) {
    if (lease.slot < 0 || lease.epoch != epoch_) return;
    --owners_[static_cast<std::size_t>(lease.slot)].busy;
  }

 private:
  struct Owner {
    std::string session;
    unsigned long used = 0;
    int busy = 0;
  };
  std::vector<Owner>::iterator own(const std::string& session) {
    return std::find_if(owners_.begin(), owners_.end(),
                        [&](const Owner& o) { return !session.empty() && o.session == session; });
  }
  std::vector<Owner> owners_;
  unsigned long clock_ = 0;
  unsigned epoch_ = 0;
};

}  // namespace weir::backend

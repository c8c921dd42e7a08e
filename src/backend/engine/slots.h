// Slots: which session keeps its prefix in which of the engine's slots. A session comes back to its slot; a new one
// takes the slot that was idle the longest.
#pragma once
#include <algorithm>
#include <string>
#include <vector>

namespace weir::backend {

class Slots {
 public:
  // A fresh engine: nothing is warm.
  void reset(int count) {
    owners_.assign(static_cast<std::size_t>(std::max(count, 0)), {});
    clock_ = 0;
  }

  // -1: there are none. A session without a name gets the one idle longest and leaves it nobody's.
  int take(const std::string& session) {
    if (owners_.empty()) return -1;
    auto at = std::find_if(owners_.begin(), owners_.end(),
                           [&](const Owner& o) { return !session.empty() && o.session == session; });
    if (at == owners_.end()) {
      at = std::min_element(owners_.begin(), owners_.end(),
                            [](const Owner& a, const Owner& b) { return a.used < b.used; });
      at->session = session;
    }
    at->used = ++clock_;
    return static_cast<int>(at - owners_.begin());
  }

 private:
  struct Owner {
    std::string session;
    unsigned long used = 0;
  };
  std::vector<Owner> owners_;
  unsigned long clock_ = 0;
};

}  // namespace weir::backend

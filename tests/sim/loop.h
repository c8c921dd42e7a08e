// SimLoop: time that leaps to the next event when nothing else is ready. One thread, no clock of the machine: what
// happens, and in which order, comes from the seed alone.
#pragma once
#include <functional>
#include <memory>
#include <queue>
#include <vector>

#include "base/loop.h"
#include "chance.h"

namespace weir::sim {

class SimLoop final : public Loop {
 public:
  SimLoop(Chance& chance, Millis wall) : chance_(chance), wall_(wall) {}

  Millis now() const override { return now_; }
  Millis wall() const override { return now_ + wall_; }
  void post(std::move_only_function<void()> work) override;
  Task<Result<void>> sleep(Millis time, Cancel& cancel) override;

  using Work = std::move_only_function<void()>;
  struct Event {
    Work work;  // empty once it ran or was taken back
  };
  // Things of one moment happen in any order, but for what was posted: that keeps its order, as the real loop does.
  std::shared_ptr<Event> at(Millis when, Work work);
  void jump(Millis by) { wall_ += by; }  // the wall clock alone

  bool step();      // one event; false: there is none
  bool step_now();  // the same, if time need not move for it
  std::size_t steps() const { return steps_; }

 private:
  struct Entry {
    Millis when;
    std::uint64_t order, number;
    std::shared_ptr<Event> event;
    bool operator<(const Entry& o) const {  // the earliest is the queue's top
      return std::tie(when, order, number) > std::tie(o.when, o.order, o.number);
    }
  };
  void push(Millis when, std::uint64_t order, std::shared_ptr<Event> event);
  bool settle_top();

  Chance& chance_;
  Millis now_, wall_;
  std::uint64_t number_ = 0;
  std::size_t steps_ = 0;
  std::priority_queue<Entry> queue_;
};

}  // namespace weir::sim

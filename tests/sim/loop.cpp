// The queue of a schedule's events.
#include "loop.h"

#include <tuple>

#include "base/oneshot.h"

namespace weir::sim {

void SimLoop::push(Millis when, std::uint64_t order, std::shared_ptr<Event> event) {
  queue_.push({std::max(when, now_), order, ++number_, std::move(event)});
}

void SimLoop::post(std::move_only_function<void()> work) {
  push(now_, 0, std::make_shared<Event>(Event{std::move(work)}));
}

std::shared_ptr<SimLoop::Event> SimLoop::at(Millis when, Work work) {
  auto event = std::make_shared<Event>(Event{std::move(work)});
  push(when, chance_.below(3), event);
  return event;
}

// As net::IoLoop's: a cancelled wait comes home through the loop, never inside Cancel::request().
Task<Result<void>> SimLoop::sleep(Millis time, Cancel& cancel) {
  auto cancelled = [] { return fail(ErrorKind::cancelled, "cancelled while waiting"); };
  if (cancel.requested()) co_return cancelled();
  auto over = std::make_shared<OneShot<bool>>();
  const auto timer = at(now_ + time, [over] { over->set(true); });
  const auto stop = cancel.on_request([this, over, timer] {
    timer->work = nullptr;
    at(now_, [over] { over->set(true); });
  });
  (void)co_await *over;
  if (cancel.requested()) co_return cancelled();
  co_return Result<void>{};
}

// Drops what was taken back: time does not move for it.
bool SimLoop::settle_top() {
  while (!queue_.empty() && !queue_.top().event->work) queue_.pop();
  return !queue_.empty();
}

bool SimLoop::step() {
  if (!settle_top()) return false;
  const Entry next = queue_.top();
  queue_.pop();
  now_ = next.when;
  ++steps_;
  Work work = std::exchange(next.event->work, nullptr);
  work();
  return true;
}

bool SimLoop::step_now() { return settle_top() && queue_.top().when <= now_ && step(); }

}  // namespace weir::sim

// Stream: the frames of one request on their way from the supervisor to whoever asked. I/O thread; shared between the
// two, since either may go first.
#pragma once
#include <coroutine>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "base/cancel.h"
#include "base/frames.h"
#include "base/loop.h"
#include "base/result.h"
#include "base/task.h"

namespace weir::backend {

// Wakes one waiter; a wake that comes before the wait is kept.
class Signal {
 public:
  void notify() {
    if (auto waiter = std::exchange(waiter_, nullptr))
      waiter.resume();
    else
      raised_ = true;
  }
  bool await_ready() { return std::exchange(raised_, false); }
  void await_suspend(std::coroutine_handle<> waiter) { waiter_ = waiter; }
  void await_resume() { raised_ = false; }

 private:
  std::coroutine_handle<> waiter_;
  bool raised_ = false;
};

struct Stream : std::enable_shared_from_this<Stream> {
  Stream(std::uint32_t stream_number, Loop& its_loop) : number(stream_number), loop(its_loop) {}

  void push(frames::Frame frame);
  void fail_with(Error why);
  // The next frame. Errors: cancelled, timeout (nothing came for `limit`), or what the stream failed with.
  Task<Result<frames::Frame>> next(Cancel& cancel, Millis limit);
  void stop_watch() { watch_cancel.request(); }

  const std::uint32_t number;

 private:
  static Task<void> watch(std::shared_ptr<Stream> self);
  Loop& loop;
  std::deque<frames::Frame> queue;
  std::optional<Error> failure;
  Signal signal;
  Cancel watch_cancel;
  Millis last{}, limit_now{};
  bool watching = false, waiting = false, late = false;
};

}  // namespace weir::backend

// Waiting for frames, with one timer a stream rather than one a wait.
#include "backend/engine/stream.h"

#include <algorithm>

namespace weir::backend {
namespace {

constexpr std::int64_t look_ms = 1000;  // how exact a limit is kept

}  // namespace

void Stream::push(frames::Frame frame) {
  queue.push_back(std::move(frame));
  last = loop.now();
  signal.notify();
}

void Stream::fail_with(Error why) {
  if (!failure) failure = std::move(why);
  signal.notify();
}

Task<void> Stream::watch(std::shared_ptr<Stream> self) {
  while (!self->watch_cancel.requested()) {
    const Millis left = self->last + self->limit_now - self->loop.now();
    if (left.n <= 0 && self->waiting) {
      self->late = true;
      self->signal.notify();
      break;
    }
    // Late but nobody waits: the consumer is slow, not the engine. A limit may also have become shorter meanwhile.
    const Millis pause{left.n > 0 ? std::min(left.n, look_ms) : look_ms};
    const auto slept = co_await self->loop.sleep(pause, self->watch_cancel);
    if (!slept) break;
  }
  self->watching = false;
}

Task<Result<frames::Frame>> Stream::next(Cancel& cancel, Millis limit) {
  const auto self = shared_from_this();
  if (limit_now != limit || !watching) last = loop.now();
  limit_now = limit;
  if (!watching && !watch_cancel.requested()) {
    watching = true;
    spawn(watch(self));
  }
  auto stop = cancel.on_request([self] { self->signal.notify(); });
  waiting = true;
  while (queue.empty() && !failure && !late && !cancel.requested()) co_await signal;
  waiting = false;
  if (cancel.requested()) co_return fail(ErrorKind::cancelled, "the request was cancelled");
  if (!queue.empty()) {
    frames::Frame frame = std::move(queue.front());
    queue.pop_front();
    co_return frame;
  }
  if (failure) co_return std::unexpected(*failure);
  co_return fail(ErrorKind::timeout, "the local engine was silent for " + std::to_string(limit.n / 1000) + " s");
}

}  // namespace weir::backend

// IoLoop: Asio's context, its timers and signals behind base's Loop.
#include "net/loop.h"

#include <csignal>

#include "net/core.h"

namespace weir::net {

namespace {

Millis millis_of(auto duration) { return {std::chrono::duration_cast<std::chrono::milliseconds>(duration).count()}; }

using SignalCallback = std::shared_ptr<std::function<void(int)>>;

void wait_for_signal(asio::signal_set& set, SignalCallback callback) {
  set.async_wait([&set, callback](error_code ec, int number) {
    if (ec) return;
    (*callback)(number);
    wait_for_signal(set, callback);
  });
}

}  // namespace

void IoCore::settle() {
  if (running) return;
  // Bounded: whatever keeps itself ready for ever is not what settle() waits for.
  constexpr int most = 100'000;
  context.restart();
  for (int i = 0; i < most && context.poll_one() > 0; ++i) {}
  context.restart();
}

IoLoop::IoLoop() : core_(std::make_unique<IoCore>()) {
  // A peer that closes while we write is an error code of that write, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
}

void IoLoop::settle() { core_->settle(); }

IoLoop::~IoLoop() {
  core_->settle();
  const std::lock_guard lock(core_->mailbox->mutex);
  core_->mailbox->io = nullptr;
}

Millis IoLoop::now() const { return millis_of(SteadyClock::now().time_since_epoch()); }
Millis IoLoop::wall() const { return millis_of(std::chrono::system_clock::now().time_since_epoch()); }

void IoLoop::post(std::move_only_function<void()> work) { asio::post(core_->context, std::move(work)); }

Task<Result<void>> IoLoop::sleep(Millis time, Cancel& cancel) {
  auto cancelled = [] { return fail(ErrorKind::cancelled, "cancelled while waiting"); };
  if (cancel.requested()) co_return cancelled();
  asio::steady_timer timer(core_->context, span_of(time));
  // cancel() completes the wait through the loop, so the coroutine never resumes inside Cancel::request().
  const auto stop = cancel.on_request([&timer] { timer.cancel(); });
  const auto done = co_await io_wait([&timer](Completion& c) { timer.async_wait(completing(c)); });
  if (done.ec || cancel.requested()) co_return cancelled();
  co_return Result<void>{};
}

void IoLoop::run() {
  core_->running = true;
  core_->context.run();
  core_->running = false;
  core_->context.restart();  // after, not before: a stop() that came first ends this run, not the next one
}

void IoLoop::stop() { core_->context.stop(); }

void IoLoop::on_signal(int number, std::function<void(int)> callback) {
  auto& set = core_->signals.emplace_back(core_->context, number);
  wait_for_signal(set, std::make_shared<std::function<void(int)>>(std::move(callback)));
}

}  // namespace weir::net

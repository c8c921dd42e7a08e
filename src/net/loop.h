// IoLoop: the one I/O thread's event loop over Asio. Everything in net/ belongs to its thread but post() and stop().
#pragma once
#include <functional>
#include <memory>

#include "base/loop.h"

namespace weir::net {

struct IoCore;  // Asio's context, known to net's .cpp files alone (net/core.h)

class IoLoop final : public Loop {
 public:
  IoLoop();  // ignores SIGPIPE for the process
  // Destroy servers, clients and children first. What they cancelled comes home here; a coroutine that still waits
  // for something else is lost (leaked, never destroyed): let exchanges end before.
  ~IoLoop() override;
  Millis now() const override;
  Millis wall() const override;
  void post(std::move_only_function<void()> work) override;
  Task<Result<void>> sleep(Millis time, Cancel& cancel) override;

  // Runs until stop() or until nothing is left to wait for. A signal waited for is something to wait for; a kept
  // upstream connection is not. May be called again.
  void run();
  void stop();
  // After run(): what is ready comes home, nothing is waited for. Whoever owns what coroutines use calls it before
  // that goes.
  void settle();
  // The callback runs on this thread, outside of signal context, each time.
  void on_signal(int number, std::function<void(int)> callback);
  IoCore& core() { return *core_; }

 private:
  std::unique_ptr<IoCore> core_;
};

}  // namespace weir::net

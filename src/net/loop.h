// IoLoop: the one I/O thread's event loop over Asio. Everything in net/ belongs to its thread but post().
#pragma once
#include <memory>

#include "base/loop.h"

namespace weir::net {

struct IoCore;  // Asio's context, known to net's .cpp files alone (net/core.h)

class IoLoop final : public Loop {
 public:
  IoLoop();
  ~IoLoop() override;
  Millis now() const override;
  Millis wall() const override;
  void post(std::move_only_function<void()> work) override;
  Task<Result<void>> sleep(Millis time, Cancel& cancel) override;

  // Runs until stop() or until nothing is left to wait for. Signals arrive as a callback on this thread.
  void run();
  void stop();
  void on_signal(int number, std::function<void(int)> callback);
  IoCore& core() { return *core_; }

 private:
  std::unique_ptr<IoCore> core_;
};

}  // namespace weir::net

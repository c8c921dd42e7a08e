// Loop: what a coroutine may ask of the world besides bytes: time, and to be run later. net::IoLoop is the real
// one; tests and the simulator bring their own. All but post() belong to the I/O thread.
#pragma once
#include <functional>

#include "base/cancel.h"
#include "base/result.h"
#include "base/strong.h"
#include "base/task.h"

namespace weir {

class Loop {
 public:
  virtual ~Loop() = default;
  virtual Millis now() const = 0;                               // monotonic, for deadlines and durations
  virtual Millis wall() const = 0;                              // since the Unix epoch, for ledger rows and prices
  virtual void post(std::move_only_function<void()> work) = 0;  // any thread; runs on the I/O thread, later
  // Comes back after the time, or with ErrorKind::cancelled at once when cancel is requested.
  virtual Task<Result<void>> sleep(Millis time, Cancel& cancel) = 0;
};

}  // namespace weir

// Quiet: once no exchange has run for a while, free memory goes back to the system. A body of 64 MB leaves tens of
// megabytes at hand in the allocator, and a weir is idle most of the day beside an editor that wants them. I/O thread.
#pragma once
#include "base/cancel.h"
#include "base/loop.h"
#include "base/task.h"
#include "net/server.h"

namespace weir::relay {

struct Services;

class Quiet {
 public:
  // over: weir ends. Both must outlive the loop's last task, as this must.
  Quiet(Loop& loop, Cancel& over) : loop_(loop), over_(over) {}
  // relay::enter, and what comes after it.
  Task<void> enter(Services& services, net::ServerExchange& http);

 private:
  Task<void> wait(Services& services);
  Loop& loop_;
  Cancel& over_;
  Millis last_;  // when an exchange ended
  bool waits_ = false;
};

}  // namespace weir::relay

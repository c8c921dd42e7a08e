// on_worker: runs one piece of blocking work (a ledger read, a hash of a file) off the I/O thread and comes back
// with its value. One short-lived thread a call: for control work, not for the path of a request.
#pragma once
#include <thread>

#include "base/loop.h"
#include "base/oneshot.h"

namespace weir {

// The loop must run until the work is done: main awaits what it started before it stops the loop.
template <class T>
Task<T> on_worker(Loop& loop, std::move_only_function<T()> work) {
  OneShot<T> done;
  std::thread thread([&loop, &done, &work] {
    T value = work();
    loop.post([&done, v = std::move(value)]() mutable { done.set(std::move(v)); });
  });
  T value = co_await done;
  thread.join();
  co_return value;
}

}  // namespace weir

// IndexThread: the one thread that owns all repositories. Jobs come by post(); between jobs it waits for file system
// news and does background work in small steps, so that a question waits for one step at most. It is niced: an index
// must never be felt by the I/O thread.
#pragma once
#include <atomic>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/strong.h"

namespace weir::workspace {

class IndexThread {
 public:
  // What the thread does beside jobs. Called on it only.
  class Work {
   public:
    virtual ~Work() = default;
    virtual std::vector<int> descriptors() = 0;  // readable = news
    virtual void news(int descriptor) = 0;
    // One small step (some milliseconds). True: there is more to do at once.
    virtual bool step() = 0;
    // How long it may sleep when nothing is to do.
    virtual Millis pause() = 0;
    virtual void finish() = 0;  // the last call: save what is unsaved
  };

  explicit IndexThread(Work& work);
  ~IndexThread();  // drops jobs that have not begun, calls finish(), joins
  IndexThread(const IndexThread&) = delete;
  IndexThread& operator=(const IndexThread&) = delete;

  void post(std::move_only_function<void()> job);  // any thread
  // A long pass asks this between two files: somebody waits, or the process ends.
  bool wanted() const { return waiting_.load(std::memory_order_relaxed) > 0; }

 private:
  void run();
  bool run_jobs();
  void wait(Millis pause);

  Work& work_;
  int wake_ = -1;  // eventfd
  std::atomic<int> waiting_ = 0;
  std::mutex mutex_;
  std::deque<std::move_only_function<void()>> jobs_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace weir::workspace

// The index thread's loop.
#include "workspace/repo/thread.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>

namespace weir::workspace {
namespace {

// Nice and idle disk priority for this thread alone: on Linux both belong to the thread.
void step_back() {
  const auto self = static_cast<id_t>(syscall(SYS_gettid));
  (void)setpriority(PRIO_PROCESS, self, 15);
  constexpr int who_thread = 1, class_idle = 3, class_shift = 13;
  (void)syscall(SYS_ioprio_set, who_thread, 0, class_idle << class_shift);
}

}  // namespace

IndexThread::IndexThread(Work& work) : work_(work), wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (wake_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  thread_ = std::thread([this] { run(); });
}

IndexThread::~IndexThread() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    jobs_.clear();
    waiting_ = 1;
  }
  (void)eventfd_write(wake_, 1);
  thread_.join();
  close(wake_);
}

void IndexThread::post(std::move_only_function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    jobs_.push_back(std::move(job));
    waiting_.fetch_add(1, std::memory_order_relaxed);
  }
  (void)eventfd_write(wake_, 1);
}

// False: the thread is to end.
bool IndexThread::run_jobs() {
  for (;;) {
    std::move_only_function<void()> job;
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return false;
      if (jobs_.empty()) return true;
      job = std::move(jobs_.front());
      jobs_.pop_front();
      waiting_.fetch_sub(1, std::memory_order_relaxed);
    }
    job();
  }
}

void IndexThread::wait(Millis pause) {
  std::vector<pollfd> polled{{wake_, POLLIN, 0}};
  for (const int fd : work_.descriptors()) polled.push_back({fd, POLLIN, 0});
  const int limit = static_cast<int>(std::clamp<std::int64_t>(pause.n, 0, 60'000));
  if (poll(polled.data(), polled.size(), limit) <= 0) return;
  eventfd_t count = 0;
  if (polled[0].revents != 0) (void)eventfd_read(wake_, &count);
  for (std::size_t i = 1; i < polled.size(); ++i) {
    if (polled[i].revents != 0) work_.news(polled[i].fd);
  }
}

void IndexThread::run() {
  step_back();
  while (run_jobs()) {
    const bool more = work_.step();
    wait(more ? Millis{0} : work_.pause());
  }
  work_.finish();
}

}  // namespace weir::workspace

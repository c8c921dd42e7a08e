// TurnLock: coroutines take turns at something that must not interleave (writes on one connection). I/O thread;
// first come, first served. Not for threads.
#pragma once
#include <coroutine>
#include <deque>

namespace weir {

class TurnLock {
 public:
  // auto turn = co_await lock.take();  held until `turn` goes.
  class Turn {
   public:
    explicit Turn(TurnLock& lock) : lock_(&lock) {}
    Turn(Turn&& other) noexcept : lock_(other.lock_) { other.lock_ = nullptr; }
    Turn& operator=(Turn&&) = delete;
    ~Turn() {
      if (lock_ != nullptr) lock_->pass_on();
    }

   private:
    TurnLock* lock_;
  };

  auto take() noexcept {
    struct Awaiter {
      TurnLock& lock;
      bool await_ready() const noexcept {
        if (lock.held_) return false;
        lock.held_ = true;
        return true;
      }
      void await_suspend(std::coroutine_handle<> h) { lock.waiting_.push_back(h); }
      Turn await_resume() noexcept { return Turn(lock); }
    };
    return Awaiter{*this};
  }
  bool held() const { return held_; }

 private:
  void pass_on() {
    if (waiting_.empty()) {
      held_ = false;
      return;
    }
    auto next = waiting_.front();
    waiting_.pop_front();
    next.resume();
  }
  std::deque<std::coroutine_handle<>> waiting_;
  bool held_ = false;
};

}  // namespace weir

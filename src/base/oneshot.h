// OneShot<T>: one value, set once, awaited once; both on the I/O thread (another thread posts through Loop).
// It must outlive its awaiter. Queue<T>: many values, one consumer, with a close.
#pragma once
#include <coroutine>
#include <deque>
#include <optional>
#include <utility>

namespace weir {

template <class T>
class OneShot {
 public:
  void set(T value) {
    if (value_) return;
    value_.emplace(std::move(value));
    if (auto h = std::exchange(waiting_, nullptr)) h.resume();
  }
  bool is_set() const { return value_.has_value(); }

  auto operator co_await() noexcept {
    struct Awaiter {
      OneShot& self;
      bool await_ready() const noexcept { return self.value_.has_value(); }
      void await_suspend(std::coroutine_handle<> h) noexcept { self.waiting_ = h; }
      T await_resume() { return std::move(*self.value_); }
    };
    return Awaiter{*this};
  }

 private:
  std::optional<T> value_;
  std::coroutine_handle<> waiting_;
};

template <class T>
class Queue {
 public:
  void push(T value) {
    if (closed_) return;
    items_.push_back(std::move(value));
    wake();
  }
  // After what is queued, pop() gives nothing.
  void close() {
    closed_ = true;
    wake();
  }
  bool closed() const { return closed_; }
  std::size_t size() const { return items_.size(); }

  // co_await queue.pop(): optional<T>, empty when closed and drained. One awaiter at a time.
  auto pop() noexcept {
    struct Awaiter {
      Queue& self;
      bool await_ready() const noexcept { return !self.items_.empty() || self.closed_; }
      void await_suspend(std::coroutine_handle<> h) noexcept { self.waiting_ = h; }
      std::optional<T> await_resume() {
        if (self.items_.empty()) return std::nullopt;
        std::optional<T> front(std::move(self.items_.front()));
        self.items_.pop_front();
        return front;
      }
    };
    return Awaiter{*this};
  }

 private:
  void wake() {
    if (auto h = std::exchange(waiting_, nullptr)) h.resume();
  }
  std::deque<T> items_;
  std::coroutine_handle<> waiting_;
  bool closed_ = false;
};

}  // namespace weir

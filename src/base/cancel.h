// Cancel: one place that says "stop", many that listen. I/O thread only, no locks.
// Whoever starts a wait registers a callback; request() runs the callbacks once, newest first.
#pragma once
#include <functional>
#include <list>
#include <utility>

namespace weir {

class Cancel {
 public:
  using Callback = std::move_only_function<void()>;

  // Unregisters when it goes. Must not outlive its Cancel.
  class Registration {
   public:
    Registration() = default;
    Registration(Registration&& other) noexcept : owner_(std::exchange(other.owner_, nullptr)), at_(other.at_) {}
    Registration& operator=(Registration&& other) noexcept {
      if (this != &other) {
        drop();
        owner_ = std::exchange(other.owner_, nullptr);
        at_ = other.at_;
      }
      return *this;
    }
    ~Registration() { drop(); }

   private:
    friend class Cancel;
    Registration(Cancel* owner, std::list<Callback>::iterator at) : owner_(owner), at_(at) {}
    void drop() {
      if (owner_ != nullptr) {
        owner_->callbacks_.erase(at_);
        owner_ = nullptr;
      }
    }
    Cancel* owner_ = nullptr;
    std::list<Callback>::iterator at_;
  };

  Cancel() = default;
  Cancel(const Cancel&) = delete;
  Cancel& operator=(const Cancel&) = delete;

  bool requested() const { return requested_; }

  // Runs the callbacks. A callback may drop registrations and resume coroutines; it must not throw.
  void request() {
    if (requested_) return;
    requested_ = true;
    // The callbacks may unregister themselves or others while we run, so each is moved out of its node first:
    // the node stays until its Registration drops it.
    std::size_t guard = callbacks_.size();
    for (auto it = callbacks_.begin(); it != callbacks_.end() && guard > 0; --guard) {
      Callback call = std::exchange(*it, nullptr);
      if (call) {
        call();
        it = callbacks_.begin();
        guard = callbacks_.size() + 1;
      } else {
        ++it;
      }
    }
  }

  // Already requested: runs the callback now.
  [[nodiscard]] Registration on_request(Callback callback) {
    if (requested_) {
      callback();
      callback = nullptr;
    }
    callbacks_.push_front(std::move(callback));
    return Registration(this, callbacks_.begin());
  }

 private:
  std::list<Callback> callbacks_;
  bool requested_ = false;
};

}  // namespace weir

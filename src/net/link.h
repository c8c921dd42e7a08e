// Link: a ByteStream with deadlines, cancellation and whole writes, all as Results. Internal to net/.
// One deadline at a time, for whatever the link waits for; passing it either closes the link or only interrupts the
// wait (so that an answer can still be written). Cancelling always closes.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/cancel.h"
#include "base/result.h"
#include "base/task.h"
#include "net/buffer.h"
#include "net/stream.h"

namespace weir::net {

enum class OnTime { closes, interrupts };

class Link {
 public:
  Link(IoCore& io, std::unique_ptr<ByteStream> stream);
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  // From now on. `waited_for` completes "no ... within 10 s" and is a literal.
  void within(Millis time, const char* waited_for, OnTime action = OnTime::closes);
  void no_deadline();
  void rest();  // none, and no timer left behind that would keep the loop running
  // A request closes the link; what waits comes back as cancelled. The link must outlive the registration.
  [[nodiscard]] Cancel::Registration stop_on(Cancel& cancel);

  // 0 is the peer's clean end. Errors: closed, timeout, cancelled, protocol (TLS).
  auto read_some(std::span<char> into);
  Task<Result<std::size_t>> read_more(InBuffer& into, std::size_t room = 16 * 1024);
  // Every byte, in this order; the stall limit starts anew with each progress.
  Task<Result<void>> write_all(std::string_view a, std::string_view b, std::string_view c, Millis stall,
                               const char* waited_for);

  void close();
  bool open() const { return end_ == End::open; }
  bool interrupted() const { return interrupted_; }
  ByteStream& stream() { return *stream_; }
  IoCore& io() { return io_; }
  Error error_of(error_code ec) const;

 private:
  enum class End { open, closed, timeout, cancelled };
  struct Watchdog;  // shared with its timer's handler, which may come after the link is gone
  Result<std::size_t> count_read(IoDone done) const;
  void end_as(End end);
  void on_time();

  IoCore& io_;
  std::unique_ptr<ByteStream> stream_;
  std::shared_ptr<Watchdog> watchdog_;
  const char* waited_for_ = "";
  Millis time_{};
  OnTime action_ = OnTime::closes;
  End end_ = End::open;
  bool interrupted_ = false;
};

inline auto Link::read_some(std::span<char> into) {
  class Read final : public Completion {
   public:
    Read(Link& link, std::span<char> bytes) : link_(link), bytes_(bytes) {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> h) {
      handle_ = h;
      link_.stream_->read_some(asio::buffer(bytes_.data(), bytes_.size()), *this);
    }
    Result<std::size_t> await_resume() const { return link_.count_read({ec, n}); }

   private:
    void done() override { handle_.resume(); }
    Link& link_;
    std::span<char> bytes_;
    std::coroutine_handle<> handle_;
  };
  return Read(*this, into);
}

}  // namespace weir::net

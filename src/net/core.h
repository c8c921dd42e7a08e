// core.h: Asio, in one place. Internal to net/: the other internal headers come through here, no public one does.
// A coroutine waits for an Asio operation through io_wait(); Asio never completes inside its initiating call, so every
// resumption starts from the event loop and the stack does not grow with the number of operations.
#pragma once
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <coroutine>
#include <list>
#include <map>
#include <memory>
#include <mutex>

#include "base/strong.h"
#include "net/loop.h"

namespace weir::net {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using local = asio::local::stream_protocol;
using SteadyClock = std::chrono::steady_clock;
using TimePoint = SteadyClock::time_point;

inline SteadyClock::duration span_of(Millis time) { return std::chrono::milliseconds(time.n); }

// The way back for a thread that may outlive the loop (a name lookup that nobody waits for any more).
struct Mailbox {
  std::mutex mutex;
  IoCore* io = nullptr;  // null once the loop is gone
  int lookups = 0;       // threads that run
};
struct PendingLookup;  // net/lookup.cpp

struct IoCore {
  asio::io_context context{1};
  std::list<asio::signal_set> signals;  // one per on_signal(), each waits until the loop goes
  std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>();
  std::map<std::uint64_t, PendingLookup*> lookups;  // awaited ones, by number
  std::uint64_t last_lookup = 0;
  bool running = false;  // inside run(): a destructor must not run the loop a second time

  IoCore() { mailbox->io = this; }
  // Lets coroutines whose socket or timer was just closed come home, when nobody runs the loop to do it.
  void settle();
};

// The result of one Asio operation and who wants it. Lives in the waiting coroutine's frame or in an object that
// awaits its return; Asio's handler holds only its address.
class Completion {
 public:
  Completion() = default;
  Completion(const Completion&) = delete;
  Completion& operator=(const Completion&) = delete;
  void complete(error_code code, std::size_t count = 0) {
    ec = code;
    n = count;
    done();
  }
  error_code ec;
  std::size_t n = 0;

 protected:
  ~Completion() = default;
  virtual void done() = 0;  // may destroy *this
};

// The handler to hand to Asio, for operations with and without a byte count.
inline auto completing(Completion& c) {
  return [&c](error_code ec, std::size_t n = 0) { c.complete(ec, n); };
}

struct IoDone {
  error_code ec;
  std::size_t n = 0;
};

// co_await io_wait([&](Completion& c) { socket.async_read_some(buffer, completing(c)); })
template <class Start>
auto io_wait(Start start) {
  class Awaiter final : public Completion {
   public:
    explicit Awaiter(Start s) : start_(std::move(s)) {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> h) {
      handle_ = h;
      start_(*this);
    }
    IoDone await_resume() const noexcept { return {ec, n}; }

   private:
    void done() override { handle_.resume(); }
    Start start_;
    std::coroutine_handle<> handle_;
  };
  return Awaiter(std::move(start));
}

// A timer wait that alone does not keep run() going: housekeeping. The handler is called as usual.
template <class Handler>
void wait_in_background(IoCore& io, asio::steady_timer& timer, Handler handler) {
  auto executor = io.context.get_executor();
  timer.async_wait([executor, h = std::move(handler)](error_code ec) mutable {
    executor.on_work_started();  // the loop takes one off when this handler returns
    h(ec);
  });
  executor.on_work_finished();
}

}  // namespace weir::net

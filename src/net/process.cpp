// Child: a launched process, its end of the socket pair, its exit.
#include "net/process.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>

#include "base/limits.h"
#include "net/launch.h"
#include "net/link.h"

namespace weir::net {

namespace {

std::string text_of_exit(int status) {
  if (WIFSIGNALED(status)) return fmt::format("killed by signal {}", WTERMSIG(status));
  return fmt::format("exit {}", WEXITSTATUS(status));
}

// Ours until it is reaped, so its number cannot become another process's.
class Reapable {
 public:
  explicit Reapable(pid_t pid) : pid_(pid) {}
  pid_t pid() const { return pid_; }
  bool ended() {
    if (!status_) {
      int status = 0;
      if (::waitpid(pid_, &status, WNOHANG) == pid_) status_ = status;
    }
    return status_.has_value();
  }
  void kill() {
    if (!ended()) ::kill(pid_, SIGKILL);
  }
  void wait() {
    if (status_) return;
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {}
    status_ = status;
  }
  std::string text() { return ended() ? text_of_exit(*status_) : std::string(); }

 private:
  pid_t pid_;
  std::optional<int> status_;
};

// Readable when the process has ended; null where the kernel has no pidfds.
using Alive = std::shared_ptr<asio::posix::stream_descriptor>;

Alive watch(IoCore& io, Descriptor descriptor) {
  if (descriptor.get() < 0) return nullptr;
  return std::make_shared<asio::posix::stream_descriptor>(io.context, descriptor.release());
}

// A process with a model mapped may take a while to end, and the I/O thread does not wait for it.
void reap_later(const Alive& alive, Reapable child) {
  alive->async_wait(asio::posix::stream_descriptor::wait_read, [alive, child](error_code) mutable { child.ended(); });
}

// Its end of the pair closes a little before it counts as ended: so that exit_text() can tell after read_some() did.
Task<void> ended_soon(IoCore& io, Alive alive) {
  if (!alive) co_return;
  asio::steady_timer timer(io.context, std::chrono::milliseconds(limits::exit_wait_ms));
  timer.async_wait([alive](error_code ec) {
    if (!ec) alive->cancel(ec);
  });
  co_await io_wait([&](Completion& c) { alive->async_wait(asio::posix::stream_descriptor::wait_read, completing(c)); });
}

// Shared with the coroutines that read and write, so that they can come home after the Child is gone.
struct Pair {
  Pair(IoCore& io, std::unique_ptr<SocketStream<local::socket>> stream, Descriptor pidfd)
      : socket(stream->socket()), link(io, std::move(stream)), alive(watch(io, std::move(pidfd))) {}

  // Waits until there is something to read. A cancelled wait leaves the bytes, and a write under way, alone.
  Task<void> readable(Cancel& cancel) {
    const auto stop = cancel.on_request([this] { reading.emit(asio::cancellation_type::all); });
    if (cancel.requested()) co_return;
    co_await io_wait([this](Completion& c) {
      socket.async_wait(local::socket::wait_read, asio::bind_cancellation_slot(reading.slot(), completing(c)));
    });
  }

  local::socket& socket;
  Link link;
  Alive alive;
  asio::cancellation_signal reading;
};

Task<Result<void>> write_to(std::shared_ptr<Pair> pair, std::string bytes) {
  auto written = co_await pair->link.write_all(bytes, {}, {}, {limits::write_stall_ms}, "progress of the child");
  if (!written) pair->link.close();  // half a message went: nothing can follow it
  co_return written;
}

Task<Result<std::string>> read_from(std::shared_ptr<Pair> pair, Cancel& cancel) {
  co_await pair->readable(cancel);
  if (cancel.requested()) co_return fail(ErrorKind::cancelled, "the one who asked went away");
  std::string bytes(limits::read_bytes, '\0');
  CO_TRY(const std::size_t count, co_await pair->link.read_some(bytes));
  if (count == 0) co_await ended_soon(pair->link.io(), pair->alive);
  if (count == 0) co_return fail(ErrorKind::closed, "the child closed its end");
  bytes.resize(count);
  co_return bytes;
}

class ChildImpl final : public Child {
 public:
  ChildImpl(IoCore& io, pid_t pid, std::shared_ptr<Pair> pair) : io_(io), process_(pid), pair_(std::move(pair)) {}
  ~ChildImpl() override {
    process_.kill();
    pair_->link.close();
    if (process_.ended()) return;
    if (io_.running && pair_->alive) {
      reap_later(pair_->alive, process_);
      return;
    }
    process_.wait();
    io_.settle();
  }

  int pid() const override { return process_.pid(); }
  Task<Result<void>> write(std::string bytes) override { return write_to(pair_, std::move(bytes)); }
  Task<Result<std::string>> read_some(Cancel& cancel) override { return read_from(pair_, cancel); }
  std::string exit_text() const override { return process_.text(); }

 private:
  IoCore& io_;
  mutable Reapable process_;  // asking for the exit reaps
  std::shared_ptr<Pair> pair_;
};

}  // namespace

Result<std::unique_ptr<Child>> start_child(IoLoop& loop, const ChildSpec& spec) {
  TRY(auto launched, launch(spec));
  auto& io = loop.core();
  auto stream =
      std::make_unique<SocketStream<local::socket>>(local::socket(io.context, local(), launched.ours.release()));
  auto pair = std::make_shared<Pair>(io, std::move(stream), std::move(launched.alive));
  return std::make_unique<ChildImpl>(io, launched.pid, std::move(pair));
}

}  // namespace weir::net

// Link: the one place where a deadline or a cancel meets a socket.
#include "net/link.h"

#include <fmt/format.h>

#include <boost/asio/ssl/error.hpp>

namespace weir::net {

// The timer is moved only when a deadline comes closer: arming one per read would cost a heap operation each.
struct Link::Watchdog : std::enable_shared_from_this<Watchdog> {
  Watchdog(IoCore& io, Link& owner) : timer(io.context), link(&owner) {}

  void arm(TimePoint at) {
    due = at;
    if (armed_until <= due) return;  // the earlier wait will look at `due`
    armed_until = due;
    timer.expires_at(due);
    timer.async_wait([self = shared_from_this()](error_code ec) {
      if (!ec) self->rang();
    });
  }
  void rang() {
    armed_until = TimePoint::max();
    if (link == nullptr || due == TimePoint::max()) return;
    if (SteadyClock::now() < due) return arm(due);
    due = TimePoint::max();
    link->on_time();
  }

  asio::steady_timer timer;
  Link* link;  // null once it is gone
  TimePoint due = TimePoint::max(), armed_until = TimePoint::max();
};

Link::Link(IoCore& io, std::unique_ptr<ByteStream> stream)
    : io_(io), stream_(std::move(stream)), watchdog_(std::make_shared<Watchdog>(io, *this)) {}

Link::~Link() {
  close();
  watchdog_->link = nullptr;
}

void Link::within(Millis time, const char* waited_for, OnTime action) {
  time_ = time;
  waited_for_ = waited_for;
  action_ = action;
  interrupted_ = false;
  if (open()) watchdog_->arm(SteadyClock::now() + span_of(time));
}

void Link::no_deadline() { watchdog_->due = TimePoint::max(); }

void Link::rest() {
  watchdog_->due = watchdog_->armed_until = TimePoint::max();
  watchdog_->timer.cancel();
}

void Link::on_time() {
  if (action_ == OnTime::closes) return end_as(End::timeout);
  interrupted_ = true;
  stream_->interrupt();
}

Cancel::Registration Link::stop_on(Cancel& cancel) {
  return cancel.on_request([this] { end_as(End::cancelled); });
}

void Link::close() { end_as(End::closed); }

void Link::end_as(End end) {
  if (!open()) return;
  end_ = end;
  watchdog_->due = TimePoint::max();
  watchdog_->timer.cancel();
  stream_->close();
}

Error Link::error_of(error_code ec) const {
  if (end_ == End::timeout || (interrupted_ && ec == asio::error::operation_aborted)) {
    return {
        ErrorKind::timeout, fmt::format("no {} within {:g} s", waited_for_, static_cast<double>(time_.n) / 1000), {}};
  }
  if (end_ == End::cancelled) return {ErrorKind::cancelled, "the one who asked went away", {}};
  if (end_ == End::closed) return {ErrorKind::closed, "the connection was closed on this side", {}};
  if (ec == asio::ssl::error::stream_truncated) return {ErrorKind::closed, "the peer closed inside TLS", {}};
  if (ec.category() == asio::error::get_ssl_category()) return {ErrorKind::protocol, "TLS: " + ec.message(), {}};
  if (ec == asio::error::eof) return {ErrorKind::closed, "the peer closed the connection", {}};
  return {ErrorKind::closed, "the connection broke: " + ec.message(), {}};
}

Result<std::size_t> Link::count_read(IoDone done) const {
  if (!open()) return std::unexpected(error_of(done.ec));  // bytes of a link that was given up are not used
  if (done.ec == asio::error::eof) return 0;
  if (done.ec) return std::unexpected(error_of(done.ec));
  return done.n;
}

Task<Result<std::size_t>> Link::read_more(InBuffer& into, std::size_t room) {
  const auto space = into.prepare(room);
  CO_TRY(const std::size_t count, co_await read_some(space));
  into.commit(count);
  co_return count;
}

Task<Result<void>> Link::write_all(std::string_view a, std::string_view b, std::string_view c, Millis stall,
                                   const char* waited_for) {
  std::array<std::string_view, 3> rest{a, b, c};
  while (!(rest[0].empty() && rest[1].empty() && rest[2].empty())) {
    if (!open()) co_return std::unexpected(error_of({}));
    within(stall, waited_for);
    const WriteParts parts{asio::buffer(rest[0]), asio::buffer(rest[1]), asio::buffer(rest[2])};
    auto done = co_await io_wait([&](Completion& c_) { stream_->write_some(parts, c_); });
    if (done.ec || !open()) co_return std::unexpected(error_of(done.ec));
    for (auto& part : rest) {
      const std::size_t taken = std::min(part.size(), done.n);
      part.remove_prefix(taken);
      done.n -= taken;
    }
  }
  no_deadline();
  co_return Result<void>{};
}

}  // namespace weir::net

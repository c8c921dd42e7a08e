// Lookup, connect, TLS.
#include "net/connect.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/limits.h"
#include "net/lookup.h"

namespace weir::net {

namespace {

constexpr const char* connect_wait = "connection";

// Connects a stream's socket under the link's deadline and cancel.
template <class Socket>
Task<Result<void>> connect_socket(Link& link, Socket& socket, typename Socket::endpoint_type at, std::string place) {
  const auto done = co_await io_wait([&](Completion& c) { socket.async_connect(at, completing(c)); });
  if (!link.open()) {
    auto error = link.error_of(done.ec);
    if (error.kind == ErrorKind::timeout) error.message += " to " + place;
    co_return std::unexpected(std::move(error));
  }
  if (done.ec) {
    co_return fail(ErrorKind::unavailable, fmt::format("cannot connect to {}: {}", place, done.ec.message()),
                   "check that it runs and is reachable");
  }
  ::fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC);
  co_return Result<void>{};
}

void no_delay(tcp::socket& socket) {
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
}

// What the kernel takes from an upstream ahead of a client that does not read; left alone it grows to 6 MB and more.
// Before connecting, so that the window fits. 256 KB on the way are 2.5 MB a second from the other side of the earth.
void bound_ahead(tcp::socket& socket, const tcp::endpoint& at) {
  error_code ignored;
  socket.open(at.protocol(), ignored);
  socket.set_option(tcp::socket::receive_buffer_size(limits::stream_buffer_bytes), ignored);
}

Millis left_of(TimePoint deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now()).count();
  return {std::max<std::int64_t>(left, 1)};
}

}  // namespace

std::string place_of(const Target& target) {
  return target.scheme == "unix" ? target.host : fmt::format("{}:{}", target.host, target.port);
}

Task<Result<std::unique_ptr<Link>>> Connector::open(const Target& target, Millis limit, Cancel& cancel) {
  if (cancel.requested()) co_return fail(ErrorKind::cancelled, "the one who asked went away");
  if (target.scheme == "unix") co_return co_await open_unix(target, limit, cancel);
  const auto deadline = SteadyClock::now() + span_of(limit);
  CO_TRY(const auto addresses, co_await lookup(io_, target.host, deadline, cancel));
  // One after the other, each with its share of what is left: a host whose first address is a black hole is reached.
  // Only until one answers: what it says in TLS is the answer. When none does, the best address's error is told.
  std::optional<Error> first;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    const auto rest = static_cast<std::int64_t>(addresses.size() - i);
    const Millis share{std::max<std::int64_t>(left_of(deadline).n / rest, 1)};
    const tcp::endpoint at(addresses[i], static_cast<unsigned short>(target.port));
    auto opened = co_await open_tcp(target, at, share, cancel);
    if (opened) {
      if (opened->tls != nullptr) { CO_TRY_VOID(co_await shake_hands(target, *opened, left_of(deadline), cancel)); }
      co_return std::move(opened->link);
    }
    if (opened.error().kind == ErrorKind::cancelled) co_return std::unexpected(std::move(opened).error());
    if (!first) first = std::move(opened).error();
  }
  co_return std::unexpected(std::move(*first));
}

Task<Result<std::unique_ptr<Link>>> Connector::open_unix(const Target& target, Millis limit, Cancel& cancel) {
  if (target.host.size() >= sizeof(sockaddr_un::sun_path)) {
    co_return fail(ErrorKind::unavailable, "the socket's path is too long");
  }
  auto stream = std::make_unique<SocketStream<local::socket>>(local::socket(io_.context));
  auto& socket = stream->socket();
  auto link = std::make_unique<Link>(io_, std::move(stream));
  const auto stop = link->stop_on(cancel);
  link->within(limit, connect_wait);
  CO_TRY_VOID(co_await connect_socket(*link, socket, local::endpoint(target.host), place_of(target)));
  link->rest();
  co_return link;
}

Task<Result<Connector::Opened>> Connector::open_tcp(const Target& target, tcp::endpoint at, Millis limit,
                                                    Cancel& cancel) {
  std::unique_ptr<ByteStream> stream;
  TlsStream* tls = nullptr;
  tcp::socket* socket = nullptr;
  if (target.scheme == "https") {
    CO_TRY(auto* const context, tls_.get(target.ca_file));
    auto made = std::make_unique<TlsStream>(io_, *context);
    tls = made.get();
    socket = &made->socket();
    stream = std::move(made);
  } else {
    auto made = std::make_unique<SocketStream<tcp::socket>>(tcp::socket(io_.context));
    socket = &made->socket();
    stream = std::move(made);
  }
  auto link = std::make_unique<Link>(io_, std::move(stream));
  const auto stop = link->stop_on(cancel);
  link->within(limit, connect_wait);
  bound_ahead(*socket, at);
  CO_TRY_VOID(co_await connect_socket(*link, *socket, at, place_of(target)));
  no_delay(*socket);
  link->rest();
  co_return Opened{std::move(link), tls};
}

Task<Result<void>> Connector::shake_hands(const Target& target, Opened& opened, Millis limit, Cancel& cancel) {
  Link& link = *opened.link;
  const auto stop = link.stop_on(cancel);
  link.within(limit, "end of the TLS handshake");
  if (!opened.tls->expect_host(target.host)) {
    co_return fail(ErrorKind::unavailable, "TLS: the host's name cannot be checked");
  }
  const auto done = co_await io_wait([&](Completion& c) { opened.tls->handshake(c); });
  if (!link.open()) {
    auto error = link.error_of(done.ec);
    if (error.kind == ErrorKind::timeout) error.message += " with " + place_of(target);
    co_return std::unexpected(std::move(error));
  }
  if (done.ec) {
    const auto why = opened.tls->verify_text();
    co_return fail(ErrorKind::unavailable,
                   fmt::format("TLS with {} failed: {}", place_of(target), why.empty() ? done.ec.message() : why),
                   why.empty() ? "check that it speaks TLS 1.2 or newer"
                               : "name the CA that signed its certificate (ca_file), or correct the host");
  }
  link.rest();
  co_return Result<void>{};
}

}  // namespace weir::net

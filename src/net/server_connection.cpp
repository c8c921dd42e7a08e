// One client connection: heads in, handler, next.
#include "net/server_connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/limits.h"

namespace weir::net {

bool ServerCore::full() const { return connections.size() >= times.connections; }

void ServerCore::evict() {
  Connection* oldest = nullptr;
  for (Connection* c : connections) {
    if (c->runs_exchange()) continue;
    if (!c->link.open()) return;  // one is leaving already
    const auto rank = [](const Connection& one) { return std::pair(one.has_asked(), one.quiet_since()); };
    if (oldest == nullptr || rank(*c) < rank(*oldest)) oldest = c;
  }
  if (oldest != nullptr) oldest->link.close();
}

void ServerCore::room_made() {
  if (auto h = std::exchange(waits_for_room_, nullptr)) h.resume();
}

const std::string& ServerCore::date() {
  const std::time_t now = std::time(nullptr);
  if (now == date_at_) return date_;
  static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm t{};
  ::gmtime_r(&now, &t);
  date_ = fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[t.tm_wday], t.tm_mday, months[t.tm_mon],
                      t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
  date_at_ = now;
  return date_;
}

void ReadWatch::arm() {
  if (pending_) return;
  pending_ = true;
  stream_.wait_readable(*this);
}

void ReadWatch::done() {
  pending_ = false;
  if (auto h = std::exchange(waiter_, nullptr)) return h.resume();
  meanwhile_();
}

Connection::Connection(ServerCore& server, std::unique_ptr<ByteStream> stream)
    : core(server), link(server.io, std::move(stream)), watch(link.stream(), [this] { looked_away(); }) {}

Task<void> Connection::run() {
  while (auto head = co_await next_head()) {
    if (!co_await serve_one(std::move(*head))) break;
  }
  if (unread_ && link.open()) co_await linger();
  link.close();
  co_await watch.settled();  // its handler holds our address
}

void Connection::looked_away() {
  if (!gone || !link.open()) return;
  switch (link.stream().peek()) {
    case Peek::gone:
      return client_gone();
    case Peek::nothing:
      return watch.arm();
    case Peek::bytes:
      return;  // a pipelined request: it waits in the kernel, and we stop watching
  }
}

void Connection::client_gone() {
  if (const auto keep = gone) keep->request();
}

void Connection::close() {
  link.close();
  client_gone();
}

void Connection::close_if_idle() {
  if (idle_) link.close();
}

// Between requests: no buffer is kept, only the watch.
Task<bool> Connection::idle(Millis limit) {
  link.within(limit, "request");
  in.release();
  idle_ = true;
  watch.arm();
  co_await watch.settled();
  idle_ = false;
  co_return link.open();
}

Task<std::optional<RequestHead>> Connection::next_head() {
  quiet_since_ = SteadyClock::now();
  const bool first = served_++ == 0;
  if (in.empty() && !co_await idle(first ? core.times.head : core.times.keep_alive)) co_return std::nullopt;
  link.within(core.times.head, "whole request head", OnTime::interrupts);
  HeadEnd end;
  for (bool at_start = true;;) {
    if (at_start && in.view().starts_with("\r\n")) {  // RFC 9112 2.2: one empty line before a request is passed over
      in.consume(2);
      at_start = false;
    }
    const auto state = at_start && in.view() == "\r" ? HeadEnd::State::more : end.look(in.view());
    if (state == HeadEnd::State::bad) {
      const bool tls = in.view().starts_with('\x16');
      co_await refuse({400, tls ? "this port speaks plain HTTP: use http:// in the base URL"
                                : "the request is not HTTP/1.1 with CRLF line ends"});
      co_return std::nullopt;
    }
    const std::size_t seen = state == HeadEnd::State::whole ? end.length() : in.size();
    if (seen > limits::head_bytes) {
      co_await refuse({431, "the request line and headers are too large"});
      co_return std::nullopt;
    }
    if (state == HeadEnd::State::whole) break;
    const auto got = co_await link.read_more(in, limits::read_bytes);
    if (!got && got.error().kind == ErrorKind::timeout)
      co_await refuse({408, "the request's head did not come in time"});
    if (!got || *got == 0) co_return std::nullopt;
  }
  auto head = parse_request_head(in.view().substr(0, end.length()));
  in.consume(end.length());
  if (!head) {
    co_await refuse(head.error());
    co_return std::nullopt;
  }
  asked_ = true;
  co_return std::move(*head);
}

Task<bool> Connection::serve_one(RequestHead head) {
  Exchange exchange(*this, std::move(head));
  ++core.active;
  co_await core.handler(exchange);
  co_await exchange.conclude();
  --core.active;
  gone = nullptr;
  unread_ = exchange.left_unread();
  co_return exchange.reusable() && !core.draining && link.open();
}

Task<void> Connection::refuse(Refusal refusal) {
  unread_ = true;
  const auto text = fmt::format("{} {}: {}\n", refusal.status, reason_phrase(refusal.status), refusal.text);
  const auto head = fmt::format(
      "HTTP/1.1 {} {}\r\nDate: {}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n"
      "Connection: close\r\n\r\n",
      refusal.status, reason_phrase(refusal.status), core.date(), text.size());
  if (!co_await link.write_all(head, text, {}, core.times.write_stall, "progress of the answer")) unread_ = false;
}

// Closing with unread bytes sends a reset, and a reset can eat the answer that the client has not read yet.
Task<void> Connection::linger() {
  link.stream().shutdown_send();
  link.within(core.times.linger, "end of the request");
  in.consume(in.size());
  for (;;) {
    const auto got = co_await link.read_more(in, limits::read_bytes);
    if (!got || *got == 0) co_return;
    in.consume(in.size());
  }
}

Task<void> serve(std::shared_ptr<ServerCore> core, std::unique_ptr<ByteStream> stream) {
  Connection connection(*core, std::move(stream));
  const auto at = core->connections.insert(core->connections.end(), &connection);
  co_await connection.run();
  core->connections.erase(at);
  core->room_made();
}

}  // namespace weir::net

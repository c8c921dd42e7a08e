// What a handler sees of one request: its body when asked for, and the answer.
#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "net/body.h"
#include "net/chunked.h"
#include "net/coding.h"
#include "net/server_connection.h"

namespace weir::net {

namespace {

constexpr const char* body_wait = "progress of the request's body";
constexpr const char* answer_wait = "progress of the answer at the client";

// Grows by four, not beyond the limit: the last step costs the limit and the quarter that it grew from.
void make_room(std::string& out, std::size_t more, std::size_t limit) {
  const std::size_t wanted = std::min(out.size() + more, limit);
  if (wanted > out.capacity()) out.reserve(std::min(std::max(wanted, 4 * out.capacity()), limit));
}

bool no_body_allowed(int status) { return status < 200 || status == 204 || status == 304; }

}  // namespace

Exchange::Exchange(Connection& connection, RequestHead request)
    : connection_(connection), request_(std::move(request)), body_(Body::unread) {
  connection_.gone = gone_;
  connection_.link.no_deadline();
  if (request_.framing.has_bytes()) return;
  body_ = Body::read;
  connection_.watch.arm();
}

std::optional<std::uint64_t> Exchange::content_length() const {
  if (request_.framing.kind != Framing::Kind::length) return std::nullopt;
  return request_.framing.length;
}

Task<Result<std::string>> Exchange::read_body(std::size_t limit) {
  if (!request_.framing.has_bytes()) co_return std::string();
  if (body_ != Body::unread) co_return fail(ErrorKind::internal, "the body was read already");
  if (is_coded(request_.http.headers)) {
    co_return fail(ErrorKind::invalid, "compressed request bodies are not read", "send it without Content-Encoding");
  }
  co_return co_await take_body(limit);
}

Pace Exchange::body_pace() const {
  const ServerTimes& times = connection_.core.times;
  return {times.body_stall, limits::body_window_bytes, body_wait, OnTime::interrupts,
          SteadyClock::now() + span_of(times.body)};
}

Task<Result<std::string>> Exchange::take_body(std::size_t limit) {
  const auto& framing = request_.framing;
  if (framing.kind == Framing::Kind::length && framing.length > limit) {
    co_return fail(ErrorKind::too_large, fmt::format("the body is larger than {} bytes", limit));
  }
  body_ = Body::reading;
  std::string out;
  const Pace pace = body_pace();
  auto read = co_await invite_body();
  if (read && framing.kind == Framing::Kind::chunked) {
    read = co_await read_chunked(out, limit, pace);
  } else if (read) {
    read = co_await read_length(connection_.link, connection_.in, out, framing.length, pace);
  }
  if (!read) {
    body_ = Body::broken;
    if (read.error().kind == ErrorKind::timeout && SteadyClock::now() >= pace.until) {
      co_return fail(ErrorKind::timeout, fmt::format("the body was not whole within {} s", limits::body_ms / 1000));
    }
    if (read.error().kind == ErrorKind::closed) connection_.client_gone();
    co_return std::unexpected(std::move(read).error());
  }
  body_ = Body::read;
  connection_.link.no_deadline();
  connection_.watch.arm();
  co_return out;
}

// Expect: 100-continue. A client that sent body bytes unasked needs no invitation.
Task<Result<void>> Exchange::invite_body() {
  if (!std::exchange(request_.expects_continue, false) || !connection_.in.empty()) co_return Result<void>{};
  co_return co_await connection_.link.write_all("HTTP/1.1 100 Continue\r\n\r\n", {}, {},
                                                connection_.core.times.write_stall, answer_wait);
}

Task<Result<void>> Exchange::read_chunked(std::string& out, std::size_t limit, Pace pace) {
  Link& link = connection_.link;
  InBuffer& in = connection_.in;
  ChunkDecoder decoder;
  link.within(pace.next(), pace.waited_for, pace.on_time);
  for (std::size_t window_start = 0;;) {
    auto bytes = in.view();
    make_room(out, bytes.size(), limit);
    auto fed = decoder.feed(bytes, out, limit);
    in.consume(in.size() - bytes.size());
    // The client's own mistake, not that of an upstream: it is not worth a second try.
    if (!fed && fed.error().kind == ErrorKind::protocol) fed.error().kind = ErrorKind::invalid;
    if (!fed || decoder.done()) co_return fed;
    if (out.size() - window_start >= pace.window) {
      window_start = out.size();
      link.within(pace.next(), pace.waited_for, pace.on_time);
    }
    CO_TRY(const std::size_t count, co_await link.read_more(in, 4 * limits::read_bytes));
    if (count == 0) co_return fail(ErrorKind::closed, "the connection was closed inside the body");
  }
}

bool Exchange::small_unread_body() const {
  return body_ == Body::unread && !request_.expects_continue && request_.framing.kind == Framing::Kind::length &&
         request_.framing.length <= limits::drain_body_bytes;
}

// length: of a whole answer; without, the answer is a stream.
Result<std::string> Exchange::answer_head(int status, const Headers& headers, std::optional<std::size_t> length) {
  if (head_sent()) return fail(ErrorKind::internal, "the exchange was answered already");
  if (status < 200 || status > 999) return fail(ErrorKind::internal, "not a final status");
  std::string head = fmt::format("HTTP/1.1 {} {}\r\n", status, reason_phrase(status));
  TRY_VOID(append_headers(head, headers));
  if (!headers.get("date")) head.append("Date: ").append(connection_.core.date()).append("\r\n");
  const bool head_request = request_.http.method == "HEAD";
  const bool bodiless = no_body_allowed(status);
  carries_ = bodiless || head_request ? Carries::nothing
             : length                 ? Carries::whole
             : request_.http10        ? Carries::until_close
                                      : Carries::chunks;
  if (length && !bodiless) head += fmt::format("Content-Length: {}\r\n", *length);
  if (!length && !bodiless && !request_.http10) head += "Transfer-Encoding: chunked\r\n";
  keep_ = request_.reuse == Reuse::yes && !connection_.core.draining && carries_ != Carries::until_close &&
          (body_ == Body::read || small_unread_body());
  if (!keep_) head += "Connection: close\r\n";
  return head + "\r\n";
}

Task<Result<void>> Exchange::send(std::string_view a, std::string_view b, std::string_view c) {
  auto sent = co_await connection_.link.write_all(a, b, c, connection_.core.times.write_stall, answer_wait);
  if (!sent) {
    keep_ = false;
    connection_.close();
  }
  co_return sent;
}

Task<Result<void>> Exchange::respond(int status, Headers headers, std::string body) {
  CO_TRY(const std::string head, answer_head(status, headers, body.size()));
  state_ = State::finished;
  co_return co_await send(head, carries_ == Carries::whole ? std::string_view(body) : std::string_view(), {});
}

Task<Result<void>> Exchange::start(int status, Headers headers) {
  CO_TRY(const std::string head, answer_head(status, headers, std::nullopt));
  state_ = State::streaming;
  co_return co_await send(head, {}, {});
}

Task<Result<void>> Exchange::write(std::string bytes) {
  if (state_ != State::streaming) co_return fail(ErrorKind::internal, "no stream was started");
  if (bytes.empty() || carries_ == Carries::nothing) co_return Result<void>{};  // an empty chunk would be the last
  if (carries_ == Carries::until_close) co_return co_await send(bytes, {}, {});
  const auto size = chunk_head(bytes.size());
  co_return co_await send(size, bytes, "\r\n");
}

Task<Result<void>> Exchange::finish() {
  if (state_ != State::streaming) co_return fail(ErrorKind::internal, "no stream was started");
  state_ = State::finished;
  if (carries_ != Carries::chunks) co_return Result<void>{};
  co_return co_await send("0\r\n\r\n", {}, {});
}

void Exchange::abort() {
  state_ = State::finished;
  keep_ = false;
  connection_.link.close();
}

Task<void> Exchange::conclude() {
  if (gone_->requested() && state_ != State::finished) abort();
  if (state_ == State::unanswered) {
    Headers headers;
    headers.add("Content-Type", "text/plain; charset=utf-8");
    co_await respond(500, std::move(headers), "500 Internal Server Error: the request was not answered\n");
  }
  if (state_ == State::streaming) abort();
  if (keep_ && small_unread_body()) co_await take_body(limits::drain_body_bytes);
}

}  // namespace weir::net

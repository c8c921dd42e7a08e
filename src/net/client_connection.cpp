// A request out, its answer in.
#include "net/client_connection.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "net/body.h"

namespace weir::net {

namespace {

constexpr std::size_t no_limit = static_cast<std::size_t>(-1);
constexpr std::string_view http_mark = "HTTP/1.";
constexpr const char* send_wait = "progress while the request was sent";
constexpr const char* body_wait = "bytes of the answer";

}  // namespace

void ClientConnection::wait_at_most(Millis time, const char* what) {
  reading_ = Pace::within(time, until_);
  reading_what_ = what;
  if (written_) link_->within(*reading_, what);
}

Error ClientConnection::in_words(Error error) const {
  if (error.kind == ErrorKind::timeout && SteadyClock::now() >= until_) {
    error.message = fmt::format("the answer was not whole within {:g} s", static_cast<double>(limits_.total.n) / 1000);
  }
  return error;
}

void ClientConnection::stop_reading() {
  reading_.reset();
  if (written_) link_->no_deadline();
}

Task<void> ClientConnection::write_out(std::shared_ptr<ClientConnection> self) {
  auto& me = *self;
  const auto& [method, head, body] = me.out_;
  me.written_ = co_await me.link_->write_all(head, body, {}, {limits::write_stall_ms}, send_wait);
  // From here the reader's deadline counts: a model thinks after the request is whole.
  if (me.reading_) me.link_->within(*me.reading_, me.reading_what_);
  if (auto h = std::exchange(me.waits_for_write_, nullptr)) h.resume();
}

auto ClientConnection::write_over() {
  struct Awaiter {
    ClientConnection& c;
    bool await_ready() const noexcept { return c.written_.has_value(); }
    void await_suspend(std::coroutine_handle<> h) const noexcept { c.waits_for_write_ = h; }
    void await_resume() const noexcept {}
  };
  return Awaiter{*this};
}

Task<Result<ResponseHead>> ClientConnection::ask(Out request, ClientLimits limits, Cancel& cancel) {
  const auto self = shared_from_this();
  out_ = std::move(request);
  limits_ = limits;
  nothing_came_ = true;
  written_.reset();
  ended_ = false;
  until_ = SteadyClock::now() + span_of(limits.total);
  const auto stop = link_->stop_on(cancel);
  wait_at_most(limits.first_byte, "answer");
  spawn(write_out(self));
  auto head = co_await read_answer_head();
  stop_reading();
  if (!head) {
    link_->close();
    co_await write_over();
    co_return std::unexpected(in_words(std::move(head).error()));
  }
  framing_ = head->framing;
  reuse_ = head->reuse;
  left_ = framing_.length;
  chunks_.reset();
  if (framing_.kind == Framing::Kind::chunked) chunks_.emplace();
  ended_ = !framing_.has_bytes();
  co_return head;
}

Task<Result<ResponseHead>> ClientConnection::read_answer_head() {
  for (int interim = 0; interim <= limits::interim_answers; ++interim) {
    CO_TRY(const std::string bytes, co_await read_head_bytes());
    CO_TRY(auto head, parse_response_head(bytes, out_.method));
    if (head.status == 101) co_return fail(ErrorKind::protocol, "the upstream switched protocols unasked");
    if (head.status >= 200) co_return head;
    wait_at_most(limits_.first_byte, "answer");
  }
  co_return fail(ErrorKind::protocol, "the upstream sent interim answers only");
}

Task<Result<std::string>> ClientConnection::read_head_bytes() {
  HeadEnd end;
  for (;;) {
    const auto state = end.look(in_.view());
    // At once, not at the end of a head that may never come: a port may speak something else.
    const auto begin = in_.view().substr(0, http_mark.size());
    if (state == HeadEnd::State::bad || !http_mark.starts_with(begin))
      co_return fail(ErrorKind::protocol, "the upstream's answer is not HTTP/1.1");
    const std::size_t seen = state == HeadEnd::State::whole ? end.length() : in_.size();
    if (seen > limits::upstream_head_bytes) co_return fail(ErrorKind::protocol, "the upstream's headers are too large");
    if (state == HeadEnd::State::whole) break;
    CO_TRY(const std::size_t count, co_await link_->read_more(in_, limits::read_bytes));
    if (count == 0) {
      co_return fail(ErrorKind::closed, nothing_came_ ? "the upstream closed the connection without an answer"
                                                      : "the upstream closed the connection inside its headers");
    }
    nothing_came_ = false;
    wait_at_most(limits_.between, "rest of the answer's headers");
  }
  std::string bytes(in_.view().substr(0, end.length()));
  in_.consume(end.length());
  co_return bytes;
}

Result<void> ClientConnection::decode(std::string& out, std::size_t most) {
  if (chunks_) {
    auto bytes = in_.view();
    const auto fed = chunks_->feed(bytes, out, most);
    in_.consume(in_.size() - bytes.size());
    ended_ = fed && chunks_->done();
    return fed;
  }
  const auto count = static_cast<std::size_t>(
      framing_.kind == Framing::Kind::length ? std::min<std::uint64_t>(left_, in_.size()) : in_.size());
  if (count > most - std::min(most, out.size())) return fail(ErrorKind::too_large, "the answer is too large");
  out.append(in_.view().substr(0, count));
  in_.consume(count);
  if (framing_.kind == Framing::Kind::length) {
    left_ -= count;
    ended_ = left_ == 0;
  }
  return {};
}

Result<void> ClientConnection::cut() {
  if (framing_.kind != Framing::Kind::until_close) {
    return fail(ErrorKind::closed, "the upstream closed the connection inside its answer");
  }
  ended_ = true;
  return {};
}

Task<Result<std::string>> ClientConnection::next(Cancel& cancel) {
  if (broken_) co_return std::unexpected(*broken_);
  const auto self = shared_from_this();
  const auto stop = link_->stop_on(cancel);
  std::string out;
  Result<void> result;
  while (!ended_ && out.empty() && result) {
    if (in_.empty()) {
      wait_at_most(limits_.between, body_wait);
      const auto count = co_await link_->read_more(in_, limits::read_bytes);
      if (!count) result = std::unexpected(in_words(count.error()));
      if (count && *count == 0) result = cut();
    }
    if (result && !ended_) result = decode(out, no_limit);
  }
  stop_reading();
  if (!result) {
    link_->close();
    broken_ = result.error();
    if (out.empty()) co_return std::unexpected(*broken_);
  }
  co_return out;
}

Task<Result<std::string>> ClientConnection::rest(std::size_t limit, Cancel& cancel) {
  const auto self = shared_from_this();
  std::string out;
  const auto too_large = [limit] {
    return fail(ErrorKind::too_large, fmt::format("the answer is larger than {} bytes", limit));
  };
  if (framing_.kind == Framing::Kind::length && !ended_) {
    if (left_ > limit) {
      link_->close();
      co_return too_large();
    }
    const auto stop = link_->stop_on(cancel);
    reading_.reset();  // read_length() keeps the time; an early answer's writer does not run on beside it for long
    auto read = co_await read_length(*link_, in_, out, left_, {limits_.between, 1, body_wait, OnTime::closes, until_});
    if (!read) {
      link_->close();
      co_return std::unexpected(in_words(std::move(read).error()));
    }
    left_ = 0;
    ended_ = true;
    co_return out;
  }
  while (!ended_) {
    CO_TRY(const std::string piece, co_await next(cancel));
    if (piece.size() > limit - out.size()) {
      link_->close();
      co_return too_large();
    }
    out += piece;
  }
  co_return out;
}

void ClientConnection::decode_buffered() {
  if (ended_ || in_.empty() || !link_->open()) return;
  std::string unwanted;
  if (!decode(unwanted, limits::drain_body_bytes)) link_->close();
}

bool ClientConnection::keepable() const {
  return ended_ && reuse_ == Reuse::yes && link_->open() && in_.empty() && written_whole();
}

void ClientConnection::prepare_to_rest() {
  link_->rest();
  in_.release();
  out_ = {};
}

}  // namespace weir::net

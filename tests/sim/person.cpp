// As net's own ServerExchange behaves (src/net/server.h), without a socket.
#include "person.h"

#include <fmt/format.h>

#include "base/limits.h"

namespace weir::sim {

Task<Result<std::string>> Person::read_body(std::size_t) {
  CO_TRY_VOID(co_await loop_.sleep(manner_.body, gone_));
  if (manner_.breaks) {
    leave();
    co_return fail(ErrorKind::closed, "the connection was closed inside the body");
  }
  co_return body_;
}

void Person::see_head(int status, const Headers& headers) {
  AskNote& n = note();
  if (n.head) notes_.wrong(fmt::format("ask-{} gets two heads", ask_));
  n.head = true;
  n.status = status;
  n.told_id = headers.get("x-weir-id").value_or("");
}

// Comes back when the kernel took the bytes; a client that does not read is closed after a while.
Task<Result<void>> Person::take(std::string_view bytes) {
  if (gone_.requested()) co_return fail(ErrorKind::closed, "the connection was closed on this side");
  if (note().got.size() >= manner_.reads) {
    note().stalled = true;
    CO_TRY_VOID(co_await loop_.sleep({limits::write_stall_ms}, gone_));
    leave();
    co_return fail(ErrorKind::timeout, "no progress of the answer at the client");
  }
  CO_TRY_VOID(co_await loop_.sleep(manner_.slow ? chance_.ms(0, 3'000) : Millis{}, gone_));
  note().got += bytes;
  co_return Result<void>{};
}

Task<Result<void>> Person::respond(int status, Headers headers, std::string body) {
  if (head_sent()) co_return fail(ErrorKind::internal, "the exchange was answered already");
  state_ = State::finished;
  see_head(status, headers);
  CO_TRY_VOID(co_await take(body));
  note().ended = true;
  co_return Result<void>{};
}

Task<Result<void>> Person::start(int status, Headers headers) {
  if (head_sent()) co_return fail(ErrorKind::internal, "the exchange was answered already");
  state_ = State::streaming;
  see_head(status, headers);
  co_return co_await take({});
}

Task<Result<void>> Person::write(std::string bytes) {
  if (state_ != State::streaming) co_return fail(ErrorKind::internal, "no stream was started");
  co_return co_await take(bytes);
}

Task<Result<void>> Person::finish() {
  if (state_ != State::streaming) co_return fail(ErrorKind::internal, "no stream was started");
  state_ = State::finished;
  CO_TRY_VOID(co_await take({}));
  note().ended = true;
  co_return Result<void>{};
}

void Person::abort() {
  state_ = State::finished;
  note().aborted = true;
}

void Person::leave() {
  if (gone_.requested() || note().over) return;
  note().left = true;
  notes_.say(loop_.now(), [&] { return fmt::format("ask-{} leaves", ask_); });
  gone_.request();
}

void Person::conclude() {
  AskNote& n = note();
  n.over = true;
  if (!n.left && state_ == State::unanswered) notes_.wrong(fmt::format("ask-{} is not answered", ask_));
  if (state_ == State::streaming) n.aborted = true;
  if (!n.left && n.aborted) notes_.wrong(fmt::format("ask-{} is cut off without a word", ask_));
}

}  // namespace weir::sim

// Answers and refusals, with what goes wrong inside of them.
#include "played.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace weir::sim {
namespace {

constexpr Millis never{std::int64_t{1} << 50};

std::size_t place_in(Chance& chance, const Written& written) {
  // Between events and inside of them, and more often near the ends, where marks are.
  if (written.events.empty() || chance.percent(40)) return chance.below(written.bytes.size() + 1);
  const std::size_t i = chance.percent(50)
                            ? chance.below(written.events.size())
                            : written.events.size() - 1 - chance.below(std::min<std::size_t>(4, written.events.size()));
  return written.events[i];
}

// Behind an event, and before the one that says why the answer stops.
std::size_t place_before_the_end(Chance& chance, const AttemptNote& note) {
  const auto& events = note.written.events;
  const std::size_t reason = note.dialect == Dialect::messages ? events[events.size() - 2] : note.written.finish;
  const auto before = static_cast<std::size_t>(std::ranges::lower_bound(events, reason) - events.begin());
  return before == 0 ? 0 : events[chance.below(before)];
}

class Response final : public net::ClientResponse {
 public:
  Response(SimLoop& loop, Chance& chance, Notes& notes, std::size_t attempt, Play play, net::ClientLimits limits,
           Millis total)
      : loop_(loop),
        chance_(chance),
        notes_(notes),
        attempt_(attempt),
        play_(std::move(play)),
        limits_(limits),
        total_(total) {
    headers_.add("Content-Type", play_.stream ? "text/event-stream; charset=utf-8" : "application/json");
    headers_.add("request-id", fmt::format("req_{}", attempt));
    if (play_.retry_after) headers_.add("Retry-After", std::to_string(*play_.retry_after));
  }
  ~Response() override { notes_.attempts[attempt_].open = false; }

  int status() const override { return play_.status; }
  const Headers& headers() const override { return headers_; }

  Task<Result<std::optional<std::string>>> next(Cancel& cancel) override {
    const bool more = at_ < play_.end;
    const bool hangs = !more && play_.fault == Fault::silent;
    const Millis wait = hangs ? never : chance_.percent(4) ? chance_.ms(1'000, 15'000) : chance_.ms(0, 30);
    CO_TRY_VOID(co_await come(wait, cancel));
    AttemptNote& note = notes_.attempts[attempt_];
    if (!more && play_.fault == Fault::reset) {
      note.faulty = true;
      co_return fail(ErrorKind::closed, "the upstream closed the connection inside its answer");
    }
    if (!more) {
      note.closed_well = true;
      if (!note.whole()) note.faulty = true;
      co_return std::nullopt;
    }
    const std::size_t most = chance_.percent(30) ? play_.end - at_ : 1 + chance_.below(200);
    const std::size_t size = std::min(most, play_.end - at_);
    std::string out = play_.bytes.substr(at_, size);
    at_ += size;
    note.delivered = at_;
    co_return out;
  }

  Task<Result<std::string>> rest(std::size_t, Cancel& cancel) override {
    std::string out;
    while (true) {
      CO_TRY(auto piece, co_await next(cancel));
      if (!piece) co_return out;
      out += *piece;
    }
  }

 private:
  Task<Result<void>> come(Millis wait, Cancel& cancel) {
    const Millis most = std::min(limits_.between, std::max(total_ - loop_.now(), Millis{}));
    const bool late = wait > most;
    CO_TRY_VOID(co_await loop_.sleep(late ? most : wait, cancel));
    if (!late) co_return Result<void>{};
    notes_.attempts[attempt_].faulty = true;
    co_return fail(ErrorKind::timeout, "no bytes of the answer in time");
  }

  SimLoop& loop_;
  Chance& chance_;
  Notes& notes_;
  std::size_t attempt_;
  Play play_;
  net::ClientLimits limits_;
  Millis total_;
  Headers headers_;
  std::size_t at_ = 0;
};

}  // namespace

Play refusal(Chance& chance, Dialect dialect) {
  constexpr int statuses[] = {429, 429, 500, 503, 529, 529, 400, 401, 403, 404, 413, 302};
  Play play;
  play.fault = Fault::status;
  play.status = chance.of(statuses);
  if ((play.status == 429 || play.status == 529 || play.status == 503) && chance.percent(60))
    play.retry_after = static_cast<int>(chance.percent(80) ? chance.between(0, 3) : chance.between(10, 60));
  play.bytes = chance.percent(80) ? error_body(dialect, play.status) : chance.percent(50) ? "<html>no</html>" : "";
  play.end = play.bytes.size();
  return play;
}

Play answer(Chance& chance, Fault fault, AttemptNote& note) {
  Play play;
  play.fault = fault;
  play.stream = note.stream;
  play.bytes = note.written.bytes;
  play.end = play.bytes.size();
  const bool cut = fault == Fault::reset || fault == Fault::eof || fault == Fault::silent;
  if (cut) play.end = place_in(chance, note.written);
  if (fault != Fault::error_in_200 && fault != Fault::malformed && fault != Fault::marked) return play;
  // Something else follows what came so far: nothing of the script behind it.
  note.faulty = true;
  std::size_t at = 0;
  if (note.stream && chance.percent(70)) {
    at = fault == Fault::marked ? place_before_the_end(chance, note)
                                : note.written.events[chance.below(note.written.events.size() - 1)];
  }
  const std::string event = fault == Fault::malformed ? "data: {\"type\":\"content_block_delta\",\n\n"
                            : fault == Fault::marked  ? end_mark(note.dialect)
                                                      : error_event(note.dialect);
  const std::string body =
      fault == Fault::error_in_200 ? error_body(note.dialect, 500) : play.bytes.substr(0, play.bytes.size() / 2);
  play.bytes = note.stream ? play.bytes.substr(0, at) + event : body;
  play.end = play.bytes.size();
  note.written.whole = note.written.finish = note.written.usage = play.end + 1;
  return play;
}

std::unique_ptr<net::ClientResponse> response(SimLoop& loop, Chance& chance, Notes& notes, std::size_t attempt,
                                              Play play, net::ClientLimits limits, Millis total) {
  return std::make_unique<Response>(loop, chance, notes, attempt, std::move(play), limits, total);
}

}  // namespace weir::sim

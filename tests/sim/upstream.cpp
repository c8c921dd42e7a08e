// Attempts, played.
#include "upstream.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/json.h"
#include "played.h"

namespace weir::sim {
namespace {

constexpr std::array hosts = {
    Host{"api.anthropic.com", 443, "anthropic", false, true}, Host{"api.openai.com", 443, "openai", false, true},
    Host{"127.0.0.1", 11434, "ollama", true, false},          Host{"127.0.0.1", 8000, "spare", true, false},
    Host{"192.168.1.20", 8000, "box", false, false},
};
// The number behind "ask-" in the body: tests name themselves, so that the far end needs nothing of weir's.
std::optional<std::size_t> asked_in(std::string_view body) {
  const auto at = body.find("ask-");
  if (at == std::string_view::npos) return std::nullopt;
  std::size_t number = 0;
  for (std::size_t i = at + 4; i < body.size() && body[i] >= '0' && body[i] <= '9'; ++i)
    number = number * 10 + static_cast<std::size_t>(body[i] - '0');
  return number;
}

Dialect dialect_of(std::string_view path) {
  if (path.starts_with("/v1/messages")) return Dialect::messages;
  return path.starts_with("/v1/completions") ? Dialect::completions : Dialect::chat;
}

constexpr Millis never{std::int64_t{1} << 50};

}  // namespace

const Host* host_of(std::string_view host, unsigned port) {
  const auto it = std::ranges::find_if(hosts, [&](const Host& h) { return h.host == host && h.port == port; });
  return it == hosts.end() ? nullptr : &*it;
}

std::string_view name(Fault fault) {
  constexpr std::array names = {"none",           "refused", "unreachable", "closed", "mute",      "status",
                                "error in a 200", "reset",   "eof",         "silent", "malformed", "marked"};
  return names[static_cast<std::size_t>(fault)];
}

Fault Network::fault_at(const Host& host) {
  const auto index = static_cast<std::size_t>(&host - hosts.data());
  if (!chance_.percent(ill_[index])) return Fault::none;
  constexpr std::array<unsigned, static_cast<std::size_t>(Fault::count_)> weights = {0,  10, 2,  8, 3, 25,
                                                                                     10, 16, 14, 6, 6, 6};
  return static_cast<Fault>(chance_.weighted(weights));
}

Task<Result<std::unique_ptr<net::ClientResponse>>> Network::send(net::Target target, net::ClientRequest request,
                                                                 net::ClientLimits limits, Cancel& cancel) {
  if (cancel.requested() || dead) co_return fail(ErrorKind::cancelled, "the one who asked went away");
  const Millis sent = loop_.now();
  const std::size_t number = notes_.attempts.size();
  const Host* host = host_of(target.host, target.port);
  const auto ask = asked_in(request.body);
  if (host == nullptr || !ask || *ask >= notes_.asks.size()) {
    notes_.wrong("a request that nobody asked for goes to " + target.host);
    co_return fail(ErrorKind::unavailable, "unknown host");
  }
  const bool count = request.path.find("count_tokens") != std::string::npos;
  const auto body = Json::parse(request.body);
  AttemptNote note;
  note.number = number;
  note.ask = *ask;
  note.endpoint = host->endpoint;
  note.metered = host->metered;
  note.dialect = dialect_of(request.path);
  note.stream = body && (*body)["stream"].boolean().value_or(false);
  const std::int64_t bound =
      body ? (*body)["max_tokens"].integer().value_or((*body)["max_completion_tokens"].integer().value_or(1'000))
           : 1'000;
  const bool tools = body && (*body)["tools"].size() > 0;
  note.say = make_say(chance_, note.dialect, number, tools, bound);
  note.say.model = body ? (*body)["model"].string() : "";
  note.say.input = static_cast<std::int64_t>(request.body.size() / 8);
  note.written = write(note.say, note.dialect, note.stream, chance_.percent(85));
  if (count) {
    note.written = {};
    note.written.bytes = R"({"input_tokens":42})";
    note.written.whole = note.written.finish = note.written.usage = note.written.bytes.size();
  }
  const Fault fault = fault_at(*host);
  notes_.attempts.push_back(note);
  notes_.may(notes_.attempts.back());
  notes_.mark(number * 64 + static_cast<std::uint64_t>(fault));
  notes_.say(loop_.now(), [&] {
    return fmt::format("ask-{}: attempt {} at {} ({}{}), fault: {}", *ask, number, host->endpoint, request.path,
                       note.stream ? ", streamed" : "", name(fault));
  });

  struct Closes {  // no answer came of it: weir holds nothing any more
    Notes& notes;
    std::size_t at;
    bool handed_on = false;
    ~Closes() {
      if (!handed_on) notes.attempts[at].open = false;
    }
  } closes{notes_, number};
  const auto failed = [&](ErrorKind kind, const char* what) {
    if (!cancel.requested()) notes_.attempts[number].faulty = true;
    return fail(kind, what);
  };
  if (fault == Fault::unreachable) {
    CO_TRY_VOID(co_await loop_.sleep(limits.connect, cancel));
    co_return failed(ErrorKind::timeout, "no connection in time");
  }
  CO_TRY_VOID(co_await loop_.sleep(chance_.ms(0, 20), cancel));
  if (fault == Fault::refused) {
    notes_.attempts[number].may_cost = false;
    co_return failed(ErrorKind::unavailable, "cannot connect: connection refused");
  }
  const bool slow = chance_.percent(10);
  const Millis head = fault == Fault::mute ? never : slow ? chance_.ms(2'000, 40'000) : chance_.ms(1, 400);
  CO_TRY_VOID(co_await loop_.sleep(std::min(head, limits.first_byte), cancel));
  if (head > limits.first_byte) co_return failed(ErrorKind::timeout, "no answer in time");
  if (fault == Fault::closed)
    co_return failed(ErrorKind::closed, "the upstream closed the connection without an answer");
  AttemptNote& kept = notes_.attempts[number];
  Play play = fault == Fault::status ? refusal(chance_, note.dialect)
              : count ? Play{.bytes = note.written.bytes, .end = note.written.bytes.size(), .retry_after = {}}
                      : answer(chance_, fault, kept);
  if (fault == Fault::status) {
    kept.faulty = true;
    kept.may_cost = false;
    kept.written.whole = kept.written.finish = kept.written.usage = play.end + 1;
  }
  notes_.say(loop_.now(), [&] {
    return fmt::format("attempt {}: head {}, {} of {} bytes will come", number, play.status, play.end,
                       play.bytes.size());
  });
  closes.handed_on = true;
  co_return response(loop_, chance_, notes_, number, std::move(play), limits, sent + limits.total);
}

}  // namespace weir::sim

// The rules, each judged by what was seen outside of weir and by the rows on its disk.
#include "judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/ids.h"

namespace weir::sim {

std::int64_t Judge::number(std::string_view sql, std::string_view argument) {
  auto stmt = disk_.prepare(sql);
  if (!stmt) {
    notes_.wrong("the judge cannot read the disk: " + stmt.error().message);
    return -1;
  }
  if (!argument.empty()) stmt->bind(1, argument);
  const auto row = stmt->step();
  return row && *row ? stmt->integer(0) : -1;
}

std::string Judge::text(std::string_view sql, std::string_view id) {
  auto stmt = disk_.prepare(sql);
  if (!stmt) return {};
  stmt->bind(1, id);
  const auto row = stmt->step();
  return row && *row ? stmt->text(0) : "";
}

void Judge::may(const AttemptNote& attempt, bool disk_bad) {
  const AskNote& ask = notes_.asks[attempt.ask];
  const bool here = attempt.endpoint == "ollama" || attempt.endpoint == "spare";
  const auto wrong = [&](std::string_view what) {
    notes_.wrong(fmt::format("ask-{}: attempt {} at {} {}", ask.number, attempt.number, attempt.endpoint, what));
  };
  if (ask.bad_body) wrong("for a request that could not be read");
  if (ask.left || ask.over) wrong("after its client had gone");
  if (ask.workspace == "/sim/vault" && !here) wrong("though its workspace is local only");
  if (ask.dialect == Dialect::completions && !here && attempt.say.model != ask.model)
    wrong("though autocomplete never leaves unasked");
  const bool durable = number("SELECT count(*) FROM exchanges WHERE id = ?1 AND state = 'unsettled'", ask.id) == 1;
  if (!durable && !(here && disk_bad)) wrong("before its intent is on the disk");
  if (!setting_.rules.day_cap || !attempt.metered || ask.count) return;
  std::int64_t sum = 0;
  for (const AttemptNote& other : notes_.attempts) sum += notes_.asks[other.ask].day == ask.day ? bill(other) : 0;
  if (sum > setting_.rules.day_cap->n)
    wrong(fmt::format("though providers may then bill {} micro-dollars and the cap is {}", sum,
                      setting_.rules.day_cap->n));
}

std::int64_t Judge::bill(const AttemptNote& attempt) const {
  if (notes_.asks[attempt.ask].count) return 0;  // counting is free
  if (!attempt.metered || (!attempt.open && attempt.delivered < attempt.written.usage)) return 0;
  const auto price = setting_.catalog.price(attempt.say.model, {attempt.say.input}, wall_);
  return price ? (attempt.say.input * price->in.n + attempt.say.output * price->out.n) / 1'000'000 : 0;
}

// Is what was seen a beginning of this script, call by call?
bool Judge::fits(const Seen& seen, const AttemptNote& attempt) const {
  const Say& say = attempt.say;
  if (!say.text.starts_with(seen.text) || !say.thinking.starts_with(seen.thinking)) return false;
  if (seen.calls.size() > say.calls.size()) return false;
  for (std::size_t i = 0; i < seen.calls.size(); ++i) {
    if (seen.calls[i].name != say.calls[i].name || seen.calls[i].arguments != say.calls[i].arguments) return false;
  }
  return true;
}

void Judge::answer(const AskNote& ask) {
  const auto wrong = [&](std::string_view what) { notes_.wrong(fmt::format("ask-{} {}", ask.number, what)); };
  notes_.say({}, [&] { return fmt::format("ask-{} got: {}", ask.number, ask.got); });
  if (ask.killed) return;
  const bool there = !ask.left && !ask.stalled;
  if (there && !ask.head) return wrong("gets no answer");
  if (!ask.head) return;
  if (ask.told_id != ask.id) wrong("is told another id than its own");
  if (ask.count && ask.status == 200) return;
  const bool streams = ask.stream && ask.status == 200;
  const Seen seen = read_answer(ask.dialect, streams, ask.ended, ask.got);
  if (!seen.broken.empty() && ask.ended && ask.status == 200) wrong("gets " + seen.broken);
  if (ask.status != 200) {
    if (there && !seen.error && ask.status != 302 && seen.broken.empty()) wrong("gets a status without an error body");
    return;
  }
  if (seen.starts > 1) wrong("gets the beginning of two answers");
  if (seen.finished && seen.error) wrong("gets an answer that looks finished and an error");
  if (seen.after_end) wrong("gets something behind the end");
  if (there && ask.ended && !seen.finished && !seen.error) wrong("gets an end that is neither an end nor an error");

  const AttemptNote* from = nullptr;
  bool ready = false;  // some attempt was given all of a script
  for (const AttemptNote& attempt : notes_.attempts) {
    if (attempt.ask != ask.number) continue;
    ready = ready || attempt.surely_whole();
    if (fits(seen, attempt) && (from == nullptr || attempt.whole())) from = &attempt;
  }
  const bool nothing = seen.text.empty() && seen.thinking.empty() && seen.calls.empty();
  if (from == nullptr && !(nothing && !seen.finished)) return wrong("gets what no upstream said, or half of a call");
  if (seen.finished && !from->whole()) wrong("gets an answer that looks finished though it was not");
  const bool all = from != nullptr && seen.text == from->say.text && seen.calls.size() == from->say.calls.size() &&
                   (seen.thinking.empty() || seen.thinking == from->say.thinking);
  if (seen.finished && !all) wrong("gets an answer that looks finished and lacks a part");
  if (there && ready && !ask.stopped && !seen.finished) wrong("gets no end though its upstream had ended");
  const std::string end = text("SELECT json_extract(outcome, '$.end') FROM exchanges WHERE id = ?1", ask.id);
  if (there && !ask.row_lost && (end == "complete") != seen.finished)
    wrong("is " + end + " in the ledger, and was not");
}

namespace {

bool saw_something(const AskNote& ask) {
  if (ask.status != 200) return false;
  const Seen seen = read_answer(ask.dialect, ask.stream, ask.ended, ask.got);
  return !seen.text.empty() || !seen.thinking.empty() || !seen.calls.empty();
}

}  // namespace

// At most one for each exchange, and none for a cut that its client has seen: that was the last attempt.
std::size_t Judge::failures_at(const Candidate& candidate) const {
  std::set<std::size_t> asks;
  for (const AttemptNote& a : notes_.attempts) {
    if (!a.faulty || a.endpoint != candidate.endpoint || a.say.model != candidate.model) continue;
    const bool last = std::ranges::none_of(
        notes_.attempts, [&](const AttemptNote& other) { return other.ask == a.ask && other.number > a.number; });
    if (!last || !saw_something(notes_.asks[a.ask])) asks.insert(a.ask);
  }
  return asks.size();
}

void Judge::circuits(const relay::Circuits& circuits) {
  for (const auto& candidate : setting_.catalog.candidates("", {}, {})) {
    const relay::Circuit* circuit = circuits.find(candidate.id);
    if (circuit == nullptr) continue;
    const std::size_t failed = failures_at(candidate);
    if (circuit->failures() > failed)
      notes_.wrong(
          fmt::format("the circuit of {} counts {} failures of {}", candidate.id.v, circuit->failures(), failed));
  }
}

void Judge::row(const AskNote& ask) {
  const auto wrong = [&](std::string_view what) { notes_.wrong(fmt::format("ask-{} {}", ask.number, what)); };
  const std::string state = text("SELECT state FROM exchanges WHERE id = ?1", ask.id);
  if (ask.row_lost) return;
  if (state.empty()) return wrong("has no row");
  if (state == "unsettled") wrong("is never settled");
  const auto costs = [&](const AttemptNote& a) { return a.ask == ask.number && a.metered && a.may_cost; };
  if (std::ranges::any_of(notes_.attempts, costs)) return;
  const std::int64_t kept = number(
      "SELECT total(reserved) FROM exchanges WHERE id = ?1 AND cost IS NULL AND cost_source = 'unknown' AND bytes_out "
      "> 0",
      ask.id);
  if (kept > 0) wrong(fmt::format("keeps {} micro-dollars reserved though nothing can have cost", kept));
}

void Judge::rows() {
  for (const AskNote& ask : notes_.asks) row(ask);
  if (number("SELECT count(*) FROM exchanges") > static_cast<std::int64_t>(notes_.asks.size()))
    notes_.wrong("there are more rows than requests");
  for (const AttemptNote& attempt : notes_.attempts) {
    if (attempt.open) notes_.wrong(fmt::format("attempt {} is never closed", attempt.number));
  }
}

// Reserved: what killed exchanges and unknown prices keep, and nothing else. Spent: what the rows say.
void Judge::balance(const ledger::Today& today, Millis wall, std::string_view when) {
  const std::string day = iso_date(wall);
  const std::int64_t kept = number(
      "SELECT total(reserved) FROM exchanges WHERE day = ?1 AND (state = 'unsettled' OR (cost IS NULL AND cost_source "
      "= "
      "'unknown' AND bytes_out > 0))",
      day);
  if (today.reserved.n + today.unknown.n != kept)
    notes_.wrong(
        fmt::format("{}: {} micro-dollars are reserved, not {}", when, today.reserved.n + today.unknown.n, kept));
  const std::int64_t spent = number("SELECT total(cost) FROM exchanges WHERE day = ?1", day);
  if (today.metered.n != spent)
    notes_.wrong(fmt::format("{}: {} micro-dollars are spent, not {}", when, today.metered.n, spent));
}

}  // namespace weir::sim

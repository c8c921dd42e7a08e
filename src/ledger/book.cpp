// Rows from values.
#include "ledger/book.h"

#include "base/hash.h"
#include "base/ids.h"
#include "base/json_writer.h"
#include "decision/json.h"
#include "ledger/tally.h"

namespace weir::ledger {
namespace {

// Health and prices change a candidate's JSON now and then: old hashes are of no use for ever.
constexpr std::size_t known_at_most = 4096;

constexpr std::string_view insert_part = "INSERT OR IGNORE INTO parts (hash, json) VALUES (?1, ?2)";

constexpr std::string_view insert_intent = R"sql(
INSERT INTO exchanges (id, wall_ms, day, state, client, dialect, operation, stream, session_id, target, billing, place,
                       ask, session, view, view_hash, candidates, rules, verdicts, decision, advice, reserved)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22))sql";

// When nobody served, the row keeps where it was meant to go.
constexpr std::string_view update_settlement = R"sql(
UPDATE exchanges SET state = ?2, outcome = ?3, cost = ?4, cost_source = ?5, input = ?6, output = ?7, bytes_out = ?8,
                     target = coalesce(?9, target), billing = coalesce(nullif(?10, ''), billing),
                     place = coalesce(nullif(?11, ''), place)
WHERE id = ?1)sql";

template <class T>
std::string written(const T& value) {
  return json_of(value);
}

std::string written(const std::vector<std::string>& hashes) {
  JsonWriter w;
  w.array();
  for (const std::string& hash : hashes) w.value(hash);
  w.end();
  return w.take();
}

std::string written(const std::vector<Verdict>& verdicts) {
  JsonWriter w;
  w.array();
  for (const Verdict& verdict : verdicts) to_json(w, verdict);
  w.end();
  return w.take();
}

// The view without its candidates, which stand in `parts`.
std::string json_of_rest(const View& view) {
  View rest;
  rest.now = view.now;
  rest.catalog_rev = view.catalog_rev;
  rest.config_rev = view.config_rev;
  rest.ripple = view.ripple;
  rest.spent_today = view.spent_today;
  rest.reserved = view.reserved;
  return json_of(rest);
}

std::optional<std::int64_t> number(const std::optional<Tokens>& tokens) {
  return tokens ? std::optional(tokens->n) : std::nullopt;
}

std::optional<std::int64_t> number(const std::optional<MicroUsd>& money) {
  return money ? std::optional(money->n) : std::nullopt;
}

std::optional<std::string_view> text(const std::optional<CandidateId>& id) {
  return id ? std::optional<std::string_view>(id->v) : std::nullopt;
}

template <class T>
std::optional<std::string> json_if(const std::optional<T>& value) {
  return value ? std::optional(json_of(*value)) : std::nullopt;
}

// What moves of a candidate, taken over.
void take_measured(Candidate& to, const Candidate& from) {
  to.warm = from.warm;
  to.ttft = from.ttft;
  to.prefill_per_ktok = from.prefill_per_ktok;
}

// {"list":HASH,"measured":[{"at":3,"warm":1000,"ttft_ms":46}]}: the part that lists the candidates' parts, and what
// moves of those of whom anything is known.
std::string measured_json(std::string_view list, const std::vector<Candidate>& candidates) {
  JsonWriter w;
  w.object().field("list", list).key("measured").array();
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const Candidate& c = candidates[i];
    if (c.warm.n == 0 && !c.ttft && !c.prefill_per_ktok) continue;
    w.object().field("at", i).field("warm", c.warm.n);
    if (c.ttft) w.field("ttft_ms", c.ttft->n);
    if (c.prefill_per_ktok) w.field("prefill_per_ktok_ms", c.prefill_per_ktok->n);
    w.end();
  }
  w.end().end();
  return w.take();
}

std::string_view view(const std::string& text) { return text; }

std::optional<std::string_view> view(const std::optional<std::string>& text) {
  return text ? std::optional<std::string_view>(*text) : std::nullopt;
}

}  // namespace

Result<Book> Book::on(store::Db db) {
  TRY(auto part, db.prepare(insert_part));
  TRY(auto intent, db.prepare(insert_intent));
  TRY(auto settlement, db.prepare(update_settlement));
  return Book(std::move(db), std::move(part), std::move(intent), std::move(settlement));
}

Result<std::string> Book::keep(const std::string& json) {
  std::string hash = hash128_hex(json);
  if (known_.contains(hash)) return hash;
  part_.bind(1, view(hash)).bind(2, view(json));
  TRY_VOID(part_.run());
  if (known_.size() >= known_at_most) known_.clear();
  known_.insert(hash);
  return hash;
}

template <class T>
Result<std::string> Book::keep(std::optional<Last<T>>& last, const T& value) {
  if (last && last->value == value) return last->hash;
  TRY(std::string hash, keep(written(value)));
  last = Last<T>{value, hash};
  return hash;
}

void Book::forget_parts() {
  known_.clear();
  candidates_.clear();
  lists_.reset();
  rules_.reset();
  verdicts_.reset();
}

// What was measured of a candidate moves with each turn: it stands beside the hash, so that the part stays the same.
Result<std::string> Book::keep_candidates(const std::vector<Candidate>& candidates) {
  if (candidates_.size() < candidates.size()) candidates_.resize(candidates.size());
  std::vector<std::string> hashes;
  hashes.reserve(candidates.size());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    std::optional<Last<Candidate>>& last = candidates_[i];
    if (last) take_measured(last->value, candidates[i]);
    if (!last || last->value != candidates[i]) {
      Candidate still = candidates[i];
      take_measured(still, Candidate{});
      TRY(std::string hash, keep(json_of(still)));
      last = Last<Candidate>{candidates[i], std::move(hash)};
    }
    hashes.push_back(last->hash);
  }
  TRY(const std::string list, keep(lists_, hashes));
  return measured_json(list, candidates);
}

Result<void> Book::write(const Intent& intent) {
  TRY(const std::string candidates, keep_candidates(intent.view->candidates));
  TRY(const std::string rules, keep(rules_, intent.rules));
  TRY(const std::string verdicts, keep(verdicts_, intent.verdicts));
  const std::string rest = json_of_rest(*intent.view);
  const std::string ask = json_if(intent.ask).value_or("");
  const std::string session = json_of(intent.session), decision = json_of(intent.decision);
  const std::string day = iso_date(intent.wall), view_hash = hash128_hex(rest + candidates);
  const std::optional<std::string> advice = json_if(intent.advice);
  // Without a target nothing goes up: such a row needs no settlement to be true.
  const std::string_view state = intent.decision.target ? "unsettled" : "refused";
  intent_.bind(1, view(intent.id.v)).bind(2, intent.wall.n).bind(3, view(day)).bind(4, state);
  intent_.bind(5, view(intent.client)).bind(6, view(intent.dialect)).bind(7, view(intent.operation));
  intent_.bind(8, intent.stream).bind(9, view(intent.session.id)).bind(10, text(intent.decision.target));
  intent_.bind(11, view(intent.billing)).bind(12, view(intent.where));
  intent_.bind(13, intent.ask ? std::optional(view(ask)) : std::nullopt).bind(14, view(session));
  intent_.bind(15, view(rest)).bind(16, view(view_hash)).bind(17, view(candidates)).bind(18, view(rules));
  intent_.bind(19, view(verdicts)).bind(20, view(decision)).bind(21, view(advice));
  intent_.bind(22, number(intent.reserved));
  return intent_.run();
}

Result<void> Book::write(const Settlement& settlement) {
  const Outcome& outcome = settlement.outcome;
  const std::string json = json_of(outcome);
  settlement_.bind(1, view(settlement.id.v)).bind(2, state_of(outcome.end)).bind(3, view(json));
  settlement_.bind(4, number(settlement.cost)).bind(5, view(settlement.cost_source));
  settlement_.bind(6, number(outcome.usage.input)).bind(7, number(outcome.usage.output));
  settlement_.bind(8, outcome.bytes_out.n).bind(9, text(outcome.served_by));
  settlement_.bind(10, view(settlement.billing)).bind(11, view(settlement.where));
  return settlement_.run();
}

}  // namespace weir::ledger

// weir.why/1: one exchange whole. What policy and route said stands in the file as it is shown, so most of it is
// copied; only what the ledger keeps for itself is left out.
#include "decision/json.h"
#include "ledger/read.h"
#include "ledger/schema.h"

namespace weir::ledger {
namespace {

struct Seen {
  std::string view, view_hash, verdicts;
};

Result<Seen> seen(store::Db& db, std::int64_t seq) {
  TRY(auto stmt, db.prepare("SELECT e.view, e.view_hash, p.json FROM exchanges e JOIN parts p ON p.hash = e.verdicts "
                            "WHERE e.seq = ?"));
  stmt.bind(1, seq);
  TRY(const bool found, stmt.step());
  if (!found) {
    return fail(ErrorKind::invalid, "the ledger has lost what this request's rules said", "the file is damaged");
  }
  return Seen{stmt.text(0), stmt.text(1), stmt.text(2)};
}

void write_ask(JsonWriter& w, JsonValue ask) {
  w.key("ask").object();
  w.key("needs").raw(ask.exists() ? ask["needs"].raw() : "[]");
  w.key("prompt").object();
  for (const char* key : {"value", "low", "high", "source"}) raw_field(w, key, ask["prompt"][key]);
  w.end();
  text_field(w, "body_hash", ask["body_hash"].string());
  w.end();
}

void write_view(JsonWriter& w, JsonValue view, std::string_view hash) {
  const JsonValue ripple = view["ripple"];
  w.key("view").object().field("hash", hash);
  text_field(w, "catalog_rev", view["catalog_rev"].string());
  text_field(w, "config_rev", view["config_rev"].string());
  w.key("ripple").object();
  raw_field(w, "state", ripple["state"]);
  raw_field(w, "age_ms", ripple["state"].string() == "none" ? JsonValue() : ripple["age_ms"]);
  text_field(w, "detail", ripple["detail"].string());
  text_field(w, "operation", ripple["operation"].string());
  raw_field(w, "slice_tokens", ripple["slice"].integer().value_or(0) == 0 ? JsonValue() : ripple["slice"]);
  for (const char* key : {"p_wide", "p_wide_base"}) raw_field(w, key, ripple[key]);
  w.end().end();
}

void write_decision(JsonWriter& w, JsonValue decision) {
  w.object();
  for (const char* key : {"target", "by", "plan", "reasons", "warnings", "rejected", "estimate"}) {
    raw_field(w, key, decision[key]);
  }
  w.key("switch").object();
  for (const char* key : {"from", "microusd", "prefill_ms"}) raw_field(w, key, decision["switch"][key]);
  w.end();
  for (const char* key : {"refusal", "help", "refusal_class"}) text_field(w, key, decision[key].string());
  w.end();
}

void write_edits(JsonWriter& w, const std::vector<AttemptRecord>& attempts) {
  w.key("edits").array();
  for (const AttemptRecord& attempt : attempts) {
    for (const Edit& edit : attempt.edits) {
      w.object().field("attempt", attempt.n).field("at", edit.at).field("size", edit.size).field("bytes", edit.bytes);
      w.field("reason", edit.reason).end();
    }
  }
  w.end();
}

template <class Tag>
std::optional<std::int64_t> number(const std::optional<Num<Tag>>& value) {
  return value ? std::optional(value->n) : std::nullopt;
}

void write_attempts(JsonWriter& w, const std::vector<AttemptRecord>& attempts) {
  w.key("attempts").array();
  for (const AttemptRecord& a : attempts) {
    w.object().field("n", a.n);
    text_field(w, "candidate", a.candidate.v);
    w.field("start_ms", a.start.n).field("head_ms", number(a.head)).field("first_ms", number(a.first));
    w.field("end_ms", number(a.end)).field("status", a.status);
    text_field(w, "error.type", a.error_type);
    text_field(w, "error.message", a.error_message);
    w.field("retry_after_ms", number(a.retry_after)).field("bytes_out", a.bytes_out.n).field("bytes_in", a.bytes_in.n);
    w.end();
  }
  w.end();
}

void write_outcome(JsonWriter& w, const std::optional<Outcome>& outcome, bool lost) {
  w.key("outcome").object();
  text_field(w, "end", outcome ? name(outcome->end) : lost ? name(End::lost) : std::string_view());
  w.field("commit_ms", outcome ? number(outcome->commit) : std::nullopt);
  text_field(w, "frame", outcome ? outcome->frame : "");
  text_field(w, "error.message", outcome ? outcome->error_message : "");
  w.end();
}

// An exchange that never got a decision has an ask of nulls.
Result<void> write_ask_of(JsonWriter& w, const Row& row) {
  const std::string text = row.ask.value_or("null");
  TRY(const auto ask, Json::parse(text));
  write_ask(w, row.ask ? ask.root() : JsonValue());
  return {};
}

Result<void> write_advice(JsonWriter& w, const Row& row) {
  w.key("advice");
  if (!row.advice) {
    w.null();
    return {};
  }
  TRY(const auto advice, Json::parse(*row.advice));
  write_decision(w, advice.root());
  return {};
}

Result<std::string> write_why(const Row& row, const Seen& seen) {
  TRY(const auto view, Json::parse(seen.view));
  TRY(const auto decision, Json::parse(row.decision));
  const std::vector<AttemptRecord> none;
  const auto& attempts = row.outcome ? row.outcome->attempts : none;
  JsonWriter w;
  w.object().field("schema", "weir.why/1").key("log");
  TRY_VOID(write_log(w, row));
  TRY_VOID(write_ask_of(w, row));
  write_view(w, view.root(), seen.view_hash);
  w.key("verdicts").raw(seen.verdicts);
  raw_field(w, "requirements", decision["requirements"]);
  raw_field(w, "signals", decision["signals"]);
  w.key("decision");
  write_decision(w, decision.root());
  TRY_VOID(write_advice(w, row));
  write_edits(w, attempts);
  write_attempts(w, attempts);
  write_outcome(w, row.outcome, row.lost);
  w.end();
  return w.take();
}

}  // namespace

Result<std::string> why_json(const std::string& path, std::string_view id) {
  TRY(auto db, open_reader(path));
  LogQuery query;
  query.id = std::string(id);
  TRY(const auto found, rows(db, query));
  TRY(const auto rest, seen(db, found.front().seq));
  return write_why(found.front(), rest);
}

}  // namespace weir::ledger

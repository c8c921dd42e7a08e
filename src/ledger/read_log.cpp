// weir.log/1: one line an exchange. Every key always; unknown is null, never 0.
#include "base/ids.h"
#include "ledger/read.h"
#include "ledger/schema.h"

namespace weir::ledger {
namespace {

// A missing document is a value without members.
struct Document {
  std::optional<Json> json;
  JsonValue root() const { return json ? json->root() : JsonValue(); }
};

Result<Document> document(const std::optional<std::string>& text) {
  if (!text) return Document{};
  TRY(auto json, Json::parse(*text));
  return Document{std::move(json)};
}

template <class Tag>
std::optional<std::int64_t> number(const std::optional<Num<Tag>>& value) {
  return value ? std::optional(value->n) : std::nullopt;
}

void write_head(JsonWriter& w, const Row& row, JsonValue ask, JsonValue session) {
  w.field("schema", "weir.log/1").field("weir.id", row.id).field("time", iso_time(row.wall));
  text_field(w, "weir.state", row.state);
  text_field(w, "weir.client", row.client);
  raw_field(w, "weir.kind", ask["kind"]);
  text_field(w, "weir.dialect", row.dialect);
  text_field(w, "weir.workspace", session["workspace"].string());
  raw_field(w, "weir.turn", session["id"].string().empty() ? JsonValue() : session["turn"]);
  text_field(w, "weir.agent", ask["agent"].string());
}

// model@endpoint: OpenTelemetry's provider is the endpoint.
std::string_view provider(const Row& row) {
  if (!row.target) return {};
  const std::string_view target = *row.target;
  const std::size_t at = target.rfind('@');
  return at == std::string_view::npos ? std::string_view() : target.substr(at + 1);
}

void write_usage(JsonWriter& w, const std::optional<Outcome>& outcome) {
  const chat::Usage usage = outcome ? outcome->usage : chat::Usage{};
  w.field("gen_ai.usage.input_tokens", number(usage.input));
  w.field("gen_ai.usage.cache_read.input_tokens", number(usage.cache_read));
  w.field("gen_ai.usage.cache_write.input_tokens", number(usage.cache_write));
  w.field("gen_ai.usage.output_tokens", number(usage.output));
  w.field("gen_ai.usage.reasoning.output_tokens", number(usage.reasoning));
  const bool known = usage != chat::Usage{};
  text_field(w, "weir.usage.source", !known ? "" : outcome->usage_reported ? "reported" : "estimated");
}

void write_gen_ai(JsonWriter& w, const Row& row, JsonValue ask, JsonValue session) {
  text_field(w, "gen_ai.operation.name", row.operation);
  text_field(w, "gen_ai.provider.name", provider(row));
  text_field(w, "gen_ai.conversation.id", session["id"].string());
  text_field(w, "gen_ai.request.model", ask["model_named"].string());
  text_field(w, "gen_ai.response.model", row.outcome ? row.outcome->response_model : "");
  w.field("gen_ai.request.stream", row.stream);
  write_usage(w, row.outcome);
  w.key("gen_ai.response.finish_reasons");
  if (row.outcome) {
    w.array();
    for (const std::string& reason : row.outcome->finish_reasons) w.value(reason);
    w.end();
  } else {
    w.null();
  }
  std::optional<double> first;
  if (row.outcome && row.outcome->first) first = static_cast<double>(row.outcome->first->n) / 1000;
  w.field("gen_ai.response.time_to_first_chunk", first);
}

void write_outcome(JsonWriter& w, const std::optional<Outcome>& outcome) {
  w.field("weir.duration_ms", outcome ? number(outcome->duration) : std::nullopt);
  w.field("weir.attempts", outcome ? std::optional(outcome->attempts.size()) : std::nullopt);
  w.field("http.response.status_code", outcome ? outcome->status : std::nullopt);
  text_field(w, "error.type", outcome ? outcome->error_type : "");
}

// The one line that says why; the rest is in `weir why`.
std::string reason(JsonValue decision) {
  const std::string refusal = decision["refusal"].string();
  return decision["target"].is_null() && !refusal.empty() ? refusal : decision["reasons"][0].string();
}

void write_decision(JsonWriter& w, const Row& row, JsonValue ask, JsonValue decision, JsonValue advice) {
  text_field(w, "weir.target", row.target.value_or(""));
  text_field(w, "weir.where", row.place);
  raw_field(w, "weir.by", ask.exists() ? decision["by"] : JsonValue());
  text_field(w, "weir.reason", reason(decision));
  w.key("weir.advice");
  if (!advice.exists()) {
    w.null();
  } else {
    w.value(advice["target"].string("refused"));
  }
}

void write_cost(JsonWriter& w, const Row& row) {
  text_field(w, "weir.billing", row.billing);
  w.field("weir.cost_microusd", row.cost);
  text_field(w, "weir.cost.source", row.cost_source);
  w.field("weir.bytes_out", row.outcome ? std::optional(row.outcome->bytes_out.n) : std::nullopt);
  w.field("weir.bytes_in", row.outcome ? std::optional(row.outcome->bytes_in.n) : std::nullopt);
}

}  // namespace

Result<void> write_log(JsonWriter& w, const Row& row) {
  TRY(const auto ask, document(row.ask));
  TRY(const auto session, Json::parse(row.session));
  TRY(const auto decision, Json::parse(row.decision));
  TRY(const auto advice, document(row.advice));
  w.object();
  write_head(w, row, ask.root(), session.root());
  write_gen_ai(w, row, ask.root(), session.root());
  write_outcome(w, row.outcome);
  write_decision(w, row, ask.root(), decision.root(), advice.root());
  write_cost(w, row);
  w.end();
  return {};
}

Result<std::vector<std::string>> log_lines(const std::string& path, const LogQuery& query) {
  TRY(auto db, open_reader(path));
  TRY(const auto found, rows(db, query));
  std::vector<std::string> lines;
  lines.reserve(found.size());
  for (const Row& row : found) {
    JsonWriter w;
    TRY_VOID(write_log(w, row));
    lines.push_back(w.take());
  }
  return lines;
}

}  // namespace weir::ledger

// Rows found and read.
#include "ledger/read.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "decision/json.h"

namespace weir::ledger {
namespace {

constexpr std::string_view columns =
    "SELECT seq, id, wall_ms, state, client, dialect, operation, stream, target, billing, place, ask, session, "
    "decision, "
    "advice, outcome, cost, cost_source FROM exchanges WHERE seq = ?";

std::optional<std::string> text_if(const store::Stmt& stmt, int column) {
  return stmt.is_null(column) ? std::nullopt : std::optional(stmt.text(column));
}

Result<Row> row_of(const store::Stmt& s) {
  Row row;
  row.seq = s.integer(0);
  row.id = s.text(1);
  row.wall = {s.integer(2)};
  row.state = s.text(3);
  row.client = s.text(4);
  row.dialect = s.text(5);
  row.operation = s.text(6);
  row.stream = s.integer(7) != 0;
  row.target = text_if(s, 8);
  row.billing = s.text(9);
  row.place = s.text(10);
  row.ask = text_if(s, 11);
  row.session = s.text(12);
  row.decision = s.text(13);
  row.advice = text_if(s, 14);
  if (!s.is_null(15)) {
    const std::string text = s.text(15);
    TRY(const auto json, Json::parse(text));
    TRY(row.outcome, from_json<Outcome>(json.root()));
    row.lost = row.outcome->end == End::lost;
    if (row.lost) row.outcome.reset();  // nothing else of it is known
  }
  if (!s.is_null(16)) row.cost = s.integer(16);
  row.cost_source = s.text(17);
  return row;
}

// Whole ids and their beginnings, as people type them. Ids are upper case.
std::string typed(std::string_view id) {
  std::string text(id);
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return text;
}

Result<std::vector<std::int64_t>> seqs(store::Stmt& stmt) {
  std::vector<std::int64_t> found;
  while (true) {
    TRY(const bool more, stmt.step());
    if (!more) return found;
    found.push_back(stmt.integer(0));
  }
}

Result<std::vector<std::int64_t>> find_last(store::Db& db) {
  TRY(auto stmt, db.prepare("SELECT seq FROM exchanges ORDER BY seq DESC LIMIT 1"));
  TRY(auto found, seqs(stmt));
  if (found.empty()) return fail(ErrorKind::not_found, "the ledger holds no request yet", "send one, then ask again");
  return found;
}

Result<std::vector<std::int64_t>> find_id(store::Db& db, std::string_view id) {
  if (id == "last") return find_last(db);
  const std::string from = typed(id), to = from + "~";  // behind all that begin so: ids are letters and digits
  TRY(auto stmt, db.prepare("SELECT seq FROM exchanges WHERE id >= ?1 AND id < ?2 LIMIT 2"));
  stmt.bind(1, std::string_view(from)).bind(2, std::string_view(to));
  TRY(auto found, seqs(stmt));
  if (found.empty()) {
    return fail(ErrorKind::not_found, fmt::format("no request {} in the ledger", from), "weir log lists them");
  }
  if (found.size() > 1) {
    return fail(ErrorKind::invalid, fmt::format("several requests begin with {}", from), "type more of the id");
  }
  return found;
}

}  // namespace

Result<std::vector<std::int64_t>> find(store::Db& db, const LogQuery& query) {
  if (query.id) return find_id(db, *query.id);
  std::string sql = "SELECT seq FROM exchanges WHERE 1";
  if (query.session) sql += " AND session_id >= ?1 AND session_id < ?4";
  if (query.since) sql += " AND wall_ms >= ?2";
  if (query.unsettled) sql += " AND state = 'unsettled'";
  sql += " ORDER BY seq DESC LIMIT ?3";
  TRY(auto stmt, db.prepare(sql));
  const std::string session_end = query.session.value_or("") + "\xF4\x8F\xBF\xBF";  // behind all that begin so
  if (query.session) stmt.bind(1, std::string_view(*query.session)).bind(4, std::string_view(session_end));
  if (query.since) stmt.bind(2, query.since->n);
  const auto limit = std::min<std::size_t>(query.limit, std::numeric_limits<std::int64_t>::max());
  stmt.bind(3, limit);
  return seqs(stmt);
}

Result<std::vector<Row>> rows(store::Db& db, const LogQuery& query) {
  TRY(const auto found, find(db, query));
  TRY(auto stmt, db.prepare(columns));
  std::vector<Row> out;
  out.reserve(found.size());
  for (const std::int64_t seq : found) {
    stmt.bind(1, seq);
    TRY_VOID(stmt.step());
    TRY(auto row, row_of(stmt));
    out.push_back(std::move(row));
    stmt.reset();
  }
  return out;
}

void text_field(JsonWriter& w, std::string_view key, std::string_view text) {
  w.key(key);
  if (text.empty()) {
    w.null();
  } else {
    w.value(text);
  }
}

void raw_field(JsonWriter& w, std::string_view key, JsonValue value) {
  w.key(key).raw(value.exists() ? value.raw() : "null");
}

}  // namespace weir::ledger

// Past decisions with all that they depended on, for `weir replay`.
#include <fmt/format.h>

#include <ranges>
#include <unordered_map>

#include "decision/json.h"
#include "ledger/read.h"
#include "ledger/schema.h"

namespace weir::ledger {
namespace {

constexpr std::string_view columns =
    "SELECT id, ask, session, view, candidates, rules, decision FROM exchanges WHERE seq = ? AND ask IS NOT NULL";

template <class T>
Result<T> value_of(const std::string& text) {
  TRY(const auto json, Json::parse(text));
  return from_json<T>(json.root());
}

// Parts as values, each read once: thousands of rows share them.
class Parts {
 public:
  static Result<Parts> of(store::Db& db) {
    TRY(auto stmt, db.prepare("SELECT json FROM parts WHERE hash = ?"));
    return Parts(std::move(stmt));
  }
  Result<Rules> rules(const std::string& hash) { return get(rules_, hash); }
  // All candidates of a view, as they stand still.
  Result<std::vector<Candidate>> candidates(const std::string& hash) {
    if (hash == list_hash_) return list_;
    TRY(const std::string text, json(hash));
    TRY(const auto hashes, Json::parse(text));
    TRY(auto out, each_of(hashes.root()));
    list_hash_ = hash;
    list_ = out;
    return out;
  }
  Result<std::vector<Candidate>> each_of(JsonValue hashes) {
    std::vector<Candidate> out;
    for (const JsonValue one : hashes) {
      TRY(auto candidate, get(candidates_, one.string()));
      out.push_back(std::move(candidate));
    }
    return out;
  }

 private:
  static constexpr std::size_t kept_at_most = 20'000;  // health changes a candidate's hash now and then

  explicit Parts(store::Stmt stmt) : stmt_(std::move(stmt)) {}

  Result<std::string> json(const std::string& hash) {
    stmt_.bind(1, std::string_view(hash));
    TRY(const bool found, stmt_.step());
    if (!found) return fail(ErrorKind::invalid, fmt::format("the ledger lacks part {}", hash), "the file is damaged");
    std::string text = stmt_.text(0);
    stmt_.reset();
    return text;
  }

  template <class T>
  Result<T> get(std::unordered_map<std::string, T>& kept, const std::string& hash) {
    if (const auto it = kept.find(hash); it != kept.end()) return it->second;
    TRY(const std::string text, json(hash));
    TRY(T value, value_of<T>(text));
    if (kept.size() >= kept_at_most) kept.clear();
    kept.emplace(hash, value);
    return value;
  }

  store::Stmt stmt_;
  std::unordered_map<std::string, Candidate> candidates_;
  std::unordered_map<std::string, Rules> rules_;
  std::string list_hash_;  // of the last list; most rows have the same
  std::vector<Candidate> list_;
};

std::optional<Millis> millis(JsonValue number) {
  const auto n = number.integer();
  return n ? std::optional(Millis{*n}) : std::nullopt;
}

// Those of the list, with what was measured of them then. The first weirs wrote the list itself into each row, what was
// measured in its parts.
Result<std::vector<Candidate>> candidates_of(const std::string& text, Parts& parts) {
  TRY(const auto json, Json::parse(text));
  if (json.root().is_array()) return parts.each_of(json.root());
  TRY(auto out, parts.candidates(json["list"].string()));
  for (const JsonValue seen : json["measured"]) {
    const std::int64_t at = seen["at"].integer().value_or(-1);
    if (at < 0 || static_cast<std::size_t>(at) >= out.size())
      return fail(ErrorKind::invalid, "the ledger measured a candidate that it does not list", "the file is damaged");
    Candidate& candidate = out[static_cast<std::size_t>(at)];
    candidate.warm = Tokens{seen["warm"].integer().value_or(0)};
    candidate.ttft = millis(seen["ttft_ms"]);
    candidate.prefill_per_ktok = millis(seen["prefill_per_ktok_ms"]);
  }
  return out;
}

Result<ReplayRow> row_of(const store::Stmt& stmt, Parts& parts) {
  ReplayRow row;
  row.id = {stmt.text(0)};
  TRY(row.ask, value_of<Ask>(stmt.text(1)));
  TRY(row.session, value_of<Session>(stmt.text(2)));
  TRY(row.view, value_of<View>(stmt.text(3)));
  TRY(row.view.candidates, candidates_of(stmt.text(4), parts));
  TRY(row.rules, parts.rules(stmt.text(5)));
  TRY(row.decision, value_of<Decision>(stmt.text(6)));
  return row;
}

}  // namespace

Result<void> replay_rows(const std::string& path, const LogQuery& query,
                         const std::function<Result<void>(const ReplayRow&)>& each) {
  TRY(auto db, open_reader(path));
  TRY(const auto found, find(db, query));
  TRY(auto parts, Parts::of(db));
  TRY(auto stmt, db.prepare(columns));
  for (const std::int64_t seq : std::views::reverse(found)) {
    stmt.bind(1, seq);
    TRY(const bool decided, stmt.step());
    if (decided) {
      TRY(const ReplayRow row, row_of(stmt, parts));
      TRY_VOID(each(row));
    }
    stmt.reset();
  }
  return {};
}

}  // namespace weir::ledger

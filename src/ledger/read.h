// What the readers share: a row of the log, and how queries find rows. Any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/json_writer.h"
#include "decision/outcome.h"
#include "ledger/ledger.h"
#include "store/db.h"

namespace weir::ledger {

// An exchange as the log shows it; JSON columns as they are stored.
struct Row {
  std::int64_t seq = 0;
  std::string id;
  Millis wall;
  std::string state, client, dialect, operation;
  bool stream = false;
  std::optional<std::string> target;
  std::string billing, place;
  std::optional<std::string> ask;
  std::string session, decision;
  std::optional<std::string> advice;
  std::optional<Outcome> outcome;  // nothing: in flight, or lost
  bool lost = false;               // its weir ended before it did
  std::optional<std::int64_t> cost;
  std::string cost_source;
};

// Newest first. Errors: not_found (a query by id finds nothing), invalid (the prefix of several ids), conflict, io.
Result<std::vector<Row>> rows(store::Db& db, const LogQuery& query);

// The seqs that a query finds, newest first; the same errors.
Result<std::vector<std::int64_t>> find(store::Db& db, const LogQuery& query);

// weir.log/1 of one row, as an object.
Result<void> write_log(JsonWriter& w, const Row& row);

// "" becomes null: unknown is null.
void text_field(JsonWriter& w, std::string_view key, std::string_view text);
// The stored JSON value, null when it is missing.
void raw_field(JsonWriter& w, std::string_view key, JsonValue value);

}  // namespace weir::ledger

// The ledger's tables.
#include "ledger/schema.h"

#include <fmt/format.h>

#include <array>

#include "base/log.h"

namespace weir::ledger {
namespace {

// parts: what repeats from request to request (candidates, rules, lists of verdicts), once, by the XXH3-128 of its
// JSON. exchanges: the upper half is the intent, the lower half the settlement. `target`, `billing` and `place` are
// those of the decision until the settlement says who served.
constexpr std::array<std::string_view, 2> all_steps = {R"sql(
CREATE TABLE parts (
  hash TEXT PRIMARY KEY,
  json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE exchanges (
  seq        INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  wall_ms    INTEGER NOT NULL,
  day        TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('unsettled', 'settled', 'refused', 'failed')),
  client     TEXT NOT NULL,
  dialect    TEXT NOT NULL,
  operation  TEXT NOT NULL,
  stream     INTEGER NOT NULL,
  session_id TEXT NOT NULL,
  target     TEXT,
  billing    TEXT NOT NULL,
  place      TEXT NOT NULL,
  ask        TEXT,
  session    TEXT NOT NULL,
  view       TEXT NOT NULL,
  view_hash  TEXT NOT NULL,
  candidates TEXT NOT NULL,
  rules      TEXT NOT NULL REFERENCES parts (hash),
  verdicts   TEXT NOT NULL REFERENCES parts (hash),
  decision   TEXT NOT NULL,
  advice     TEXT,
  reserved   INTEGER,

  outcome     TEXT,
  cost        INTEGER,
  cost_source TEXT,
  input       INTEGER,
  output      INTEGER,
  bytes_out   INTEGER
) STRICT;

CREATE INDEX exchanges_by_session ON exchanges (session_id, seq);
CREATE INDEX exchanges_by_time ON exchanges (wall_ms);
CREATE INDEX exchanges_by_day ON exchanges (day);
CREATE INDEX exchanges_unsettled ON exchanges (seq) WHERE state = 'unsettled';
)sql",
                                                       "DROP INDEX exchanges_by_day;"};  // by_time finds a day too

Result<std::int64_t> schema_of(store::Db& db) {
  TRY(auto version, db.prepare("PRAGMA user_version"));
  TRY_VOID(version.step());
  return version.integer(0);
}

}  // namespace

std::span<const std::string_view> schema_steps() { return all_steps; }

Result<void> bring_up(store::Db& db, const std::string& path, std::span<const std::string_view> steps) {
  TRY(const auto found, schema_of(db));
  const auto known = static_cast<std::int64_t>(steps.size());
  if (found == 0 || found >= known) return db.migrate(steps);
  const std::string copy = fmt::format("{}.schema{}.bak", path, found);
  if (auto copied = db.copy_to(copy); !copied) {
    Error error = std::move(copied).error().prefixed("no copy of it could be made before its schema changes");
    if (error.help.empty()) error.help = "free some space on that disk";
    return std::unexpected(std::move(error));
  }
  TRY_VOID(db.migrate(steps));
  log(LogLevel::info, "ledger", fmt::format("schema {} became {}; {} is the file as it was", found, known, copy));
  return {};
}

Result<store::Db> open_reader(const std::string& path) {
  auto db = store::Db::open(path, store::OpenMode::read_only);
  if (!db && db.error().kind == ErrorKind::not_found) {
    return fail(ErrorKind::not_found, fmt::format("there is no ledger at {} yet", path),
                "weir makes it when it starts: weir up");
  }
  if (!db) return db;
  TRY(const auto found, schema_of(*db));
  const auto known = static_cast<std::int64_t>(all_steps.size());
  if (found == known) return db;
  return fail(ErrorKind::invalid, fmt::format("{} has schema {}, this weir reads {}", path, found, known),
              found < known ? "start this weir once: it brings the file up to date" : "read it with the newer weir");
}

}  // namespace weir::ledger

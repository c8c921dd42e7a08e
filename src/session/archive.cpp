// The archive of sessions.
#include "session/archive.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/log.h"

namespace weir::session {
namespace {

using store::Db;
using store::Stmt;

// rowid rises with each insert or replace: it is the order of recency, and pruning goes by it.
constexpr std::array<std::string_view, 1> schema = {R"sql(
CREATE TABLE issuers (key TEXT PRIMARY KEY, candidate TEXT NOT NULL);
CREATE TABLE pins (scope TEXT NOT NULL, id TEXT NOT NULL, model TEXT NOT NULL, until INTEGER, PRIMARY KEY (scope, id));
CREATE TABLE stands (id TEXT PRIMARY KEY, workspace TEXT NOT NULL, turn INTEGER NOT NULL, target TEXT NOT NULL);
)sql"};

Result<void> prune(Db& db) {
  for (const auto& [table, limit] : {std::pair{"issuers", limits::issuers}, std::pair{"stands", limits::sessions}}) {
    const std::string name = table;
    TRY_VOID(db.exec("DELETE FROM " + name + " WHERE rowid <= (SELECT max(rowid) FROM " + name + ") - " +
                     std::to_string(limit)));
  }
  return {};
}

Result<void> read_issuers(Db& db, std::vector<IssuerRow>& out) {
  TRY(auto rows, db.prepare("SELECT key, candidate FROM issuers ORDER BY rowid"));
  while (true) {
    TRY(const bool more, rows.step());
    if (!more) return {};
    out.push_back({rows.text(0), CandidateId{rows.text(1)}});
  }
}

Result<void> read_pins(Db& db, std::vector<PinRow>& out) {
  TRY(auto rows, db.prepare("SELECT scope, id, model, until FROM pins"));
  while (true) {
    TRY(const bool more, rows.step());
    if (!more) return {};
    const std::optional<Millis> until = rows.is_null(3) ? std::nullopt : std::optional(Millis{rows.integer(3)});
    out.push_back({rows.text(1), Pin{rows.text(2), rows.text(0), until}});
  }
}

Result<void> read_stands(Db& db, std::vector<StandRow>& out) {
  TRY(auto rows, db.prepare("SELECT id, workspace, turn, target FROM stands ORDER BY rowid"));
  while (true) {
    TRY(const bool more, rows.step());
    if (!more) return {};
    const auto turn = static_cast<unsigned>(std::clamp<std::int64_t>(rows.integer(2), 0, 1 << 30));
    out.push_back({rows.text(0), rows.text(1), turn, rows.text(3)});
  }
}

struct Writing {
  Db& db;
  Result<void> operator()(const IssuerRow& row) const {
    TRY(auto stmt, db.prepare("INSERT OR REPLACE INTO issuers (key, candidate) VALUES (?, ?)"));
    return stmt.bind(1, row.key).bind(2, row.by.v).run();
  }
  Result<void> operator()(const PinRow& row) const {
    if (row.pin.model.empty()) {
      TRY(auto drop, db.prepare("DELETE FROM pins WHERE scope = ? AND id = ?"));
      return drop.bind(1, row.pin.scope).bind(2, row.id).run();
    }
    TRY(auto stmt, db.prepare("INSERT OR REPLACE INTO pins (scope, id, model, until) VALUES (?, ?, ?, ?)"));
    stmt.bind(1, row.pin.scope).bind(2, row.id).bind(3, row.pin.model);
    const auto until = row.pin.until ? std::optional(row.pin.until->n) : std::nullopt;
    return stmt.bind(4, until).run();
  }
  Result<void> operator()(const StandRow& row) const {
    TRY(auto stmt, db.prepare("INSERT OR REPLACE INTO stands (id, workspace, turn, target) VALUES (?, ?, ?, ?)"));
    return stmt.bind(1, row.id).bind(2, row.workspace).bind(3, std::int64_t{row.turn}).bind(4, row.target).run();
  }
};

Result<void> write_all(Db& db, const std::vector<Row>& rows) {
  TRY(auto tx, store::Tx::begin(db));
  for (const Row& row : rows) TRY_VOID(std::visit(Writing{db}, row));
  return tx.commit();
}

}  // namespace

Result<std::unique_ptr<Archive>> Archive::open(const std::string& path, Kept& kept) {
  TRY(auto db, Db::open(path, store::OpenMode::read_write, store::Durability::normal));
  TRY_VOID(db.migrate(schema));
  TRY_VOID(prune(db));
  TRY_VOID(read_issuers(db, kept.issuers));
  TRY_VOID(read_pins(db, kept.pins));
  TRY_VOID(read_stands(db, kept.stands));
  return std::unique_ptr<Archive>(new Archive(std::move(db)));
}

Archive::Archive(store::Db db) : db_(std::move(db)), thread_([this] { run(); }) {}

Archive::~Archive() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Archive::write(Row row) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= limits::issuers) return;  // the disk stands still; memory still knows
    queue_.push_back(std::move(row));
  }
  wake_.notify_one();
}

void Archive::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    std::vector<Row> rows;
    rows.swap(queue_);
    lock.unlock();
    commit(rows);
    lock.lock();
  }
}

void Archive::commit(const std::vector<Row>& rows) {
  if (++commits_ % 1024 == 0) {
    if (const auto done = prune(db_); !done) log(LogLevel::warn, "session", "could not prune: " + done.error().message);
  }
  if (const auto done = write_all(db_, rows); !done) {
    log(LogLevel::warn, "session", "could not keep pins and issuers: " + done.error().message);
  }
}

}  // namespace weir::session

// The archive of sessions.
#include "session/archive.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/limits.h"
#include "base/log.h"

namespace weir::session {
namespace {

using store::Db;
using store::Stmt;

// rowid rises with each insert or replace: it is the order of recency, and pruning goes by it.
constexpr std::array<std::string_view, 2> schema = {R"sql(
CREATE TABLE issuers (key TEXT PRIMARY KEY, candidate TEXT NOT NULL);
CREATE TABLE pins (scope TEXT NOT NULL, id TEXT NOT NULL, model TEXT NOT NULL, until INTEGER, PRIMARY KEY (scope, id));
CREATE TABLE stands (id TEXT PRIMARY KEY, workspace TEXT NOT NULL, turn INTEGER NOT NULL, target TEXT NOT NULL);
)sql",
                                                    // Working sets. Word lists are joined by newlines; no word has one.
                                                    R"sql(
CREATE TABLE calls (session TEXT NOT NULL, key INTEGER NOT NULL, UNIQUE (session, key));
CREATE TABLE files (session TEXT NOT NULL, path TEXT NOT NULL, opened INTEGER NOT NULL, edited INTEGER NOT NULL,
  created INTEGER NOT NULL, named INTEGER NOT NULL, tool TEXT NOT NULL, call TEXT NOT NULL, turn INTEGER NOT NULL,
  ord INTEGER NOT NULL, UNIQUE (session, path));
CREATE TABLE changes (session TEXT NOT NULL, call TEXT NOT NULL, path TEXT NOT NULL, removed TEXT NOT NULL,
  added TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, whole INTEGER NOT NULL, turn INTEGER NOT NULL);
CREATE INDEX changes_of ON changes (session);
)sql"};

constexpr std::size_t kept_calls = 64 * 1024;    // a week of heavy use, as issuers
constexpr std::size_t kept_files = 64 * 1024;    // a row is 150 bytes
constexpr std::size_t kept_changes = 16 * 1024;  // a row is some 300 bytes, at most 10 KB

Result<void> prune(Db& db) {
  for (const auto& [table, limit] :
       {std::pair{"issuers", limits::issuers}, std::pair{"stands", limits::sessions}, std::pair{"calls", kept_calls},
        std::pair{"files", kept_files}, std::pair{"changes", kept_changes}}) {
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

unsigned count_of(std::int64_t n) { return static_cast<unsigned>(std::clamp<std::int64_t>(n, 0, 1 << 30)); }

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += '\n';
    out += word;
  }
  return out;
}
std::vector<std::string> parted(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

Result<void> read_calls(Db& db, std::vector<CallRow>& out) {
  TRY(auto rows, db.prepare("SELECT session, key FROM calls ORDER BY rowid"));
  while (true) {
    TRY(const bool more, rows.step());
    if (!more) return {};
    out.push_back({rows.text(0), std::bit_cast<std::uint64_t>(rows.integer(1))});
  }
}

Result<void> read_files(Db& db, std::vector<FileRow>& out) {
  TRY(auto rows, db.prepare("SELECT session, path, opened, edited, created, named, tool, call, turn, ord FROM files "
                            "ORDER BY rowid"));
  while (true) {
    TRY(const bool more, rows.step());
    if (!more) return {};
    FileUse file;
    file.path = rows.text(1);
    file.first_opened = count_of(rows.integer(2));
    file.first_edited = count_of(rows.integer(3));
    file.opened = file.first_opened != 0;
    file.edited = file.first_edited != 0;
    file.created = rows.integer(4) != 0;
    file.named = rows.integer(5) != 0;
    file.tool = rows.text(6);
    file.call = rows.text(7);
    file.turn = count_of(rows.integer(8));
    file.order = std::bit_cast<std::uint64_t>(rows.integer(9));
    out.push_back({rows.text(0), std::move(file)});
  }
}

Result<void> read_changes(Db& db, std::vector<ChangeRow>& out) {
  TRY(auto rows, db.prepare("SELECT session, call, path, removed, added, first, last, whole, turn FROM changes "
                            "ORDER BY rowid"));
  while (true) {
    TRY(const bool more, rows.step());
    if (!more) return {};
    Change change{rows.text(2), parted(rows.text(3)), parted(rows.text(4)), rows.text(1)};
    change.lines = {count_of(rows.integer(5)), count_of(rows.integer(6))};
    change.whole = rows.integer(7) != 0;
    change.turn = count_of(rows.integer(8));
    out.push_back({rows.text(0), std::move(change)});
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
  Result<void> operator()(const CallRow& row) const {
    TRY(auto stmt, db.prepare("INSERT OR IGNORE INTO calls (session, key) VALUES (?, ?)"));
    return stmt.bind(1, row.session).bind(2, std::bit_cast<std::int64_t>(row.key)).run();
  }
  Result<void> operator()(const FileRow& row) const {
    TRY(auto stmt,
        db.prepare("INSERT OR REPLACE INTO files (session, path, opened, edited, created, named, tool, call, "
                   "turn, ord) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    const FileUse& f = row.file;
    stmt.bind(1, row.session).bind(2, f.path).bind(3, f.first_opened).bind(4, f.first_edited).bind(5, int{f.created});
    stmt.bind(6, int{f.named}).bind(7, f.tool).bind(8, f.call).bind(9, f.turn);
    return stmt.bind(10, std::bit_cast<std::int64_t>(f.order)).run();
  }
  Result<void> operator()(const ChangeRow& row) const {
    TRY(auto stmt, db.prepare("INSERT INTO changes (session, call, path, removed, added, first, last, whole, turn) "
                              "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    const Change& c = row.change;
    stmt.bind(1, row.session).bind(2, c.call).bind(3, c.path).bind(4, joined(c.removed)).bind(5, joined(c.added));
    return stmt.bind(6, c.lines.first).bind(7, c.lines.last).bind(8, int{c.whole}).bind(9, c.turn).run();
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
  TRY_VOID(read_calls(db, kept.calls));
  TRY_VOID(read_files(db, kept.files));
  TRY_VOID(read_changes(db, kept.changes));
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
    log(LogLevel::warn, "session", "could not keep pins, issuers and working sets: " + done.error().message);
  }
}

}  // namespace weir::session

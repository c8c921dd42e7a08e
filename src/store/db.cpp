// SQLite connections, transactions and migrations.
#include "store/db.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "store/error.h"

namespace weir::store {
namespace {

constexpr int busy_ms = 2000;  // a reader's checkpoint or another reader's recovery; never a whole transaction of ours

// SQLite makes files as the umask says; what stands in a ledger is its owner's only. The journal files take the mode
// of the file. Never opened when it exists: closing any descriptor of a file drops this process's locks on it.
Result<void> create_private(const std::string& path) {
  const int fd = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0) {
    ::close(fd);
  } else if (errno != EEXIST) {
    return fail(ErrorKind::io, fmt::format("creating {}: {}", path, std::generic_category().message(errno)),
                "check that the folder exists and that you may write there");
  }
  return {};
}

bool exists(const std::string& path) {
  struct stat info{};
  return ::stat(path.c_str(), &info) == 0;
}

}  // namespace

Result<Db> Db::open(const std::string& path, OpenMode mode, Durability durability) {
  const bool writes = mode == OpenMode::read_write;
  if (writes) {
    TRY_VOID(create_private(path));
  } else if (!exists(path)) {
    return fail(ErrorKind::not_found, fmt::format("{} does not exist", path));
  }
  TRY(Db db, connect(path, writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY));
  if (writes) {
    TRY_VOID(db.exec("PRAGMA journal_mode = WAL"));
    TRY_VOID(db.exec(durability == Durability::full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL"));
  }
  TRY_VOID(db.prepare_connection());
  return db;
}

Result<Db> Db::in_memory(const std::string& name) {
  TRY(Db db, connect("file:/" + name + "?vfs=memdb", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI));
  TRY_VOID(db.prepare_connection());
  return db;
}

Result<Db> Db::connect(const std::string& path, int flags) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  if (raw == nullptr) return std::unexpected(error_of(code, path, "opening"));
  Db db(raw);
  if (code != SQLITE_OK) return std::unexpected(last_error(raw, "opening"));
  sqlite3_busy_timeout(raw, busy_ms);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  return db;
}

Result<void> Db::prepare_connection() {
  TRY_VOID(exec("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON"));
  return exec("SELECT count(*) FROM sqlite_schema");  // the first real read: finds what is no database
}

Db::Db(Db&& other) noexcept : db_(std::exchange(other.db_, nullptr)) {}

Db& Db::operator=(Db&& other) noexcept {
  std::swap(db_, other.db_);
  return *this;
}

Db::~Db() { sqlite3_close_v2(db_); }

Result<Stmt> Db::prepare(std::string_view sql) {
  sqlite3_stmt* stmt = nullptr;
  if (sqlite3_prepare_v2(db_, sql.data(), static_cast<int>(sql.size()), &stmt, nullptr) != SQLITE_OK) {
    return std::unexpected(last_error(db_, "reading"));
  }
  return Stmt(db_, stmt);
}

Result<void> Db::exec(std::string_view sql) {
  const std::string text(sql);
  if (sqlite3_exec(db_, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return std::unexpected(last_error(db_, "using"));
  }
  return {};
}

std::int64_t Db::changes() const { return sqlite3_changes64(db_); }

Result<void> Db::copy_to(const std::string& path) {
  const std::string part = path + ".part";
  ::unlink(part.c_str());  // of a copy that was interrupted
  TRY_VOID(create_private(part));
  const auto copied = [&]() -> Result<void> {
    TRY(auto stmt, prepare("VACUUM INTO ?"));
    stmt.bind(1, std::string_view(part));
    TRY_VOID(stmt.run());
    const int fd = ::open(part.c_str(), O_RDONLY | O_CLOEXEC);
    const bool durable = fd >= 0 && ::fsync(fd) == 0;
    if (fd >= 0) ::close(fd);
    if (durable && ::rename(part.c_str(), path.c_str()) == 0) return {};
    return fail(ErrorKind::io, fmt::format("copying to {}: {}", path, std::generic_category().message(errno)));
  }();
  if (!copied) ::unlink(part.c_str());
  return copied;
}

Result<void> Db::migrate(std::span<const std::string_view> steps) {
  const auto done = [this]() -> Result<std::size_t> {
    TRY(auto stmt, prepare("PRAGMA user_version"));
    TRY_VOID(stmt.step());
    return static_cast<std::size_t>(stmt.integer(0));
  };
  while (true) {
    TRY(auto tx, Tx::begin(*this));  // before looking: another process may be at the same step
    TRY(const std::size_t version, done());
    if (version > steps.size()) {
      return fail(ErrorKind::invalid,
                  fmt::format("{} was written by a newer weir (schema {}, this one knows {})",
                              sqlite3_db_filename(db_, "main"), version, steps.size()),
                  "run that newer weir, or move the file aside");
    }
    if (version == steps.size()) return {};
    TRY_VOID(exec(steps[version]));
    TRY_VOID(exec(fmt::format("PRAGMA user_version = {}", version + 1)));
    TRY_VOID(tx.commit());
  }
}

Result<Tx> Tx::begin(Db& db) {
  TRY_VOID(db.exec("BEGIN IMMEDIATE"));
  return Tx(db);
}

Tx::Tx(Tx&& other) noexcept : db_(std::exchange(other.db_, nullptr)) {}

Tx::~Tx() {
  // Fails when SQLite has rolled back by itself (disk full): then there is nothing left to do.
  if (db_ != nullptr) (void)db_->exec("ROLLBACK");
}

Result<void> Tx::commit() {
  assert(db_ != nullptr);
  TRY_VOID(db_->exec("COMMIT"));
  db_ = nullptr;
  return {};
}

}  // namespace weir::store

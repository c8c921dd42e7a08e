// store: SQLite's C API behind three small owners. Not thread safe: one Db a thread at a time. Errors name the file
// and SQLite's own code, and say what to do next.
#pragma once
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace weir::store {

class Stmt {
 public:
  Stmt(Stmt&&) noexcept;
  Stmt& operator=(Stmt&&) noexcept;
  ~Stmt();
  Stmt& bind(int index, std::int64_t v);  // indexes from 1
  Stmt& bind(int index, std::string_view v);
  Stmt& bind(int index, double v);
  template <std::integral T>
  Stmt& bind(int index, T v) {
    return bind(index, static_cast<std::int64_t>(v));
  }
  Stmt& bind_null(int index);
  template <class T>
  Stmt& bind(int index, const std::optional<T>& v) {
    return v ? bind(index, *v) : bind_null(index);
  }
  Result<bool> step();  // true = a row; errors io, conflict (locked), invalid (corrupt)
  Result<void> run();   // step to the end and reset, for statements without rows
  void reset();
  std::int64_t integer(int column) const;  // columns from 0
  double real(int column) const;
  std::string text(int column) const;
  bool is_null(int column) const;

 private:
  friend class Db;
  Stmt(sqlite3* db, sqlite3_stmt* s) : db_(db), stmt_(s) {}
  sqlite3* db_ = nullptr;
  sqlite3_stmt* stmt_ = nullptr;
};

enum class OpenMode { read_write, read_only };
enum class Durability { normal, full };  // full: fsync at each commit

class Db {
 public:
  // WAL, foreign keys on, busy timeout 2 s, file mode 0600. Read only: the file must exist; it may be in use by a
  // writer of another process, or left behind by a killed one. Errors: not_found (read only), io, conflict, invalid
  // (not a database, corrupt).
  static Result<Db> open(const std::string& path, OpenMode mode, Durability durability = Durability::full);
  // Shared by all who open this name in this process; gone with the last of them. For tests and the simulator.
  static Result<Db> in_memory(const std::string& name);
  Db(Db&&) noexcept;
  Db& operator=(Db&&) noexcept;
  ~Db();
  Result<Stmt> prepare(std::string_view sql);
  Result<void> exec(std::string_view sql);
  std::int64_t changes() const;
  // A whole copy, mode 0600, in place of what is there. Outside a transaction. Errors: io (no room, no right); then
  // nothing of it stays.
  Result<void> copy_to(const std::string& path);
  // Schema steps by index; PRAGMA user_version counts those done. Each step is whole or absent. Errors: invalid when
  // the file is newer than we are.
  Result<void> migrate(std::span<const std::string_view> steps);

 private:
  explicit Db(sqlite3* db) : db_(db) {}
  static Result<Db> connect(const std::string& path, int flags);
  Result<void> prepare_connection();
  sqlite3* db_ = nullptr;
};

class Tx {  // rolls back unless committed; its Db must not move meanwhile
 public:
  static Result<Tx> begin(Db& db);
  Tx(Tx&&) noexcept;
  ~Tx();
  Result<void> commit();

 private:
  explicit Tx(Db& db) : db_(&db) {}
  Db* db_ = nullptr;
};

}  // namespace weir::store

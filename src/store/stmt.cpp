// One prepared statement. A wrong index or a bind while rows are being read is a programmer's error: asserted.
#include <sqlite3.h>

#include <cassert>
#include <utility>

#include "store/db.h"
#include "store/error.h"

namespace weir::store {
namespace {

void must(int code) {
  assert(code == SQLITE_OK);
  (void)code;
}

}  // namespace

Stmt::Stmt(Stmt&& other) noexcept : db_(other.db_), stmt_(std::exchange(other.stmt_, nullptr)) {}

Stmt& Stmt::operator=(Stmt&& other) noexcept {
  std::swap(db_, other.db_);
  std::swap(stmt_, other.stmt_);
  return *this;
}

Stmt::~Stmt() { sqlite3_finalize(stmt_); }

Stmt& Stmt::bind(int index, std::int64_t v) {
  must(sqlite3_bind_int64(stmt_, index, v));
  return *this;
}

Stmt& Stmt::bind(int index, std::string_view v) {
  const char* data = v.data() == nullptr ? "" : v.data();  // a null pointer would bind NULL
  must(sqlite3_bind_text64(stmt_, index, data, v.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}

Stmt& Stmt::bind(int index, double v) {
  must(sqlite3_bind_double(stmt_, index, v));
  return *this;
}

Stmt& Stmt::bind_null(int index) {
  must(sqlite3_bind_null(stmt_, index));
  return *this;
}

Result<bool> Stmt::step() {
  switch (sqlite3_step(stmt_)) {
    case SQLITE_ROW:
      return true;
    case SQLITE_DONE:
      return false;
    default:
      break;
  }
  Error error = last_error(db_, sqlite3_stmt_readonly(stmt_) != 0 ? "reading" : "writing");
  sqlite3_reset(stmt_);
  return std::unexpected(std::move(error));
}

Result<void> Stmt::run() {
  bool more = true;
  while (more) { TRY(more, step()); }
  reset();
  return {};
}

void Stmt::reset() {
  sqlite3_reset(stmt_);
  sqlite3_clear_bindings(stmt_);
}

std::int64_t Stmt::integer(int column) const { return sqlite3_column_int64(stmt_, column); }

double Stmt::real(int column) const { return sqlite3_column_double(stmt_, column); }

std::string Stmt::text(int column) const {
  const auto* data = sqlite3_column_blob(stmt_, column);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_column_bytes(stmt_, column))};
}

bool Stmt::is_null(int column) const { return sqlite3_column_type(stmt_, column) == SQLITE_NULL; }

}  // namespace weir::store

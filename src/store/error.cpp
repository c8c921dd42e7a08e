// SQLite's codes in words. Only the codes that a user can do something about get a sentence of their own.
#include "store/error.h"

#include <fmt/format.h>
#include <sqlite3.h>

namespace weir::store {
namespace {

struct Meaning {
  ErrorKind kind;
  std::string_view word, help;
};

Meaning meaning(int code) {
  switch (code & 0xFF) {
    case SQLITE_BUSY:
      return {ErrorKind::conflict, "SQLITE_BUSY", "another process holds it; try again when that one is done"};
    case SQLITE_LOCKED:
      return {ErrorKind::conflict, "SQLITE_LOCKED", "another connection holds it; try again"};
    case SQLITE_CORRUPT:
      return {ErrorKind::invalid, "SQLITE_CORRUPT",
              "move the file aside (keep it: `sqlite3 FILE .recover` saves most of it) and start again"};
    case SQLITE_NOTADB:
      return {ErrorKind::invalid, "SQLITE_NOTADB", "this is no SQLite file; move it aside and start again"};
    case SQLITE_FULL:
      return {ErrorKind::io, "SQLITE_FULL", "free some space on that disk"};
    case SQLITE_IOERR:
      return {ErrorKind::io, "SQLITE_IOERR", "look at the disk's free space and the system log"};
    case SQLITE_CANTOPEN:
      return {ErrorKind::io, "SQLITE_CANTOPEN", "check that the folder exists and that you may write there"};
    case SQLITE_READONLY:
      return {ErrorKind::io, "SQLITE_READONLY", "check who owns the file and its folder"};
    case SQLITE_PERM:
      return {ErrorKind::io, "SQLITE_PERM", "check who owns the file and its folder"};
    case SQLITE_AUTH:
      return {ErrorKind::io, "SQLITE_AUTH", "check who owns the file and its folder"};
    case SQLITE_TOOBIG:
      return {ErrorKind::too_large, "SQLITE_TOOBIG", ""};
    case SQLITE_NOMEM:
      return {ErrorKind::io, "SQLITE_NOMEM", "free some memory"};
    case SQLITE_CONSTRAINT:
      return {ErrorKind::conflict, "SQLITE_CONSTRAINT", ""};
    default:
      return {ErrorKind::internal, "SQLITE_ERROR", "this is a fault of weir: please report it"};
  }
}

Error make(int code, std::string_view path, std::string_view what, std::string_view detail) {
  const Meaning m = meaning(code);
  return {m.kind, fmt::format("{} {}: {} ({}, code {})", what, path, detail, m.word, code), std::string(m.help)};
}

}  // namespace

Error last_error(sqlite3* db, std::string_view what) {
  const char* path = sqlite3_db_filename(db, "main");
  return make(sqlite3_extended_errcode(db), path == nullptr ? "" : path, what, sqlite3_errmsg(db));
}

Error error_of(int code, std::string_view path, std::string_view what) {
  return make(code, path, what, sqlite3_errstr(code));
}

}  // namespace weir::store

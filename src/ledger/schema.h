// The ledger's file: its tables, and how a reader opens it. Rows are never deleted and their JSON never rewritten.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/db.h"

namespace weir::ledger {

// Migrations, oldest first. A step that has been released is never edited.
std::span<const std::string_view> schema_steps();

// Brings the file to the last step. One that has rows of an older schema is copied first, to PATH.schemaN.bak beside
// it. Errors: invalid (written by a newer weir), io (no room for the copy): then the file is as it was.
Result<void> bring_up(store::Db& db, const std::string& path, std::span<const std::string_view> steps = schema_steps());

// For a reader of any process. Errors: not_found (no ledger yet), conflict, io, invalid (corrupt, or of another
// schema).
Result<store::Db> open_reader(const std::string& path);

}  // namespace weir::ledger

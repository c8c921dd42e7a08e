// How SQLite's result codes become Errors. store's own business.
#pragma once
#include <string_view>

#include "base/result.h"

struct sqlite3;

namespace weir::store {

// The last error of this connection, while doing `what` ("reading", "writing", "opening").
Error last_error(sqlite3* db, std::string_view what);
// The same for a code when there is no connection.
Error error_of(int code, std::string_view path, std::string_view what);

}  // namespace weir::store

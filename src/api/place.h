// Which workspace a control call means, and its answers' usual ends. Who can open the socket may read any folder that
// is theirs, so any directory is fine.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "api/api.h"
#include "base/json.h"
#include "workspace/workspaces.h"

namespace weir::api {

struct Place {
  std::string root, directory;  // both real paths; directory is the root or below it
};
// "directory" of the call's body. Errors: not_found with what to write instead.
Result<Place> place_of(JsonValue body);

// A path as a person writes it where they stand, relative to the root. "" when it leaves the root.
std::string inside(const Place& place, std::string_view path);

// "text", "directory", "files", "tokens" of the body. Errors: invalid.
Result<workspace::RippleAsk> ripple_ask(JsonValue body);

// not_found 404, invalid 400, unavailable 503, ...: with the house's words.
Reply failed(const Error& error);

// The body as JSON, or the reply that says why it is none.
std::optional<Reply> unreadable(const Result<Json>& doc);

}  // namespace weir::api

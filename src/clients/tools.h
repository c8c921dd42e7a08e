// Tool traffic: which files a conversation touched, read from the calls of the assistant and what they came to.
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "clients/client.h"

namespace weir::clients {

// What one tool of a client does to the file that its argument names.
struct ToolRow {
  std::string_view tool;
  Touch::How how;
  std::string_view key;  // of the argument that holds the path, or an array of paths
};

// A result that says the call failed. Messages marks it; on the chat wire it must be told from the tool's text.
using Failed = bool (*)(const chat::Part& result);
bool marked_failed(const chat::Part& result);

// All touches of the body, oldest first. A call that failed, or has no result yet, only names its file.
std::vector<Touch> touches(const chat::Request& request, std::span<const ToolRow> table, Failed failed = marked_failed);

// The same for tools that nobody listed, by the verb in their name or in an argument "command" ("view", "create"),
// and by the usual names of path arguments.
std::vector<Touch> touches_by_verb(const chat::Request& request, Failed failed = marked_failed);

}  // namespace weir::clients

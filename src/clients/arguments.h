// The usual names of arguments: where a tool says which file, which command, which pattern.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "clients/client.h"

namespace weir::clients {

// A path, an array of paths, or an array of objects with a path in each.
void collect_paths(JsonValue value, std::vector<std::string>& out);
std::vector<std::string> usual_paths(JsonValue arguments);

// A shell command: a string, or an array of words ("bash", "-lc", "..."); "" where there is none.
std::string command_in(JsonValue arguments);
std::string command_directory(JsonValue arguments);
std::string pattern_in(JsonValue arguments);  // of a search

// What the words of a tool's name say that it does: "mcp__fs__readFile" opens, "find_and_replace" edits.
std::optional<Touch::How> how_by_words(std::string_view name);
bool names_a_shell(std::string_view tool);

}  // namespace weir::clients

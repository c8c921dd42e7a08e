// Tool traffic: what the calls of an assistant did, read from their arguments and what they came to.
#pragma once
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "clients/client.h"

namespace weir::clients {

// All calls of the body, oldest first, each with its answer. Nothing is parsed here: this runs on every request.
std::vector<Call> calls_of(const chat::Request& request);

// What one tool of a client does to the file that its argument names.
struct ToolRow {
  std::string_view tool;
  Touch::How how;
  std::string_view key;  // of the argument that holds the path, or an array of paths
};

// The tools of a client that weir knows by name.
struct Toolset {
  std::span<const ToolRow> rows;
  std::string_view shell;  // the tool that runs its argument "command"
  // Whether an answered call failed. Messages marks it; on the chat wire it must be told from the tool's own text.
  bool (*failed)(const Call& call);
  // The exit status of the shell's command, given the text of its result.
  std::optional<int> (*status)(const Call& call, std::string_view text);
};

Happened happened_by_table(const Toolset& tools, std::span<const Call> calls, std::size_t index);

// The same for tools that nobody listed, by the verb in their name or in an argument "command" ("view", "create"),
// and by the usual names of arguments. Commands of tools that are called shell, bash, terminal ... are read too.
Happened happened_by_verb(std::span<const Call> calls, std::size_t index);

bool marked_failed(const Call& call);

}  // namespace weir::clients

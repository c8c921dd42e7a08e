// The tools of `weir mcp`: what a model may ask of the index, each a control call like a verb's.
#pragma once
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/json_writer.h"
#include "cli/cli.h"

namespace weir::cli::mcp {

struct Outcome {
  std::string text;
  bool failed = false;
};

// "tools": [...] of tools/list, as one array.
void write_tools(JsonWriter& w);
bool knows(std::string_view tool);
// Blocks until weir has answered; any thread. A tool that cannot be carried out says why and what to do next: the
// model reads it.
Outcome call_tool(const Context& context, std::string_view tool, JsonValue arguments);

}  // namespace weir::cli::mcp

// Four tools: the words are written for a model that has never heard of weir.
#include "cli/mcp_tools.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "cli/control.h"
#include "cli/workspace.h"

namespace weir::cli::mcp {
namespace {

struct Parameter {
  std::string_view name, type, text;  // type: a JSON type; "list": strings
};

struct Tool {
  std::string_view name, title, text;
  std::span<const Parameter> parameters;
  std::string_view route;
  void (*fill)(JsonWriter&, JsonValue);  // what the call's body says besides the folder
};

constexpr Parameter directory{"directory", "string",
                              "A folder inside another repository; leave it out for the current one"};

void copy_text(JsonWriter& w, JsonValue arguments, std::string_view name) {
  if (arguments[name].is_string()) w.field(name, arguments[name].string());
}

void fill_ripple(JsonWriter& w, JsonValue arguments) {
  const bool file = !arguments["file"].string().empty();
  w.field("how", file ? "file" : "text");
  for (const char* name : {"text", "file", "symbol"}) copy_text(w, arguments, name);
}

void fill_left(JsonWriter& w, JsonValue arguments) {
  w.field("how", arguments["drift"].boolean().value_or(false) ? "drift" : "diff");
  copy_text(w, arguments, "rev");
}

void fill_tokens(JsonWriter& w, JsonValue arguments) {
  if (const auto tokens = arguments["tokens"].integer()) w.field("tokens", *tokens);
}

void fill_slice(JsonWriter& w, JsonValue arguments) {
  copy_text(w, arguments, "text");
  fill_tokens(w, arguments);
  w.key("files").array();
  for (const JsonValue file : arguments["files"]) w.value(file.string());
  w.end();
}

constexpr std::array ripple_parameters = {
    Parameter{"text", "string", "The change in one sentence, with the names as they stand in the code"},
    Parameter{"file", "string", "Instead of text: an interface file, such as proto/order.proto"},
    Parameter{"symbol", "string", "With file: one name that it defines, such as user_id"},
    directory,
};
constexpr std::array slice_parameters = {
    Parameter{"text", "string", "The task in one sentence"},
    Parameter{"files", "list", "Files that are known to belong to it"},
    Parameter{"tokens", "integer", "At most so many tokens, 4000 if left out"},
    directory,
};
constexpr std::array brief_parameters = {
    Parameter{"tokens", "integer", "At most so many tokens, 1500 if left out"},
    directory,
};
constexpr std::array left_parameters = {
    Parameter{"rev", "string", "Compare with this commit instead of HEAD"},
    Parameter{"drift", "boolean", "Look for uses of names that no interface file defines any more, whoever broke them"},
    directory,
};

constexpr std::array tools = {
    Tool{"weir_ripple", "What a change reaches",
         "Before you rename, remove, retype or change the meaning of something that other parts of the repository may "
         "use (a field of a .proto, OpenAPI, GraphQL or SQL file, a route, a topic, an environment variable, an "
         "exported function): lists every place in other services that uses it, as file:line, and the files that such "
         "a change usually touches. Give either text or file.",
         ripple_parameters, "/ripple", fill_ripple},
    Tool{"weir_slice", "Code worth reading for a task",
         "The parts of the repository worth reading for a task, whole functions and types with file and lines, within "
         "a budget of tokens. Cheaper than opening files one by one. Give text, files or both.",
         slice_parameters, "/slice", fill_slice},
    Tool{"weir_brief", "What to know of this repository",
         "What to know before planning work in this repository: its services and packages, how to build, test, lint "
         "and run it, its conventions and interface files, where most changes happen, what is generated. Each line "
         "names its source.",
         brief_parameters, "/brief", fill_tokens},
    Tool{"weir_left", "What edits left behind",
         "After an edit and before you call the work done: places that still use a name as it was before, as "
         "file:line. Nothing found means that no known use was left behind.",
         left_parameters, "/ripple", fill_left},
};

const Tool* find(std::string_view name) {
  const auto it = std::ranges::find(tools, name, &Tool::name);
  return it == tools.end() ? nullptr : &*it;
}

void write_parameter(JsonWriter& w, const Parameter& p) {
  w.key(p.name).object().field("type", p.type == "list" ? "array" : p.type);
  if (p.type == "list") w.key("items").object().field("type", "string").end();
  w.field("description", p.text).end();
}

// What is wrong with the arguments, or "".
std::string objection(const Tool& tool, JsonValue arguments) {
  if (arguments.exists() && !arguments.is_object()) return "the arguments are no object";
  for (const JsonValue argument : arguments) {
    const auto it = std::ranges::find(tool.parameters, argument.key(), &Parameter::name);
    if (it == tool.parameters.end()) return std::string(tool.name) + " has no argument " + argument.key();
    const bool good = it->type == "string"    ? argument.is_string()
                      : it->type == "list"    ? argument.is_array()
                      : it->type == "integer" ? argument.integer().has_value()
                                              : argument.boolean().has_value();
    if (!good) return argument.key() + " is no " + std::string(it->type == "list" ? "list of texts" : it->type);
  }
  return "";
}

Outcome refused(const Response& response) {
  auto doc = Json::parse(response.body);
  if (!doc) return {"weir answered " + std::to_string(response.status), true};
  const std::string help = (*doc)["error"]["help"].string();
  return {(*doc)["error"]["message"].string() + (help.empty() ? "" : "\n" + help), true};
}

}  // namespace

void write_tools(JsonWriter& w) {
  w.array();
  for (const Tool& tool : tools) {
    w.object().field("name", tool.name).field("title", tool.title).field("description", tool.text);
    w.key("inputSchema").object().field("type", "object").key("properties").object();
    for (const Parameter& p : tool.parameters) write_parameter(w, p);
    w.end().field("additionalProperties", false).end();
    w.key("annotations").object().field("readOnlyHint", true).field("openWorldHint", false).end().end();
  }
  w.end();
}

bool knows(std::string_view tool) { return find(tool) != nullptr; }

Outcome call_tool(const Context& context, std::string_view name, JsonValue arguments) {
  const Tool* tool = find(name);
  if (tool == nullptr) return {"weir has no tool " + std::string(name), true};
  if (std::string what = objection(*tool, arguments); !what.empty()) return {std::move(what), true};
  JsonWriter w = call_body(folder_of(arguments["directory"].string()));
  tool->fill(w, arguments);
  w.field("form", "text").end();
  auto response = control(context, "POST", std::string(tool->route), w.take());
  if (!response) return {"weir is not running: ask the user to start it with `weir up`", true};
  if (response->status >= 300) return refused(*response);
  return {std::move(response->body), false};
}

}  // namespace weir::cli::mcp

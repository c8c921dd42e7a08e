// Tool traffic. Arguments are parsed only for tools that can touch a file: a Write's content may be large.
#include "clients/tools.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <unordered_map>

#include "base/json.h"
#include "base/limits.h"

namespace weir::clients {
namespace {

using chat::Part;
using How = Touch::How;

using Results = std::unordered_map<std::string_view, const Part*>;

Results results_of(const chat::Request& request) {
  Results out;
  for (const chat::Message& message : request.messages) {
    for (const Part& part : message.parts) {
      if (part.kind == Part::Kind::tool_result) out.insert_or_assign(part.id, &part);
    }
  }
  return out;
}

bool is_path(std::string_view text) {
  return !text.empty() && text.size() <= limits::path_bytes && text.find('\n') == std::string_view::npos &&
         text.find('\0') == std::string_view::npos;
}

constexpr std::array<std::string_view, 11> path_keys = {
    "path",        "file_path",     "filePath",      "filename",      "file_name", "file",
    "target_file", "relative_path", "absolute_path", "notebook_path", "filepath"};
constexpr std::array<std::string_view, 3> list_keys = {"paths", "files", "file_paths"};

// A path, an array of paths, or an array of objects with a path in each.
void collect(JsonValue value, std::vector<std::string>& out) {
  if (auto path = value.if_string()) {
    if (is_path(*path)) out.push_back(std::move(*path));
  } else if (value.is_array()) {
    for (const JsonValue child : value) {
      if (child.is_string()) collect(child, out);
      if (child.is_object()) collect(child["path"], out);
    }
  }
}

std::vector<std::string> usual_paths(JsonValue arguments) {
  std::vector<std::string> out;
  for (const std::string_view key : path_keys) {
    if (out.empty()) collect(arguments[key], out);
  }
  for (const std::string_view key : list_keys) {
    if (out.empty()) collect(arguments[key], out);
  }
  return out;
}

// The words of a tool's name, lower case: "mcp__fs__readFile" is mcp, fs, read, file; "LS" is ls.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  bool after_lower = false;
  for (const char c : name.substr(0, limits::name_bytes)) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool lower = c >= 'a' && c <= 'z';
    if (((upper && after_lower) || !(upper || lower)) && !words.back().empty()) words.emplace_back();
    if (upper || lower) words.back().push_back(upper ? static_cast<char>(c + ('a' - 'A')) : c);
    after_lower = lower;
  }
  return words;
}

// The strongest first: "find_and_replace" edits.
struct Verb {
  std::string_view word;
  How how;
};
constexpr std::array verbs = {Verb{"edit", How::edited},     Verb{"replace", How::edited}, Verb{"patch", How::edited},
                              Verb{"insert", How::edited},   Verb{"append", How::edited},  Verb{"update", How::edited},
                              Verb{"apply", How::edited},    Verb{"write", How::edited},   Verb{"create", How::created},
                              Verb{"read", How::opened},     Verb{"open", How::opened},    Verb{"view", How::opened},
                              Verb{"cat", How::opened},      Verb{"list", How::listed},    Verb{"ls", How::listed},
                              Verb{"search", How::searched}, Verb{"grep", How::searched},  Verb{"find", How::searched},
                              Verb{"glob", How::searched}};

std::optional<How> how_by_words(std::string_view text) {
  const std::vector<std::string> words = words_of(text);
  const auto it =
      std::ranges::find_if(verbs, [&](const Verb& v) { return std::ranges::find(words, v.word) != words.end(); });
  return it == verbs.end() ? std::nullopt : std::optional(it->how);
}

struct Found {
  How how;
  std::vector<std::string> paths;
};
using Reader = std::function<std::optional<Found>(const Part& call)>;

std::vector<Touch> walk(const chat::Request& request, Failed failed, const Reader& read) {
  const Results results = results_of(request);
  std::vector<Touch> out;
  for (const chat::Message& message : request.messages) {
    for (const Part& call : message.parts) {
      if (call.kind != Part::Kind::tool_call) continue;
      std::optional<Found> found = read(call);
      if (!found) continue;
      const auto result = results.find(call.id);
      const bool done = result != results.end() && !failed(*result->second);
      for (std::string& path : found->paths) {
        out.push_back({done ? found->how : How::named, std::move(path), call.name, call.id});
      }
    }
  }
  return out;
}

}  // namespace

bool marked_failed(const chat::Part& result) { return result.is_error; }

std::vector<Touch> touches(const chat::Request& request, std::span<const ToolRow> table, Failed failed) {
  return walk(request, failed, [table](const Part& call) -> std::optional<Found> {
    const auto row = std::ranges::find(table, call.name, &ToolRow::tool);
    if (row == table.end()) return std::nullopt;
    const auto arguments = Json::parse(call.arguments);
    if (!arguments) return std::nullopt;
    Found found{row->how, {}};
    collect((*arguments)[row->key], found.paths);
    return found;
  });
}

std::vector<Touch> touches_by_verb(const chat::Request& request, Failed failed) {
  return walk(request, failed, [](const Part& call) -> std::optional<Found> {
    const std::optional<How> named = how_by_words(call.name);
    if (!named) return std::nullopt;
    const auto arguments = Json::parse(call.arguments);
    if (!arguments) return std::nullopt;
    // One tool may do several things: {"command": "view"} says which. A shell command has more than one word.
    const std::string command = (*arguments)["command"].string();
    const bool one_word = command.find_first_of(" \t\n") == std::string::npos;
    const std::optional<How> told = one_word ? how_by_words(command) : std::nullopt;
    return Found{told.value_or(*named), usual_paths(arguments->root())};
  });
}

}  // namespace weir::clients

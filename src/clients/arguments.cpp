// Names of arguments and tools.
#include "clients/arguments.h"

#include <algorithm>
#include <array>

#include "base/limits.h"

namespace weir::clients {
namespace {

using How = Touch::How;

bool is_path(std::string_view text) {
  return !text.empty() && text.size() <= limits::path_bytes && text.find('\n') == std::string_view::npos &&
         text.find('\0') == std::string_view::npos;
}

constexpr std::array<std::string_view, 13> path_keys = {
    "path",          "file_path",     "filePath",      "filename", "file_name",  "file",        "target_file",
    "relative_path", "absolute_path", "notebook_path", "filepath", "TargetFile", "AbsolutePath"};
constexpr std::array<std::string_view, 3> list_keys = {"paths", "files", "file_paths"};

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
constexpr std::array verbs = {Verb{"edit", How::edited},   Verb{"replace", How::edited}, Verb{"patch", How::edited},
                              Verb{"insert", How::edited}, Verb{"append", How::edited},  Verb{"update", How::edited},
                              Verb{"apply", How::edited},  Verb{"delete", How::edited},  Verb{"rename", How::edited},
                              Verb{"write", How::edited},  Verb{"create", How::created}, Verb{"read", How::opened},
                              Verb{"open", How::opened},   Verb{"view", How::opened},    Verb{"cat", How::opened},
                              Verb{"list", How::listed},   Verb{"ls", How::listed},      Verb{"search", How::searched},
                              Verb{"grep", How::searched}, Verb{"find", How::searched},  Verb{"glob", How::searched}};

bool among(const std::vector<std::string>& words, std::initializer_list<std::string_view> wanted) {
  return std::ranges::any_of(wanted, [&](std::string_view w) { return std::ranges::find(words, w) != words.end(); });
}

// For a command that comes as words: each as the shell would need it written.
std::string quoted(const std::string& word) {
  const bool plain = !word.empty() && word.find_first_of(" \t\n'\"\\$`*?[]{}~;|&()<>#") == std::string::npos;
  if (plain) return word;
  std::string out = "'";
  for (const char c : word) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

}  // namespace

void collect_paths(JsonValue value, std::vector<std::string>& out) {
  if (auto path = value.if_string()) {
    if (is_path(*path)) out.push_back(std::move(*path));
  } else if (value.is_array()) {
    for (const JsonValue child : value) {
      if (child.is_string()) collect_paths(child, out);
      if (child.is_object()) collect_paths(child["path"], out);
    }
  }
}

std::vector<std::string> usual_paths(JsonValue arguments) {
  std::vector<std::string> out;
  for (const std::string_view key : path_keys) {
    if (out.empty()) collect_paths(arguments[key], out);
  }
  for (const std::string_view key : list_keys) {
    if (out.empty()) collect_paths(arguments[key], out);
  }
  return out;
}

std::string command_in(JsonValue arguments) {
  for (const std::string_view key : {"command", "cmd", "script", "CommandLine"}) {
    const JsonValue value = arguments[key];
    if (value.is_string()) return value.string();
    if (!value.is_array()) continue;
    std::string out;
    for (const JsonValue word : value) {
      if (!out.empty()) out += ' ';
      out += quoted(word.string());
    }
    return out;
  }
  return {};
}

std::string command_directory(JsonValue arguments) {
  for (const std::string_view key : {"workdir", "cwd", "working_directory", "directory", "dir", "Cwd"}) {
    std::string path = arguments[key].string();
    if (is_path(path)) return path;
  }
  return {};
}

std::string pattern_in(JsonValue arguments) {
  for (const std::string_view key : {"pattern", "regex", "glob"}) {
    std::string pattern = arguments[key].string();
    if (!pattern.empty()) return pattern.substr(0, limits::name_bytes);
  }
  return {};
}

std::optional<How> how_by_words(std::string_view name) {
  const std::vector<std::string> words = words_of(name);
  const auto it =
      std::ranges::find_if(verbs, [&](const Verb& v) { return std::ranges::find(words, v.word) != words.end(); });
  return it == verbs.end() ? std::nullopt : std::optional(it->how);
}

bool names_a_shell(std::string_view tool) {
  const std::vector<std::string> words = words_of(tool);
  if (among(words, {"bash", "shell", "terminal", "sh", "zsh", "exec"})) return true;
  return among(words, {"run", "execute"}) && among(words, {"command", "cmd", "commands"});
}

}  // namespace weir::clients

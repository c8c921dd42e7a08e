// topics: what a command is for, and which script it calls. Told by its words alone: nothing is run to find out.
#include <algorithm>

#include "workspace/brief/command_words.h"

namespace weir::workspace::brief {
namespace {

template <std::size_t N>
bool one_of(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

bool assignment(std::string_view word) {
  const auto equals = word.find('=');
  return equals != std::string_view::npos && equals > 0 && word.front() != '-' &&
         word.substr(0, equals).find_first_of("/.${<") == std::string_view::npos;
}

std::string_view tool_name(std::string_view word) {
  word = base_name(unquoted(word));
  for (const std::string_view ending : {".cmd", ".bat", ".exe"}) {
    if (word.ends_with(ending)) word.remove_suffix(ending.size());
  }
  return word.substr(0, word.find('@'));
}

bool is_script_file(std::string_view word) {
  word = unquoted(word);
  return word.starts_with("./") || word.ends_with(".sh") || word.ends_with(".py") || word.ends_with(".js") ||
         word.ends_with(".mjs") || word.ends_with(".ts") || word.ends_with(".rb") || word.ends_with(".ps1");
}

// Words of a command; what stands in quotes is one word with what it is glued to.
std::vector<std::string_view> shell_words(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at < text.size();) {
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n')) ++at;
    const std::size_t begin = at;
    char quote = 0;
    for (; at < text.size(); ++at) {
      const char c = text[at];
      if (quote == 0 && (c == ' ' || c == '\t' || c == '\n')) break;
      if (quote != 0 ? c == quote : (c == '"' || c == '\'')) quote = quote != 0 ? char{0} : c;
    }
    if (at > begin) out.push_back(text.substr(begin, at - begin));
  }
  return out;
}

// The command without variables and wrappers in front.
std::vector<std::string_view> bare(std::string_view command) {
  std::vector<std::string_view> list = shell_words(command);
  std::size_t skip = 0;
  bool wrapped = false;
  while (skip < list.size()) {
    const std::string_view word = list[skip];
    const bool goes = assignment(word) || one_of(wrappers, tool_name(word)) ||
                      (wrapped && (word.starts_with('-') || word == "run" || word == "exec" || word == "x"));
    if (!goes) break;
    wrapped = wrapped || one_of(wrappers, tool_name(word));
    ++skip;
  }
  list.erase(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(skip));
  return list;
}

std::optional<Topic> tool_topic(std::string_view word) {
  const auto it = std::ranges::find(tools, tool_name(word), &Tool::name);
  if (it != tools.end()) return it->topic;
  return std::nullopt;
}

std::optional<Topic> runner_topic(const std::vector<std::string_view>& list) {
  const std::string_view runner = tool_name(list[0]);
  const bool docker = runner == "docker" || runner == "podman" || runner == "docker-compose";
  // mvn install builds; everywhere else install prepares.
  const auto is_word = [&](std::string_view word) { return std::ranges::find(list, word) != list.end(); };
  if (runner.starts_with("mvn") && is_word("install")) return Topic::build;
  for (std::size_t i = 1; i < list.size() && i < 12; ++i) {
    const std::string_view word = unquoted(list[i]);
    if (word.starts_with('+')) continue;  // cargo +nightly
    if (runner == "cmake" && word == "--build") return Topic::build;
    if (word.starts_with('-') && !word.starts_with("--run")) continue;
    if (docker && word != "build" && word != "up" && word != "compose" && word != "run") continue;
    // "run" in front of a script's name says nothing about it.
    const bool before_script = (word == "run" || word == "run-script") && i + 1 < list.size() && runner != "cargo" &&
                               runner != "go" && runner != "dotnet" && !docker;
    if (before_script) continue;
    if (one_of(preparing, word) || list.back() == "install" || (i + 1 < list.size() && list[i + 1] == "install"))
      return std::nullopt;
    if (const auto tool = tool_topic(word)) return tool;
    if (runner == "cargo" && (word == "check" || word == "deny" || word == "doc" || word == "audit"))
      return Topic::lint;
    if (const auto topic = topic_of_name(word)) return topic;
    if (word == "check")
      return runner == "gradle" || runner == "gradlew" || runner == "make" ? Topic::test : Topic::lint;
  }
  if (runner == "tox" || runner == "nox" || runner == "rake") return Topic::test;
  if (list.size() == 1 && (runner == "make" || runner == "mvn" || runner == "mvnw")) return Topic::build;
  return std::nullopt;
}

// npm, pnpm, yarn, bun and their kin are one family: the script is the same.
std::string_view family(std::string_view runner) {
  if (runner == "npm" || runner == "pnpm" || runner == "yarn" || runner == "bun") return "npm";
  if (runner == "gmake") return "make";
  return runner;
}

}  // namespace

std::optional<Topic> topic_of_name(std::string_view script) {
  const std::string low = lower(script.substr(0, 200));
  if (one_of(lint_words, low)) return Topic::lint;
  std::vector<std::string_view> parts;
  for (std::size_t from = 0; from <= low.size();) {
    const std::size_t end = std::min(low.find_first_of("-_:./<>|,", from), low.size());
    if (end > from) parts.push_back(std::string_view(low).substr(from, end - from));
    from = end + 1;
  }
  const auto any = [&](const auto& list) {
    return std::ranges::any_of(parts, [&](std::string_view part) { return one_of(list, part); });
  };
  // The first word decides between test and build: "build-tests" builds, "test-build" tests. A linter stands first or
  // last: "lint-fix", "check-format"; in the middle it is what something else is about.
  const bool types =
      any(std::array<std::string_view, 2>{"type", "types"}) && any(std::array<std::string_view, 1>{"check"});
  if (parts.empty() || any(std::array<std::string_view, 3>{"install", "setup", "uninstall"})) return std::nullopt;
  if (types || one_of(lint_words, parts.front()) || one_of(lint_words, parts.back())) return Topic::lint;
  for (const std::string_view part : parts) {
    if (one_of(test_words, part)) return Topic::test;
    if (one_of(build_words, part)) return Topic::build;
  }
  if (any(run_words)) return Topic::run;
  return std::nullopt;
}

std::optional<Topic> topic_of_command(std::string_view command) {
  const std::vector<std::string_view> list = bare(command.substr(0, 2000));
  if (list.empty() || list.back() == "--version" || list.back() == "--help") return std::nullopt;
  if (const auto topic = tool_topic(list[0])) {
    if (list.size() > 1 && list[1] == "install") return std::nullopt;
    const bool checks = *topic == Topic::build && command.find("--noEmit") != std::string_view::npos;
    return checks ? Topic::lint : *topic;
  }
  if (one_of(runners, tool_name(list[0]))) return runner_topic(list);
  std::size_t script = 0;
  if (one_of(interpreters, tool_name(list[0]))) {
    for (script = 1; script < list.size() && list[script].starts_with('-'); ++script) {
      const bool module = list[script] == "-m" && script + 1 < list.size();
      if (module) return list[script + 1] == "pip" ? std::nullopt : tool_topic(list[script + 1]);
      if (list[script] == "-c" || list[script] == "-e") return std::nullopt;
    }
  }
  if (script < list.size() && (is_script_file(list[script]) || script > 0)) {
    if (const auto topic = topic_of_name(base_name(unquoted(list[script])))) return topic;
    if (script + 1 < list.size()) return topic_of_name(list[script + 1]);
  }
  return std::nullopt;
}

std::string script_key(std::string_view command) {
  const std::vector<std::string_view> list = bare(command.substr(0, 2000));
  if (list.size() < 2) return {};
  const std::string_view runner = tool_name(list[0]);
  if (!one_of(std::array<std::string_view, 10>{"npm", "pnpm", "yarn", "bun", "make", "gmake", "just", "task", "tox",
                                               "composer"},
              runner))
    return {};
  for (std::size_t i = 1; i < list.size(); ++i) {
    const std::string_view word = unquoted(list[i]);
    if (word == "-C" || word == "--filter" || word == "-F" || word == "--dir") {
      ++i;
      continue;
    }
    if (word.starts_with('-') || word == "run" || word == "run-script" || assignment(word)) continue;
    return std::string(family(runner)) + ":" + std::string(word == "t" ? "test" : word);
  }
  return {};
}

std::string gist_of(const Command& c) {
  if (!c.key.empty()) return c.key;
  const std::vector<std::string_view> list = bare(c.text);
  std::string out;
  std::size_t taken = 0;
  const std::size_t wanted = !list.empty() && tool_topic(list[0]) ? 1 : 2;
  for (const std::string_view word : list) {
    if (taken == wanted) break;
    if (word.starts_with('-') || word.starts_with('+') || word.starts_with('<') || word.starts_with('$')) continue;
    out += std::string(taken == 0 ? tool_name(word) : word) + " ";
    ++taken;
  }
  return out;
}

}  // namespace weir::workspace::brief

// commands: what a command is for, which script it calls, and the lines that the brief shows of them.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "workspace/brief/reading.h"

namespace weir::workspace::brief {
namespace {

constexpr std::size_t command_cells = 96, means_cells = 64;
constexpr std::size_t shown_folders = 4;

template <std::size_t N>
bool one_of(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

// Words of a script's or target's name that say what it is for. Lint before test before build: "test-lint" lints.
constexpr std::array<std::string_view, 32> lint_words = {
    "lint",       "linter",     "linters",    "fmt",      "format",    "formatting", "typecheck", "check-types",
    "clippy",     "eslint",     "prettier",   "ruff",     "mypy",      "pyright",    "style",     "stylecheck",
    "checkstyle", "spotless",   "vet",        "tidy",     "stylelint", "black",      "isort",     "flake8",
    "pylint",     "pre-commit", "shellcheck", "misspell", "rubocop",   "spotbugs",   "golangci",  "yamllint"};
constexpr std::array<std::string_view, 15> test_words = {"test",   "tests", "unittest", "unittests",   "pytest",
                                                         "spec",   "specs", "e2e",      "integration", "coverage",
                                                         "verify", "jest",  "vitest",   "nextest",     "testing"};
constexpr std::array<std::string_view, 13> build_words = {"build",    "compile",  "bundle", "dist",    "package",
                                                          "assemble", "generate", "gen",    "codegen", "proto",
                                                          "protobuf", "protos",   "protoc"};
constexpr std::array<std::string_view, 10> run_words = {"run",   "start",  "serve",   "dev",  "up",
                                                        "watch", "server", "preview", "demo", "develop"};

// Tools whose name alone says it.
struct Tool {
  std::string_view name;
  Topic topic;
};
constexpr std::array tools = {Tool{"eslint", Topic::lint},      Tool{"prettier", Topic::lint},
                              Tool{"ruff", Topic::lint},        Tool{"black", Topic::lint},
                              Tool{"isort", Topic::lint},       Tool{"flake8", Topic::lint},
                              Tool{"mypy", Topic::lint},        Tool{"pyright", Topic::lint},
                              Tool{"pylint", Topic::lint},      Tool{"golangci-lint", Topic::lint},
                              Tool{"staticcheck", Topic::lint}, Tool{"gofmt", Topic::lint},
                              Tool{"goimports", Topic::lint},   Tool{"shellcheck", Topic::lint},
                              Tool{"shfmt", Topic::lint},       Tool{"hadolint", Topic::lint},
                              Tool{"yamllint", Topic::lint},    Tool{"markdownlint", Topic::lint},
                              Tool{"rubocop", Topic::lint},     Tool{"standardrb", Topic::lint},
                              Tool{"phpstan", Topic::lint},     Tool{"php-cs-fixer", Topic::lint},
                              Tool{"psalm", Topic::lint},       Tool{"clang-format", Topic::lint},
                              Tool{"clang-tidy", Topic::lint},  Tool{"cppcheck", Topic::lint},
                              Tool{"swiftlint", Topic::lint},   Tool{"ktlint", Topic::lint},
                              Tool{"detekt", Topic::lint},      Tool{"biome", Topic::lint},
                              Tool{"oxlint", Topic::lint},      Tool{"stylelint", Topic::lint},
                              Tool{"tflint", Topic::lint},      Tool{"govulncheck", Topic::lint},
                              Tool{"pre-commit", Topic::lint},  Tool{"knip", Topic::lint},
                              Tool{"typos", Topic::lint},       Tool{"codespell", Topic::lint},
                              Tool{"actionlint", Topic::lint},  Tool{"zizmor", Topic::lint},
                              Tool{"pytest", Topic::test},      Tool{"vitest", Topic::test},
                              Tool{"jest", Topic::test},        Tool{"mocha", Topic::test},
                              Tool{"ava", Topic::test},         Tool{"karma", Topic::test},
                              Tool{"playwright", Topic::test},  Tool{"cypress", Topic::test},
                              Tool{"ctest", Topic::test},       Tool{"rspec", Topic::test},
                              Tool{"phpunit", Topic::test},     Tool{"pest", Topic::test},
                              Tool{"nose2", Topic::test},       Tool{"gotestsum", Topic::test},
                              Tool{"bats", Topic::test},        Tool{"unittest", Topic::test},
                              Tool{"protoc", Topic::build},     Tool{"webpack", Topic::build},
                              Tool{"rollup", Topic::build},     Tool{"esbuild", Topic::build},
                              Tool{"tsup", Topic::build},       Tool{"ninja", Topic::build},
                              Tool{"tsc", Topic::build},        Tool{"msbuild", Topic::build},
                              Tool{"xcodebuild", Topic::build}, Tool{"goreleaser", Topic::build},
                              Tool{"uvicorn", Topic::run},      Tool{"gunicorn", Topic::run},
                              Tool{"flask", Topic::run},        Tool{"air", Topic::run},
                              Tool{"nodemon", Topic::run},      Tool{"skaffold", Topic::run},
                              Tool{"tilt", Topic::run}};

// Runners: what they do is said by their arguments.
constexpr std::array<std::string_view, 37> runners = {
    "cargo", "cross", "go",   "npm",   "pnpm",   "yarn",     "bun",    "deno",   "make",           "gmake",
    "cmake", "mvn",   "mvnw", "mvnd",  "gradle", "gradlew",  "dotnet", "mix",    "bazel",          "bazelisk",
    "buck2", "just",  "task", "tox",   "nox",    "composer", "rake",   "docker", "docker-compose", "podman",
    "buf",   "turbo", "nx",   "lerna", "swift",  "sbt",      "zig"};
// Those that say nothing themselves and run what follows.
constexpr std::array<std::string_view, 24> wrappers = {"sudo",     "env",     "time",     "nice",   "exec",   "npx",
                                                       "pnpx",     "bunx",    "uv",       "uvx",    "poetry", "pipenv",
                                                       "pdm",      "hatch",   "bundle",   "rbenv",  "mise",   "direnv",
                                                       "xvfb-run", "timeout", "coverage", "dotenv", "rye",    "pixi"};
constexpr std::array<std::string_view, 11> interpreters = {"python", "python3", "node", "bash",    "sh",  "ruby",
                                                           "php",    "perl",    "tsx",  "ts-node", "pwsh"};
// Commands of runners that prepare the machine and not the code.
constexpr std::array<std::string_view, 15> preparing = {"ci",    "install", "add",     "i",     "login",
                                                        "pull",  "push",    "publish", "fetch", "sync",
                                                        "setup", "config",  "cache",   "env",   "version"};

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

namespace {

// The tool and its verb: "cargo test", "go vet", "npm:lint". Commands of CI that differ in flags only are one line.
std::string gist(const Command& c) {
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

struct Group {
  Command first;
  std::vector<std::string> folders;
  std::size_t variants = 0;  // more commands of CI with the same gist
  std::string also;          // the place of the script that CI calls
};

std::string shown(const Group& g) {
  std::string out = clip(g.first.text, command_cells);
  if (!g.first.means.empty() && g.first.means != g.first.text) out += " = " + clip(g.first.means, means_cells);
  std::vector<std::string> folders;
  for (const std::string& f : g.folders) {
    if (!f.empty()) folders.push_back(clip(f, 60));
  }
  if (!folders.empty()) {
    const std::size_t rest = folders.size() > shown_folders ? folders.size() - shown_folders : 0;
    folders.resize(folders.size() - rest);
    out += fmt::format(", in {}", fmt::join(folders, ", "));
    if (rest > 0) out += fmt::format(" and {} more", rest);
  }
  if (g.first.from == Command::From::ci)
    out += g.variants > 0 ? fmt::format(" (CI, {} more like it)", g.variants) : " (CI)";
  if (g.first.from == Command::From::convention) out += " (by convention)";
  return out;
}

}  // namespace

void lines_of(std::vector<Command> commands, std::vector<Found>& out) {
  sort_keeping(commands, std::less<>{}, [](const Command& c) { return c.from; });
  std::map<std::string, const Command*, std::less<>> scripts;  // key and folder -> the script's own definition
  for (const Command& c : commands) {
    if (c.from != Command::From::ci && !c.key.empty()) scripts.emplace(c.key + "\n" + c.folder, &c);
  }
  std::vector<Group> groups;
  std::map<std::string, std::size_t> known;  // topic, gist or whole -> group
  for (const Command& c : commands) {
    const std::string prefix = std::string(name(c.topic)) + "\n";
    const std::string same = prefix + (c.from == Command::From::ci ? gist(c) : c.key + "\n" + c.text + "\n" + c.means);
    if (const auto it = known.find(same); it != known.end()) {
      Group& group = groups[it->second];
      if (c.from == Command::From::ci) group.variants += c.text != group.first.text ? 1 : 0;
      if (std::ranges::find(group.folders, c.folder) == group.folders.end() && c.from != Command::From::ci)
        group.folders.push_back(c.folder);
      continue;
    }
    // A script that CI calls has been shown with it. A convention says nothing where a file does.
    if (c.from != Command::From::ci && !c.key.empty() && known.contains(prefix + c.key)) continue;
    if (c.from == Command::From::convention && known.contains(prefix + gist(c))) continue;
    Group group{.first = c, .folders = {c.folder}, .variants = 0, .also = {}};
    if (const auto it = scripts.find(c.key + "\n" + c.folder); c.from == Command::From::ci && it != scripts.end()) {
      group.first.means = it->second->means;
      group.also = at(it->second->path, it->second->line);
    }
    known.emplace(same, groups.size());
    groups.push_back(std::move(group));
  }
  for (const Group& g : groups) {
    std::string source = at(g.first.path, g.first.line);
    if (!g.also.empty()) source += ", " + g.also;
    out.push_back({.topic = g.first.topic, .text = shown(g), .source = clip(source, 120)});
  }
}

}  // namespace weir::workspace::brief

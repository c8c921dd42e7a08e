// Runners by their words, results by their last lines.
#include "clients/test_runs.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace weir::clients {
namespace {

using Result = Activity::Result;
constexpr std::size_t summary_bytes = 8 * 1024;  // of a runner's output: where summaries stand

std::string_view base_name(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// Programs that do nothing but run tests.
constexpr std::array<std::string_view, 22> runners = {
    "pytest", "py.test", "vitest", "jest",          "mocha",     "ava",     "tap",       "karma",
    "rspec",  "phpunit", "pest",   "ctest",         "tox",       "nox",     "nosetests", "cypress",
    "bats",   "busted",  "prove",  "cargo-nextest", "gotestsum", "testthat"};

// Programs that run tests when a word says so.
struct Row {
  std::string_view program, word;  // word: first operand; "check" and the like are the user's own targets
};
constexpr std::array rows = {
    Row{"go", "test"},        Row{"cargo", "test"},      Row{"cargo", "nextest"}, Row{"cargo", "t"},
    Row{"npm", "test"},       Row{"npm", "t"},           Row{"pnpm", "test"},     Row{"pnpm", "t"},
    Row{"yarn", "test"},      Row{"bun", "test"},        Row{"deno", "test"},     Row{"node", "--test"},
    Row{"mvn", "test"},       Row{"mvn", "verify"},      Row{"mvnw", "test"},     Row{"mvnw", "verify"},
    Row{"gradle", "test"},    Row{"gradle", "check"},    Row{"gradlew", "test"},  Row{"gradlew", "check"},
    Row{"make", "test"},      Row{"make", "check"},      Row{"ninja", "test"},    Row{"dotnet", "test"},
    Row{"mix", "test"},       Row{"swift", "test"},      Row{"dart", "test"},     Row{"flutter", "test"},
    Row{"bazel", "test"},     Row{"bazelisk", "test"},   Row{"sbt", "test"},      Row{"rails", "test"},
    Row{"rake", "test"},      Row{"rake", "spec"},       Row{"just", "test"},     Row{"task", "test"},
    Row{"zig", "test"},       Row{"stack", "test"},      Row{"cabal", "test"},    Row{"lein", "test"},
    Row{"hatch", "test"},     Row{"artisan", "test"},    Row{"composer", "test"}, Row{"nx", "test"},
    Row{"turbo", "test"},     Row{"playwright", "test"}, Row{"ng", "test"},       Row{"meson", "test"},
    Row{"xcodebuild", "test"}};

bool is_option(std::string_view word) { return word.starts_with('-'); }

bool says(std::string_view operand, std::string_view word) {
  // "test:unit" is a script of package.json, ":app:test" a task of Gradle.
  return operand == word || operand.starts_with(std::string(word) + ":") || operand.ends_with(":" + std::string(word));
}

// "python -m pytest", "python3 -m unittest", "manage.py test".
std::string of_python(std::span<const std::string> argv) {
  for (std::size_t i = 1; i + 1 < argv.size(); ++i) {
    if (argv[i] == "-m" && (argv[i + 1] == "pytest" || argv[i + 1] == "unittest")) return argv[i + 1];
    if (argv[i].ends_with("manage.py") && argv[i + 1] == "test") return "manage.py test";
    if (argv[i] == "-m") return {};
  }
  return {};
}

// --- how it ended

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

struct Piece {
  std::string text;    // letters or digits, lower case
  bool label = false;  // ':' or '=' follows: its number stands behind it
  bool number() const { return is_digit(text.front()); }
  bool none() const { return text.find_first_not_of('0') == std::string::npos; }
};

// Words and numbers of a line; all else parts them. Escapes of colours are dropped whole.
std::vector<Piece> pieces_of(std::string_view line) {
  std::vector<Piece> out;
  bool open = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = lower(line[i]);
    if (c == '\x1b') {
      while (i < line.size() && !is_letter(lower(line[i]))) ++i;
      open = false;
    } else if (is_digit(c) || is_letter(c)) {
      if (!open || out.back().number() != is_digit(c)) out.emplace_back();
      out.back().text += c;
      open = true;
    } else {
      if (open && (c == ':' || c == '=')) out.back().label = true;
      open = false;
    }
  }
  return out;
}

bool among(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}
bool bad(std::string_view w) {
  return among(w, {"failed", "failing", "failure", "failures", "fail", "error", "errors", "broken"});
}
bool good(std::string_view w) { return among(w, {"passed", "passing", "pass", "examples", "runs"}); }

struct Seen {
  bool passed = false, failed = false;
};

void tell(std::string_view word, Seen& seen) {
  seen.failed |= bad(word);
  seen.passed |= good(word);
}

// "3 failed, 5 passed", "Failures: 1", "# fail 0", "2 examples, 0 failures", "0 tests failed". A count of none says
// nothing.
void count(const std::vector<Piece>& pieces, Seen& seen) {
  for (std::size_t i = 0; i + 1 < pieces.size(); ++i) {
    const Piece &a = pieces[i], &b = pieces[i + 1];
    if (a.number() && !a.none() && !b.number() && !b.label) {
      const bool tests = (b.text == "tests" || b.text == "test") && i + 2 < pieces.size();
      tell(tests ? pieces[i + 2].text : b.text, seen);
    }
    const bool last = i + 2 == pieces.size();
    if (!a.number() && b.number() && !b.none() && (a.label || last)) tell(a.text, seen);
  }
}

// Lines that runners print for a whole run or a package, without numbers or in spite of them.
struct Line {
  std::string_view begins;
  Result result;
};
constexpr std::array lines = {Line{"ok  \t", Result::passed},
                              Line{"PASS", Result::passed},
                              Line{"test result: ok", Result::passed},
                              Line{"OK (", Result::passed},
                              Line{"BUILD SUCCESSFUL", Result::passed},
                              Line{"All tests passed", Result::passed},
                              Line{"[  PASSED  ]", Result::passed},
                              Line{"FAIL\t", Result::failed},
                              Line{"--- FAIL", Result::failed},
                              Line{"FAIL:", Result::failed},
                              Line{"FAILED", Result::failed},
                              Line{"test result: FAILED", Result::failed},
                              Line{"FAILURES!", Result::failed},
                              Line{"ERRORS!", Result::failed},
                              Line{"BUILD FAILED", Result::failed},
                              Line{"[  FAILED  ]", Result::failed},
                              Line{"error: could not compile", Result::failed},
                              Line{"[INFO] BUILD SUCCESS", Result::passed},
                              Line{"[INFO] BUILD FAILURE", Result::failed}};

void look(std::string_view line, Seen& seen) {
  if (line == "OK" || line == "PASS") seen.passed = true;
  if (line == "FAIL") seen.failed = true;
  for (const Line& known : lines) {
    if (!line.starts_with(known.begins)) continue;
    (known.result == Result::passed ? seen.passed : seen.failed) = true;
    return;
  }
  if (line.size() <= 256) count(pieces_of(line), seen);
}

}  // namespace

std::string test_runner(std::span<const std::string> argv) {
  if (argv.empty()) return {};
  const std::string_view program = base_name(argv.front());
  if (std::ranges::find(runners, program) != runners.end()) return std::string(program);
  if (program.starts_with("python")) return of_python(argv);
  if (program == "manage.py" && argv.size() > 1 && argv[1] == "test") return "manage.py test";
  const bool by_script = among(program, {"npm", "pnpm", "yarn", "bun", "composer"});
  const auto first = std::ranges::find_if(argv.subspan(1), [&](const std::string& w) {
    return (!is_option(w) || w == "--test") && !w.starts_with('+') && !(by_script && (w == "run" || w == "run-script"));
  });
  for (auto word = first; word != argv.subspan(1).end(); ++word) {
    const auto row =
        std::ranges::find_if(rows, [&](const Row& r) { return r.program == program && says(*word, r.word); });
    if (row != rows.end()) return std::string(row->program) + " " + std::string(row->word);
    // Targets and tasks may stand behind others ("mvn clean test"); elsewhere the first operand is the verb.
    if (!among(program, {"mvn", "mvnw", "gradle", "gradlew", "make", "ninja", "sbt", "xcodebuild", "just", "meson"}))
      break;
  }
  return {};
}

Result test_result(std::string_view output, std::optional<int> status) {
  if (status) return *status == 0 ? Result::passed : Result::failed;
  Seen seen;
  std::string_view rest = output.substr(output.size() - std::min(summary_bytes, output.size()));
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    look(line, seen);
  }
  if (seen.failed) return Result::failed;
  return seen.passed ? Result::passed : Result::unknown;
}

}  // namespace weir::clients

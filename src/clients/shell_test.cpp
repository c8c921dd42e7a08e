// Shell commands as agents write them: which files they touch, which tests they run, and how these ended.
#include "clients/shell.h"

#include <gmock/gmock.h>

#include <random>

#include "clients/build_test.h"
#include "clients/shell_words.h"
#include "clients/test_runs.h"

namespace weir::clients {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Result = Activity::Result;

std::vector<std::string> does(const std::string& command, const std::string& output = "",
                              std::optional<int> status = 0) {
  ShellRun run;
  run.command = command;
  run.output = output;
  run.status = status;
  run.done = status.value_or(0) == 0;
  return told(shell_happened(run, "Bash", "c"));
}

TEST(Shell, ReadsFilesThatCommandsName) {
  const std::vector<std::pair<const char*, std::vector<std::string>>> rows = {
      {"cat a.go", {"opened a.go"}},
      {"cat -n 'with space.txt' b", {"opened with space.txt", "opened b"}},
      {"head -n 20 a && tail -5 b; nl c | less", {"opened a", "opened b", "opened c"}},
      {"sed -n '10,40p' src/x.rs", {"opened src/x.rs"}},
      {"sed -n -e 1p -e 5p x", {"opened x"}},
      {"cd services/api && cat main.go", {"opened services/api/main.go"}},
      {"(cd api; cat a); cat b", {"opened api/a", "opened b"}},
      {"cd /w/x && cat /etc/hosts y", {"opened /etc/hosts", "opened /w/x/y"}},
      {"cd $DIR && cat a /w/b", {"opened /w/b"}},
      {"cat *.go $FILE \"$(ls)\" `x` {a,b}", {}},
      {"cat < in.txt", {"opened in.txt"}},
      {"bash -lc 'cat a && cat b'", {"opened a", "opened b"}},
      {"sudo -u me env A=1 nice -n 5 cat a", {"opened a"}},
      {"awk 'NR>=3' a.csv", {"opened a.csv"}},
      {"if true; then cat a; fi", {"opened a"}},
      {"# cat a\ncat b", {"opened b"}},
      {"echo 'cat a' \"&& cat b\"", {}},
      {"cat <<'EOF'\ncat inside\nEOF\ncat after", {"opened after"}},
      {"ls -la src", {"listed src"}},
      {"ls", {"listed ."}},
      {"find src tests -name '*.go' -newer x", {"listed src", "listed tests"}},
      {"rg -n \"user_id\" src", {"searched src for user_id"}},
      {"grep -rn -e user_id -A 3 src lib", {"searched src for user_id", "searched lib for user_id"}},
      {"git grep foo", {"searched . for foo"}},
      {"rg foo", {"searched . for foo"}},
      {"git status && git diff a.go", {}},
      {"echo", {}},
      {"", {}},
      {"'", {}},
      {"cat <<", {}},
      {"$( `", {}},
  };
  for (const auto& [command, told] : rows) EXPECT_EQ(does(command), told) << command;
}

TEST(Shell, SeesFilesChange) {
  const std::vector<std::pair<const char*, std::vector<std::string>>> rows = {
      {"echo x > out.txt", {"edited out.txt whole"}},
      {"echo x >> out.txt 2>&1", {"edited out.txt"}},
      {"make 2> errors.log >/dev/null", {}},
      {"sort a | tee b", {"edited b"}},
      {"cat > new.py <<'EOF'\ndef total(order_id):\n    pass\nEOF\n",
       {"edited new.py +def +total +order_id +pass whole"}},
      {"sed -i 's/user_id/customer_id/g' a.proto b.go",
       {"edited a.proto -user_id +customer_id", "edited b.go -user_id +customer_id"}},
      {"sed -i -E -e 's|\\bold_name\\b|new_name|' -e '/x/d' a", {"edited a -old_name +new_name"}},
      {"sed -i '' 's/aa/bb/' a", {"edited a -aa +bb"}},
      {"perl -pi -e 's/aa/bb/g' a", {"edited a -aa +bb"}},
      {"rm -rf old.py 'b c'", {"edited old.py", "edited b c"}},
      {"git rm old.py", {"edited old.py"}},
      {"mv a.py b.py", {"edited a.py", "created b.py"}},
      {"git mv a.py b.py lib/", {"edited a.py", "created lib/a.py", "edited b.py", "created lib/b.py"}},
      {"cp a b", {"opened a", "created b"}},
      {"git checkout main", {}},
      {"git checkout -- a.go", {"edited a.go"}},
      {"touch new.txt", {"created new.txt"}},
      {"apply_patch <<'EOF'\n*** Begin Patch\n*** Update File: a.go\n@@\n-old_name()\n+new_name()\n*** End Patch\nEOF",
       {"edited a.go -old_name +new_name"}},
      {"git apply <<EOF\n--- a/x.go\n+++ b/x.go\n@@ -1,2 +1,2 @@\n ctx\n-old_name()\n+new_name()\nEOF",
       {"edited x.go -old_name +new_name @2-2"}},
  };
  for (const auto& [command, told] : rows) EXPECT_EQ(does(command), told) << command;
}

TEST(Shell, LeavesFilesOfAFailedCommandAsNamed) {
  EXPECT_THAT(does("sed -i s/aa/bb/ x && git mv a b", "fatal", 128), ElementsAre("named x", "named a", "named b"));
  EXPECT_THAT(does("cat a && pytest", "1 failed", 1), ElementsAre("opened a", "pytest failed"))
      << "tests that fail were reached";
}

TEST(TestRuns, AreToldByTheirWords) {
  for (const char* command : {"pytest -q",
                              "python -m pytest x",
                              "go test ./...",
                              "cargo test --all",
                              "cargo +nightly t",
                              "npm test",
                              "npm run test:unit",
                              "pnpm test",
                              "yarn test",
                              "yarn jest",
                              "npx vitest run",
                              "npx jest a",
                              "mvn -q clean test",
                              "./gradlew :app:test",
                              "ctest --test-dir build",
                              "make -j4 test",
                              "bundle exec rspec",
                              "dotnet test",
                              "vendor/bin/phpunit",
                              "poetry run pytest",
                              "uv run --with x pytest",
                              "CI=1 timeout 60 npm t",
                              "python3 manage.py test",
                              "node --test",
                              "bazel test //...",
                              "rake spec",
                              "deno test",
                              "mix test"}) {
    const auto told = does(command, "", 0);
    ASSERT_EQ(told.size(), 1u) << command;
    EXPECT_TRUE(told[0].ends_with(" passed")) << command << ": " << told[0];
  }
  for (const char* command : {"npm install", "go build ./...", "make", "cargo build", "python x.py", "echo pytest",
                              "pip install pytest", "npm run lint", "git commit -m 'go test'", "which jest"}) {
    EXPECT_THAT(does(command, "", 0), IsEmpty()) << command;
  }
}

TEST(TestRuns, EndAsTheirOwnStatusOrTheirLastLinesSay) {
  struct Row {
    const char *command, *output;
    std::optional<int> status;
    const char* result;
  };
  const std::vector<Row> rows = {
      {"go test ./...", "", 0, "passed"},
      {"go test ./...", "", 1, "failed"},
      {"pytest | tail -3", "=== 2 failed, 3 passed in 0.1s ===", 0, "failed"},
      {"pytest | tail -3", "3 passed in 0.1s", 0, "passed"},
      {"pytest; echo done", "1 error in 0.1s\ndone", 0, "failed"},
      {"pytest || true", "no tests ran in 0.1s", 0, "unknown"},
      {"npm test && npm run lint", "", 0, "passed"},
      {"npm test && npm run lint", "something", 1, "unknown"},
      {"npx jest | cat", "Tests:       1 failed, 2 passed, 3 total", 0, "failed"},
      {"npx vitest | cat", "\x1b[32m Tests  4 passed (4)\x1b[39m", 0, "passed"},
      {"cargo test | tail", "test result: ok. 3 passed; 0 failed; 0 ignored", 0, "passed"},
      {"cargo test | tail", "test result: FAILED. 2 passed; 1 failed", 0, "failed"},
      {"go test ./... | tail", "ok  \tx/a\t0.1s\nFAIL\tx/b\t0.2s", 0, "failed"},
      {"mvn test | tail", "Tests run: 3, Failures: 0, Errors: 0, Skipped: 0\n[INFO] BUILD SUCCESS", 0, "passed"},
      {"mvn test | tail", "Tests run: 3, Failures: 1, Errors: 0, Skipped: 0", 0, "failed"},
      {"./gradlew test | tail", "BUILD SUCCESSFUL in 3s", 0, "passed"},
      {"ctest | tail", "100% tests passed, 0 tests failed out of 5", 0, "passed"},
      {"ctest | tail", "80% tests passed, 1 tests failed out of 5", 0, "failed"},
      {"rspec | tail", "3 examples, 0 failures", 0, "passed"},
      {"phpunit | tail", "OK (3 tests, 5 assertions)", 0, "passed"},
      {"dotnet test | tail", "Passed!  - Failed:     0, Passed:     3, Skipped:     0", 0, "passed"},
      {"dotnet test | tail", "Failed!  - Failed:     2, Passed:     3", 0, "failed"},
      {"npx mocha | tail", "  3 passing (10ms)\n  1 failing", 0, "failed"},
      {"node --test | tail", "# tests 3\n# pass 3\n# fail 0", 0, "passed"},
      {"python -m unittest | tail", "Ran 3 tests in 0.001s\n\nOK", 0, "passed"},
      {"pytest &", "", 0, "unknown"},
      {"pytest", "bash: pytest: command not found", 127, "unknown"},
      {"pytest", "", std::nullopt, "unknown"},
  };
  for (const Row& row : rows) {
    const auto told = does(row.command, row.output, row.status);
    ASSERT_FALSE(told.empty()) << row.command;
    EXPECT_TRUE(told.back().ends_with(std::string(" ") + row.result))
        << row.command << " " << row.output << ": " << told.back();
  }
}

// Whatever a model writes: bounded, and no reading past an end (the sanitizers watch).
TEST(Shell, SurvivesAnything) {
  std::mt19937 rng(7);
  const std::vector<std::string> pieces = {
      "cat ",     "'",      "\"", "$(", "`",  "<<EOF\n",     "EOF\n", ">",  ">>",   "&&",
      "|",        ";",      "(",  ")",  "\\", "sed -i s/a/", "\n",    "#",  "&>",   "2>&1",
      "bash -c ", "pytest", " a", "\0", "é",  "mv a ",       "--",    "-e", "git ", "apply_patch ",
      "cd .. "};
  for (int i = 0; i < 3000; ++i) {
    std::string command;
    for (unsigned n = rng() % 24; n > 0; --n) command += pieces[rng() % pieces.size()];
    does(command, command);
  }
  EXPECT_LE(shell_commands(std::string(1'000'000, '(')).size(), 128u);
  std::string many;
  for (int i = 0; i < 10'000; ++i) many += "cat a;";
  EXPECT_LE(does(many).size(), 256u);
}

}  // namespace
}  // namespace weir::clients

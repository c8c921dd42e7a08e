// What a planner reads before it plans, from small repositories that are written here.
#include "workspace/brief/brief.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/utf8.h"
#include "workspace/brief/reading.h"
#include "workspace/tree/tree.h"

namespace weir::workspace {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Tree {
  std::map<std::string, std::string> files;
  std::vector<std::string> subjects = {};
  std::int64_t budget = 1500;
  Units units = {};
  History history = {};

  Brief brief() const {
    BriefInput in{.files = {},
                  .units = units,
                  .history = history,
                  .edges = nullptr,
                  .read = [this](std::string_view path) -> Result<std::string> {
                    const auto it = files.find(std::string(path));
                    if (it == files.end()) return fail(ErrorKind::not_found, "no such file");
                    return it->second;
                  },
                  .root_name = "shop",
                  .subjects = subjects,
                  .budget = Tokens{budget}};
    for (const auto& [path, text] : files) {
      in.files.push_back({.path = path,
                          .blob = 1,
                          .size = static_cast<std::uint32_t>(text.size()),
                          .mtime_ns = 0,
                          .language = language_of(path),
                          .cls = class_of(path, text.substr(0, 4096))});
    }
    return make_brief(in);
  }
};

// "text   source" of each line of a topic.
std::vector<std::string> lines(const Brief& brief, std::string_view topic) {
  std::vector<std::string> out;
  for (const BriefLine& line : brief.lines) {
    if (line.topic == topic) out.push_back(line.text + "   " + line.source);
  }
  return out;
}

TEST(BriefCommands, ScriptsOfPackageJsonByTheRunnerOfItsLockFile) {
  const Tree tree{.files = {{"package.json",
                             "{\n \"scripts\": {\n  \"build\": \"tsc -p .\",\n  \"test\": \"vitest run\",\n"
                             "  \"lint\": \"eslint .\",\n  \"dev\": \"vite\",\n  \"pretest\": \"true\"\n }\n}\n"},
                            {"pnpm-lock.yaml", "lockfileVersion: 9\n"}}};
  const Brief b = tree.brief();
  EXPECT_THAT(lines(b, "build"), Contains("pnpm run build = tsc -p .   package.json:3"));
  EXPECT_THAT(lines(b, "test"), Contains("pnpm test = vitest run   package.json:4"));
  EXPECT_THAT(lines(b, "lint"), Contains("pnpm run lint = eslint .   package.json:5"));
  EXPECT_THAT(lines(b, "run"), Contains("pnpm run dev = vite   package.json:6"));
}

TEST(BriefCommands, WhatCiRunsComesFirstAndNamesTheScriptBehindIt) {
  const Tree tree{
      .files = {{"package.json", "{\"scripts\": {\n\"unit\": \"jest --ci\",\n\"test\": \"npm run unit\"}}\n"},
                {".github/workflows/ci.yml",
                 "on: push\n"
                 "jobs:\n"
                 "  check:\n"
                 "    runs-on: ubuntu-latest\n"
                 "    defaults:\n"
                 "      run:\n"
                 "        working-directory: web\n"
                 "    steps:\n"
                 "      - uses: actions/checkout@v4\n"
                 "      - run: npm ci\n"
                 "      - name: all tests\n"
                 "        run: npm test\n"
                 "  rust:\n"
                 "    steps:\n"
                 "      - name: lint\n"
                 "        run: |\n"
                 "          set -eu\n"
                 "          # a comment\n"
                 "          cargo clippy --all-targets \\\n"
                 "            -- -D warnings\n"
                 "          cd core && cargo nextest run\n"
                 "        working-directory: engine\n"}}};
  const Brief b = tree.brief();
  const auto tests = lines(b, "test");
  EXPECT_THAT(tests, Contains("npm test, in web (CI)   .github/workflows/ci.yml:12"));
  EXPECT_THAT(tests, Contains("cargo nextest run, in engine/core (CI)   .github/workflows/ci.yml:16"));
  EXPECT_THAT(lines(b, "lint"),
              Contains("cargo clippy --all-targets -- -D warnings, in engine (CI)   .github/workflows/ci.yml:16"));
  EXPECT_THAT(lines(b, "build"), Not(Contains(HasSubstr("npm ci"))));
}

TEST(BriefCommands, CiThatCallsAScriptIsOneLineWithBothPlaces) {
  const Tree tree{.files = {{"Makefile",
                             "GO = go\n\n.PHONY: test\ntest: build ## runs them\n\tgo test ./...\n\nbuild:\n\t@echo "
                             "hi\n\tgo build ./...\n"},
                            {".gitlab-ci.yml",
                             "test:\n  stage: test\n  before_script:\n    - apt-get update\n  script:\n    - make "
                             "test\n    - echo done\n"}}};
  const Brief b = tree.brief();
  EXPECT_THAT(lines(b, "test"), Contains("make test = runs them (CI)   .gitlab-ci.yml:6, Makefile:4"));
  EXPECT_THAT(lines(b, "build"), Contains("make build = go build ./...   Makefile:7"));
}

TEST(BriefCommands, MatrixValuesStandInTheCommand) {
  const Tree tree{.files = {{".github/workflows/main.yml",
                             "jobs:\n  tox:\n    strategy:\n      matrix:\n        env: [lint, mypy]\n    steps:\n"
                             "      - run: tox -e ${{ matrix.env }}\n"}}};
  EXPECT_THAT(lines(tree.brief(), "lint"), Contains("tox -e <lint|mypy> (CI)   .github/workflows/main.yml:7"));
}

TEST(BriefCommands, ConventionsOfAToolAreMarkedAndYieldToFiles) {
  Tree tree{
      .files = {{"Cargo.toml", "[package]\nname = \"a\"\nedition = \"2021\"\n"}, {"src/main.rs", "fn main() {}\n"}}};
  EXPECT_THAT(lines(tree.brief(), "test"), Contains("cargo test (by convention)   Cargo.toml:1"));
  tree.files[".github/workflows/ci.yml"] = "jobs:\n  a:\n    steps:\n      - run: cargo test --all\n";
  const auto tests = lines(tree.brief(), "test");
  EXPECT_THAT(tests, Contains(HasSubstr("cargo test --all (CI)")));
  EXPECT_THAT(tests, Not(Contains(HasSubstr("by convention"))));
}

TEST(BriefCommands, WhatACommandIsFor) {
  using brief::Topic;
  using brief::topic_of_command;
  EXPECT_EQ(topic_of_command("go vet ./..."), Topic::lint);
  EXPECT_EQ(topic_of_command("CGO_ENABLED=0 go test -race ./..."), Topic::test);
  EXPECT_EQ(topic_of_command("uv run --frozen pytest -q"), Topic::test);
  EXPECT_EQ(topic_of_command("python -m mypy src"), Topic::lint);
  EXPECT_EQ(topic_of_command("./gradlew check"), Topic::test);
  EXPECT_EQ(topic_of_command("mvn -B clean install"), Topic::build);
  EXPECT_EQ(topic_of_command("npx tsc --noEmit"), Topic::lint);
  EXPECT_EQ(topic_of_command("cargo +nightly miri test"), Topic::test);
  EXPECT_EQ(topic_of_command("./scripts/run_tests.sh"), Topic::test);
  EXPECT_EQ(topic_of_command("npm ci"), std::nullopt);
  EXPECT_EQ(topic_of_command("pip install pytest"), std::nullopt);
  EXPECT_EQ(topic_of_command("curl -fsSL https://example.com/test.sh"), std::nullopt);
  EXPECT_EQ(topic_of_command("clang-format --version"), std::nullopt);
}

TEST(BriefConventions, FormattersByTheSettingsThatOneMustKnow) {
  const Tree tree{
      .files = {{".editorconfig",
                 "root = true\n\n[*]\nindent_style = space\nindent_size = 2\nmax_line_length = "
                 "100\n\n[*.go]\nindent_style = tab\n"},
                {"pyproject.toml",
                 "[tool.ruff]\nline-length = 88 # short\n[tool.ruff.lint]\nselect = [\n  \"E\",\n  \"F\",\n]\n"},
                {".clang-format", "# ours\nBasedOnStyle: Google\nColumnLimit: 120\n"},
                {"tsconfig.json",
                 "{\n // comment\n \"compilerOptions\": { \"strict\": true, \"target\": \"ES2022\", },\n}\n"}}};
  const auto conventions = lines(tree.brief(), "conventions");
  EXPECT_THAT(conventions, Contains("editorconfig: [*] space 2 width 100; [*.go] tab   .editorconfig:4"));
  EXPECT_THAT(conventions, Contains("ruff: line-length 88   pyproject.toml:2"));
  EXPECT_THAT(conventions,
              Contains(AllOf(HasSubstr("ruff: select"), HasSubstr("\"E\", \"F\""), HasSubstr("pyproject.toml:4"))));
  EXPECT_THAT(conventions, Contains("clang-format: BasedOnStyle Google, ColumnLimit 120   .clang-format:2"));
  EXPECT_THAT(conventions, Contains("tsconfig: strict true, target ES2022   tsconfig.json:3"));
}

TEST(BriefConventions, CommitsAsTheyAreWritten) {
  Tree tree{.files = {{"a.txt", "x\n"}}};
  for (int i = 0; i < 9; ++i) tree.subjects.push_back("fix(core): one more");
  tree.subjects.emplace_back("Merge of something");
  EXPECT_THAT(lines(tree.brief(), "conventions"),
              Contains("commits: conventional commits in 90 % (fix)   git history, last 10 commits"));
  tree.subjects.resize(9);
  EXPECT_THAT(lines(tree.brief(), "conventions"), IsEmpty()) << "nine commits are no habit";
}

TEST(BriefConventions, GuidesByTheirHeadings) {
  const Tree tree{
      .files = {{"AGENTS.md", "# Agents\n\n## Build\n```\n# not a heading\n```\n## Never touch vendor/\n"}}};
  EXPECT_THAT(lines(tree.brief(), "conventions"), Contains("AGENTS.md: Build; Never touch vendor/   AGENTS.md:1"));
}

TEST(BriefEntries, ManifestsMainsAndWhatAnImageStarts) {
  const Tree tree{.files = {{"package.json", "{\n\"bin\": {\"shop\": \"./cli.js\"}}\n"},
                            {"cmd/main.go", "package main\n\nfunc main() {}\n"},
                            {"examples/main.go", "package main\nfunc main() {}\n"},
                            {"Dockerfile", "FROM a AS build\nCMD [\"wrong\"]\nFROM b\nENTRYPOINT [\"/shop\"]\n"}}};
  const auto entries = lines(tree.brief(), "entry points");
  EXPECT_THAT(entries, Contains("bin shop → ./cli.js   package.json:2"));
  EXPECT_THAT(entries, Contains("func main   cmd/main.go:3"));
  EXPECT_THAT(entries, Contains("image starts [\"/shop\"]   Dockerfile:4"));
  EXPECT_THAT(entries, Not(Contains(HasSubstr("examples"))));
}

TEST(BriefTopics, StandInAFixedOrderAndEachLineHasASource) {
  const Tree tree{.files = {{"package.json",
                             "{\"scripts\":{\"test\":\"jest\",\"build\":\"tsc\",\"lint\":\"eslint\",\"start\":\"node "
                             ".\"}, \"bin\":\"x.js\"}\n"},
                            {"vendor/lib/a.go", "package a\n"},
                            {".gitattributes", "*.pb.go linguist-generated\n"},
                            {"api/order.proto", "syntax = \"proto3\";\n"}}};
  const std::vector<std::string> order = {"units",     "build",       "test",         "lint",
                                          "run",       "conventions", "entry points", "interface files",
                                          "hot spots", "generated"};
  std::size_t last = 0;
  const Brief b = tree.brief();
  for (const BriefLine& line : b.lines) {
    const auto at = static_cast<std::size_t>(std::ranges::find(order, line.topic) - order.begin());
    ASSERT_LT(at, order.size()) << line.topic;
    EXPECT_LE(last, at);
    EXPECT_FALSE(line.source.empty()) << line.text;
    last = at;
  }
  EXPECT_THAT(lines(b, "generated"), Contains("*.pb.go: generated   .gitattributes:1"));
  EXPECT_THAT(lines(b, "interface files"), Contains("Protobuf: api/order.proto   api/order.proto"));
}

TEST(BriefBudget, IsKeptAndEveryTopicStillSpeaks) {
  Tree tree;
  std::string scripts;
  for (int i = 0; i < 300; ++i)
    scripts +=
        (i > 0 ? "," : "") + ("\n\"test:part" + std::to_string(i) + "\": \"jest part" + std::to_string(i) + "\"");
  tree.files["package.json"] = "{\"scripts\": {" + scripts + ",\n\"lint\": \"eslint .\", \"build\": \"tsc\"}}\n";
  for (const std::int64_t budget : {200, 500, 1500}) {
    tree.budget = budget;
    const Brief b = tree.brief();
    EXPECT_LE(b.tokens.n, budget);
    EXPECT_THAT(b.left_out, Contains(HasSubstr("test: ")));
    EXPECT_THAT(lines(b, "lint"), Not(IsEmpty()));
    EXPECT_THAT(lines(b, "build"), Not(IsEmpty()));
  }
  tree.budget = 0;
  EXPECT_THAT(tree.brief().lines, IsEmpty());
}

bool is_clean(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t n = utf8_length(text, at);
    if (n == 0 || (n == 1 && static_cast<unsigned char>(text[at]) < 0x20)) return false;
    at += n;
  }
  return true;
}

TEST(BriefHostile, EscapesBrokenBytesAndEndlessLinesStayHarmless) {
  const std::string endless(1 << 20, 'a');
  const std::string escape = "\x1b[31mred\x07\xff\xfe\r";
  Tree tree;
  tree.files["package.json"] = "{\"scripts\":{\"test\":\"" + endless +
                               "\",\"lint\":\"\\u001b[2J x\\u202e\"},\"bin\":{\"\\u0007\":\"" + endless + "\"}}";
  tree.files["Makefile"] = "test: " + escape + endless + "\n\t" + escape + endless + "\n";
  tree.files["CONTRIBUTING.md"] = "# a\n## " + escape + endless + "\n## ok\n";
  tree.files[".github/workflows/ci.yml"] = "jobs:\n  a:\n    steps:\n      - run: |\n          make test " + escape +
                                           endless + "\n- - - - -\n\t\t: :\n" + std::string(50'000, '[');
  tree.files["pyproject.toml"] = "[tool.ruff]\nline-length = [" + std::string(100'000, '[') + "\n" + escape;
  tree.files["tsconfig.json"] = "/*" + endless;
  tree.files["Dockerfile"] = "CMD " + escape + endless;
  tree.files["compose.yaml"] = "services:\n  " + escape + ":\n    image: x\n";
  tree.files[".editorconfig"] = "[" + escape + "]\nindent_style = " + escape + "\n";
  for (int i = 0; i < 50; ++i) tree.subjects.push_back(escape + ": " + endless);
  const Brief b = tree.brief();
  EXPECT_LE(b.tokens.n, 1500);
  ASSERT_FALSE(b.lines.empty());
  for (const BriefLine& line : b.lines) {
    EXPECT_TRUE(is_clean(line.text)) << line.topic;
    EXPECT_TRUE(is_clean(line.source)) << line.topic;
    EXPECT_LT(line.text.size(), 1000U);
  }
}

TEST(BriefHostile, FilesThatCannotBeReadAreLeftOut) {
  const Units units;
  const History history;
  const BriefInput in{
      .files = {{.path = "package.json",
                 .blob = 1,
                 .size = 9,
                 .mtime_ns = 0,
                 .language = Language::json,
                 .cls = FileClass::data}},
      .units = units,
      .history = history,
      .edges = nullptr,
      .read = [](std::string_view) -> Result<std::string> { return fail(ErrorKind::not_found, "gone"); },
      .root_name = "x",
      .subjects = {},
      .budget = Tokens{1500}};
  EXPECT_THAT(make_brief(in).lines, testing::SizeIs(1)) << "what the list of files says";
}

}  // namespace
}  // namespace weir::workspace

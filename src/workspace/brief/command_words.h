// What the words of commands say: tables of tools, runners and script names. Internal to topics.cpp.
#pragma once
#include <array>
#include <string_view>

#include "workspace/brief/reading.h"

namespace weir::workspace::brief {

// Words of a script's or target's name that say what it is for. Lint before test before build: "test-lint" lints.
inline constexpr std::array<std::string_view, 32> lint_words = {
    "lint",       "linter",     "linters",    "fmt",      "format",    "formatting", "typecheck", "check-types",
    "clippy",     "eslint",     "prettier",   "ruff",     "mypy",      "pyright",    "style",     "stylecheck",
    "checkstyle", "spotless",   "vet",        "tidy",     "stylelint", "black",      "isort",     "flake8",
    "pylint",     "pre-commit", "shellcheck", "misspell", "rubocop",   "spotbugs",   "golangci",  "yamllint"};
inline constexpr std::array<std::string_view, 15> test_words = {
    "test",        "tests",    "unittest", "unittests", "pytest", "spec",    "specs",  "e2e",
    "integration", "coverage", "verify",   "jest",      "vitest", "nextest", "testing"};
inline constexpr std::array<std::string_view, 13> build_words = {"build",    "compile",  "bundle", "dist",    "package",
                                                                 "assemble", "generate", "gen",    "codegen", "proto",
                                                                 "protobuf", "protos",   "protoc"};
inline constexpr std::array<std::string_view, 10> run_words = {"run",   "start",  "serve",   "dev",  "up",
                                                               "watch", "server", "preview", "demo", "develop"};

// Tools whose name alone says it.
struct Tool {
  std::string_view name;
  Topic topic;
};
inline constexpr std::array tools = {Tool{"eslint", Topic::lint},      Tool{"prettier", Topic::lint},
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
inline constexpr std::array<std::string_view, 37> runners = {
    "cargo", "cross", "go",   "npm",   "pnpm",   "yarn",     "bun",    "deno",   "make",           "gmake",
    "cmake", "mvn",   "mvnw", "mvnd",  "gradle", "gradlew",  "dotnet", "mix",    "bazel",          "bazelisk",
    "buck2", "just",  "task", "tox",   "nox",    "composer", "rake",   "docker", "docker-compose", "podman",
    "buf",   "turbo", "nx",   "lerna", "swift",  "sbt",      "zig"};
// Those that say nothing themselves and run what follows.
inline constexpr std::array<std::string_view, 24> wrappers = {
    "sudo", "env",    "time",     "nice",    "exec",     "npx",    "pnpx",   "bunx",
    "uv",   "uvx",    "poetry",   "pipenv",  "pdm",      "hatch",  "bundle", "rbenv",
    "mise", "direnv", "xvfb-run", "timeout", "coverage", "dotenv", "rye",    "pixi"};
inline constexpr std::array<std::string_view, 11> interpreters = {"python", "python3", "node", "bash",    "sh",  "ruby",
                                                                  "php",    "perl",    "tsx",  "ts-node", "pwsh"};
// Commands of runners that prepare the machine and not the code.
inline constexpr std::array<std::string_view, 15> preparing = {"ci",    "install", "add",     "i",     "login",
                                                               "pull",  "push",    "publish", "fetch", "sync",
                                                               "setup", "config",  "cache",   "env",   "version"};

}  // namespace weir::workspace::brief

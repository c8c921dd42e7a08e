// What a file is for: hand-written source and tests, or what nobody edits (generated, vendored, binary, huge).
#include <algorithm>
#include <array>
#include <limits>

#include "base/limits.h"
#include "base/utf8.h"
#include "workspace/tree/names.h"
#include "workspace/tree/tree.h"

namespace weir::workspace {
using namespace tree_parts;
namespace {

template <class Table>
bool one_of(const Table& table, std::string_view name) {
  return std::ranges::find(table, name) != std::end(table);
}
template <class Table>
bool ends_like(const Table& table, std::string_view name) {
  return std::ranges::any_of(table,
                             [&](std::string_view end) { return name.size() > end.size() && name.ends_with(end); });
}

constexpr std::string_view vendored_folders[] = {"node_modules",  "vendor",           "third_party", "third-party",
                                                 "thirdparty",    "bower_components", "pods",        "carthage",
                                                 "site-packages", "_vendor",          "vendored",    "jspm_packages"};
constexpr std::string_view test_folders[] = {
    "test",      "tests",       "__tests__", "__test__", "spec",      "specs",        "testing",
    "testdata",  "e2e",         "cypress",   "fixtures", "__mocks__", "__fixtures__", "integration-tests",
    "testsuite", "androidtest", "unittest",  "unittests"};
constexpr std::string_view docs_folders[] = {"docs", "doc", "documentation", "changelogs", "man"};
constexpr std::string_view locale_folders[] = {"locales", "locale", "i18n", "l10n", "translations", "lang"};
constexpr std::string_view generated_folders[] = {"__snapshots__", "__generated__", "generated",
                                                  "genproto",      ".yarn",         "autogen"};
constexpr std::string_view generated_names[] = {"package-lock.json",
                                                "npm-shrinkwrap.json",
                                                "yarn.lock",
                                                "pnpm-lock.yaml",
                                                "bun.lock",
                                                "bun.lockb",
                                                "cargo.lock",
                                                "go.sum",
                                                "go.work.sum",
                                                "gemfile.lock",
                                                "poetry.lock",
                                                "uv.lock",
                                                "pipfile.lock",
                                                "pdm.lock",
                                                "composer.lock",
                                                "mix.lock",
                                                "podfile.lock",
                                                "packages.lock.json",
                                                "flake.lock",
                                                "pubspec.lock",
                                                "gradlew",
                                                "gradlew.bat",
                                                "mvnw",
                                                "mvnw.cmd",
                                                "gradle.lockfile",
                                                "deno.lock",
                                                ".pnp.cjs",
                                                ".pnp.loader.mjs"};
constexpr std::string_view generated_ends[] = {".pb.go",
                                               ".pb.cc",
                                               ".pb.h",
                                               "_pb2.py",
                                               "_pb2.pyi",
                                               "_pb2_grpc.py",
                                               "_pb2_grpc.pyi",
                                               ".pb.gw.go",
                                               "_grpc.pb.go",
                                               ".pb.validate.go",
                                               ".connect.go",
                                               "_pb.js",
                                               "_pb.d.ts",
                                               "_pb.ts",
                                               "_grpc_pb.js",
                                               "_grpc_pb.d.ts",
                                               "_pb.rb",
                                               "_services_pb.rb",
                                               ".gen.go",
                                               ".gen.ts",
                                               ".gen.tsx",
                                               ".gen.rs",
                                               "_gen.go",
                                               ".generated.go",
                                               ".generated.ts",
                                               ".generated.cs",
                                               ".generated.rs",
                                               ".generated.h",
                                               ".generated.graphql",
                                               ".designer.cs",
                                               ".g.cs",
                                               ".g.dart",
                                               ".freezed.dart",
                                               ".min.js",
                                               ".min.css",
                                               ".min.mjs",
                                               ".js.map",
                                               ".css.map",
                                               ".bundle.js",
                                               ".snap",
                                               "_mock.go",
                                               ".mock.go",
                                               "_mocks.go",

                                               "_easyjson.go",
                                               ".swagger.json",
                                               ".pbxproj",
                                               "grpc.cs"};
constexpr std::string_view test_ends[] = {
    "_test.go",      "_test.py",   "_test.cc",  "_test.cpp",    "_test.c",       "_test.rs",  "_test.rb",
    "_test.exs",     "_test.dart", "_test.lua", "_test.php",    "_test.ml",      "_tests.py", "_tests.rs",
    "_tests.cpp",    "_spec.rb",   "_spec.lua", "_unittest.cc", "_unittest.cpp", "test.java", "tests.java",
    "testcase.java", "test.kt",    "tests.kt",  "test.scala",   "spec.scala",    "tests.cs",  "test.cs",
    "tests.swift",   "test.swift", "test.php",  "test.m",       "_test.ts",      "_test.tsx", "_test.js",
    "_tests.ts",     "-test.js",   "-test.ts",  "-spec.js"};
// Where a small name before the ending would be an accident: "Latest.java" is no test.
bool camel_test(std::string_view base) {
  const auto dot = base.rfind('.');
  const std::string_view stem = base.substr(0, dot);
  for (const std::string_view word : {"Test", "Tests", "TestCase", "Spec"}) {
    if (stem.size() > word.size() && stem.ends_with(word)) return true;
  }
  return stem.starts_with("Test") && stem.size() > 4 && stem[4] >= 'A' && stem[4] <= 'Z';
}

bool test_name(std::string_view base, std::string_view lower) {
  if (lower.starts_with("test_") || lower == "conftest.py" || lower == "test.py" || lower == "tests.py") return true;
  if (lower == "tests.rs" || lower == "test.rs") return true;
  if (lower.find(".test.") != std::string_view::npos || lower.find(".spec.") != std::string_view::npos) return true;
  if (lower.find(".cy.") != std::string_view::npos || lower.find(".e2e.") != std::string_view::npos) return true;
  if (!ends_like(test_ends, lower)) return false;
  const std::string_view end = *std::ranges::find_if(test_ends, [&](auto e) { return lower.ends_with(e); });
  return end.front() == '_' || end.front() == '-' || camel_test(base);
}

// What a folder on the way says; the first that says something strong wins.
struct Ways {
  bool vendored = false, generated = false, test = false, docs = false, locale = false;
};

bool test_folder(std::string_view part) {
  return one_of(test_folders, part) || part.starts_with("tests-") || part.ends_with("-tests") ||
         part.ends_with(".tests") || part.ends_with("_tests") || part.ends_with(".test");
}

Ways ways_of(std::string_view lower) {
  Ways out;
  for (auto slash = lower.find('/'); slash != std::string_view::npos; slash = lower.find('/')) {
    const std::string_view part = lower.substr(0, slash);
    out.vendored |= one_of(vendored_folders, part);
    out.generated |= one_of(generated_folders, part);
    out.test |= test_folder(part);
    out.docs |= one_of(docs_folders, part);
    out.locale |= one_of(locale_folders, part);
    lower.remove_prefix(slash + 1);
  }
  return out;
}

bool binary_head(std::string_view head) { return head.find('\0') != std::string_view::npos; }

bool comment(std::string_view line) {
  const auto first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos) return false;
  line.remove_prefix(first);
  for (const std::string_view mark : {"//", "#", "/*", "*", "<!--", "--", ";", "%", "\"\"\"", "(*", "{-", "'"}) {
    if (line.starts_with(mark)) return true;
  }
  return false;
}

// A mark of a generator, in a comment near the top. In code or deep in the file it may be the generator's own source.
bool generator_mark(std::string_view line) {
  const std::string lower = lower_case(line.substr(0, 300));
  const auto has = [&](std::string_view words) { return lower.find(words) != std::string::npos; };
  if (has("@generated") || has("<auto-generated") || has("code generated by") || has("autogenerated by")) return true;
  if (has("generated by the protocol buffer compiler") || has("generated by the grpc")) return true;
  const bool edit = has("do not edit") || has("don't edit") || has("do not modify") || has("do not manually edit");
  const bool made = has("generated");
  return (made && edit) || has("this file is auto-generated") || has("this file is automatically generated") ||
         has("this file was automatically generated") || has("this file is generated") ||
         has("this file was generated");
}

constexpr std::size_t mark_lines = 20;       // generators write their mark above everything but a licence
constexpr std::size_t machine_line = 5'000;  // nobody types such a line

bool generated_head(std::string_view head) {
  for (std::size_t line_number = 0; !head.empty() && line_number < mark_lines; ++line_number) {
    const auto end = head.find('\n');
    const std::string_view line = head.substr(0, end);
    if (comment(line) && generator_mark(line)) return true;
    if (end == std::string_view::npos) break;
    head.remove_prefix(end + 1);
  }
  return false;
}

bool machine_lines(std::string_view head) {
  while (!head.empty()) {
    const auto end = head.find('\n');
    if (std::min(end, head.size()) >= machine_line) return true;
    if (end == std::string_view::npos) return false;
    head.remove_prefix(end + 1);
  }
  return false;
}

bool generated_name(std::string_view lower_base) {
  return one_of(generated_names, lower_base) || ends_like(generated_ends, lower_base) ||
         lower_base.starts_with("mock_") || lower_base.starts_with("zz_generated");
}

FileClass class_by_nature(Nature nature, const Ways& ways) {
  switch (nature) {
    case Nature::prose:
      return FileClass::docs;
    case Nature::code:
      return ways.test ? FileClass::test : FileClass::source;
    default:
      return ways.docs ? FileClass::docs : FileClass::data;
  }
}

}  // namespace

FileClass class_of(std::string_view path, std::string_view head) {
  const Named is = named(path);
  if (is.nature == Nature::binary || binary_head(head)) return FileClass::binary;
  const std::string lower = lower_case(path);
  const std::string_view base = base_name(lower);
  Ways ways = ways_of(lower);
  if (ways.vendored) return FileClass::vendored;
  if (ways.generated || generated_name(base)) return FileClass::generated;
  const bool lines_matter = is.nature == Nature::code;
  if (lines_matter && (generated_head(head) || machine_lines(head))) return FileClass::generated;
  if (ways.locale && is.nature == Nature::data) return FileClass::data;
  ways.test |= is.nature == Nature::code && test_name(base_name(path), base);
  return class_by_nature(is.nature, ways);
}

FileEntry entry_of(std::string path, std::uint64_t size, std::string_view head) {
  FileEntry out;
  out.language = language_of(path);
  out.cls = class_of(path, head);
  if (size > limits::workspace_file_bytes && out.cls != FileClass::binary) out.cls = FileClass::huge;
  out.size = static_cast<std::uint32_t>(std::min<std::uint64_t>(size, std::numeric_limits<std::uint32_t>::max()));
  out.path = std::move(path);
  return out;
}

bool usable_path(std::string_view path) {
  if (path.empty() || path.size() > limits::path_bytes || path.front() == '/') return false;
  for (std::size_t at = 0; at < path.size();) {
    const auto ch = static_cast<unsigned char>(path[at]);
    const std::size_t length = ch < 0x80 ? 1 : utf8_length(path, at);
    if (length == 0 || ch < 0x20 || ch == 0x7f) return false;
    if (length == 2 && ch == 0xc2 && static_cast<unsigned char>(path[at + 1]) < 0xa0) return false;  // C1 controls
    at += length;
  }
  std::size_t depth = 0;
  for (std::string_view rest = path;;) {
    const auto slash = rest.find('/');
    const std::string_view part = rest.substr(0, slash);
    if (part.empty() || part == "." || part == "..") return false;
    if (++depth > limits::workspace_depth) return false;
    if (slash == std::string_view::npos) return true;
    rest.remove_prefix(slash + 1);
  }
}

}  // namespace weir::workspace

// units: the deployable parts, each with its language and why it is one; and what the whole is written in.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "workspace/brief/collect.h"

namespace weir::workspace::brief {
namespace {

bool code(const FileEntry& e) { return e.cls == FileClass::source || e.cls == FileClass::test; }

// "Dockerfile" of the unit in src/cart stands at src/cart/Dockerfile; "compose.yaml:14" at the root.
std::string source_of(const Reading& reading, const Unit& unit) {
  const std::string_view because = unit.because;
  const std::string_view path = because.substr(0, because.find(':'));
  const std::string inside = joined(unit.root, path);
  if (!path.empty() && reading.has(inside)) return joined(unit.root, because);
  if (!path.empty() && reading.has(path)) return std::string(because);
  return unit.root.empty() ? "." : unit.root;
}

}  // namespace

std::string_view language_name(Language language) {
  switch (language) {
    case Language::c:
      return "C";
    case Language::cpp:
      return "C++";
    case Language::csharp:
      return "C#";
    case Language::css:
      return "CSS";
    case Language::dart:
      return "Dart";
    case Language::dockerfile:
      return "Dockerfile";
    case Language::elixir:
      return "Elixir";
    case Language::erb:
      return "ERB";
    case Language::go:
      return "Go";
    case Language::graphql:
      return "GraphQL";
    case Language::haskell:
      return "Haskell";
    case Language::hcl:
      return "HCL";
    case Language::html:
      return "HTML";
    case Language::java:
      return "Java";
    case Language::javascript:
    case Language::jsx:
      return "JavaScript";
    case Language::json:
      return "JSON";
    case Language::kotlin:
      return "Kotlin";
    case Language::lua:
      return "Lua";
    case Language::makefile:
      return "Make";
    case Language::markdown:
      return "Markdown";
    case Language::objc:
      return "Objective-C";
    case Language::perl:
      return "Perl";
    case Language::php:
      return "PHP";
    case Language::proto:
      return "Protobuf";
    case Language::python:
      return "Python";
    case Language::ruby:
      return "Ruby";
    case Language::rust:
      return "Rust";
    case Language::scala:
      return "Scala";
    case Language::shell:
      return "Shell";
    case Language::sql:
      return "SQL";
    case Language::svelte:
      return "Svelte";
    case Language::swift:
      return "Swift";
    case Language::toml:
      return "TOML";
    case Language::tsx:
    case Language::typescript:
      return "TypeScript";
    case Language::vue:
      return "Vue";
    case Language::xml:
      return "XML";
    case Language::yaml:
      return "YAML";
    case Language::zig:
      return "Zig";
    case Language::none:
    case Language::text:
      break;
  }
  return {};
}

std::string languages_of(const std::vector<const FileEntry*>& files, std::size_t limit) {
  std::map<std::string_view, std::uint64_t> bytes;
  std::uint64_t all = 0;
  for (const FileEntry* e : files) {
    const std::string_view language = language_name(e->language);
    if (!code(*e) || language.empty()) continue;
    bytes[language] += e->size;
    all += e->size;
  }
  std::vector<std::pair<std::uint64_t, std::string_view>> sorted;
  for (const auto& [language, n] : bytes) sorted.emplace_back(n, language);
  sort_keeping(sorted, std::greater<>{}, [](const auto& p) { return p.first; });
  std::string out;
  for (std::size_t i = 0; i < sorted.size() && i < limit; ++i) {
    const double share =
        100.0 * static_cast<double>(sorted[i].first) / static_cast<double>(std::max<std::uint64_t>(all, 1));
    if (i > 0 && share < 1) break;
    out += i == 0 ? "" : ", ";
    out += sorted[i].second;
    if (share < 99.5) out += fmt::format(" {:.0f} %", share);
  }
  return out;
}

void find_units(Reading& reading, Findings& out) {
  const Units& units = reading.input().units;
  std::vector<std::vector<const FileEntry*>> of(units.all().size());
  std::vector<const FileEntry*> all;
  for (const FileEntry* e : reading.files()) {
    if (!code(*e)) continue;
    all.push_back(e);
    if (const int unit = units.of(e->path); unit >= 0) of[static_cast<std::size_t>(unit)].push_back(e);
  }
  const auto tests = std::ranges::count(all, FileClass::test, [](const FileEntry* e) { return e->cls; });
  const std::string whole = languages_of(all, 6);
  std::string text = fmt::format("{} code files, {} of them tests", all.size(), tests);
  if (!whole.empty()) text += ": " + whole;
  if (units.all().size() > 1) text += fmt::format("; {} units", units.all().size());
  out.lines.push_back({.topic = Topic::units, .text = text, .source = fmt::format("{} files", reading.files().size())});

  std::vector<std::size_t> order(units.all().size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  sort_keeping(order, std::greater<>{}, [&](std::size_t i) { return of[i].size(); });
  for (const std::size_t i : order) {
    const Unit& unit = units.all()[i];
    std::string line = clip(unit.name.empty() ? reading.input().root_name : unit.name, 40);
    if (!unit.root.empty() && unit.root != unit.name) line += " (" + clip(unit.root, 60) + ")";
    const std::string languages = languages_of(of[i], 2);
    line += fmt::format(": {}{}{} file{}", languages, languages.empty() ? "" : ", ", of[i].size(),
                        of[i].size() == 1 ? "" : "s");
    out.lines.push_back({.topic = Topic::units, .text = line, .source = clip(source_of(reading, unit), 100)});
  }
}

}  // namespace weir::workspace::brief

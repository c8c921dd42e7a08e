// Which files are programs, and of which family: a manifest makes a unit only where it has something to build.
#include <algorithm>

#include "workspace/tree/tree.h"
#include "workspace/units/parts.h"

namespace weir::workspace::unit_parts {
namespace {

// Names of files that build, configure or pin, in the very language of the program.
constexpr std::string_view scripts[] = {"build.gradle.kts", "settings.gradle.kts",
                                        "setup.py",         "conf.py",
                                        "mix.exs",          "gemfile",
                                        "rakefile",         "fastfile",
                                        "podfile",          "guardfile",
                                        "vagrantfile",      "brewfile",
                                        "gulpfile.js",      "gruntfile.js",
                                        "build.rs",         "tools.go",
                                        "noxfile.py",       "tasks.py",
                                        "package.swift",    "build.sbt",
                                        ".pnp.cjs",         "conanfile.py"};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return out;
}

bool build_script(std::string_view path) {
  const std::string base = lower(base_of(path));
  if (std::ranges::find(scripts, base) != std::end(scripts)) return true;
  if (base.starts_with('.') || base.ends_with(".gemspec")) return true;  // .eslintrc.js
  const auto dot = base.rfind('.');
  return dot != std::string::npos && std::string_view(base).substr(0, dot).ends_with(".config");
}

// Languages without a lexer of their own are told apart by extension.
unsigned by_extension(std::string_view path) {
  const std::string base = lower(base_of(path));
  const auto ends = [&](std::string_view end) { return base.ends_with(end); };
  if (ends(".groovy") || ends(".clj")) return jvm;
  if (ends(".fs") || ends(".vb")) return dotnet;
  if (ends(".erl") || ends(".hrl")) return elixir;
  if (ends(".cljs")) return js;
  return ends(".jl") || ends(".nim") || ends(".ml") || ends(".r") || ends(".sol") ? other : 0;
}

}  // namespace

unsigned family_of(const FileEntry& file) {
  if (file.cls != FileClass::source || build_script(file.path)) return 0;
  switch (file.language) {
    case Language::javascript:
    case Language::jsx:
    case Language::typescript:
    case Language::tsx:
    case Language::vue:
    case Language::svelte:
      return js;
    case Language::go:
      return go;
    case Language::rust:
      return rust;
    case Language::java:
    case Language::kotlin:
    case Language::scala:
      return jvm;
    case Language::python:
      return base_of(file.path).find('.') == std::string_view::npos ? 0U : unsigned{python};
    case Language::csharp:
      return dotnet;
    case Language::ruby:
    case Language::erb:
      return file.path.ends_with(".erb") || file.language == Language::ruby ? ruby : elixir;
    case Language::elixir:
      return elixir;
    case Language::php:
      return php;
    case Language::c:
    case Language::cpp:
      return native;
    case Language::dart:
      return dart;
    case Language::objc:
    case Language::swift:
      return apple;
    case Language::haskell:
    case Language::lua:
    case Language::perl:
    case Language::zig:
      return other;
    case Language::text:
      return by_extension(file.path);
    default:
      return 0;
  }
}

}  // namespace weir::workspace::unit_parts

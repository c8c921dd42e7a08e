// The table of habits.
#include "workspace/edges/ties/code_habits.h"

namespace weir::workspace::edges {

Habits habits_of(Language language) {
  using L = Language;
  switch (language) {
    case L::python:
      return {.slashes = false, .hash = true, .single = true, .triple = true, .docstrings = true, .interpolation = '{'};
    case L::ruby:
    case L::erb:
    case L::elixir:
      return {.slashes = false,
              .hash = true,
              .single = true,
              .triple = language == L::elixir,
              .multi_line = true,
              .interpolation = '#'};
    case L::perl:
    case L::shell:
    case L::dockerfile:
    case L::makefile:
    case L::toml:
    case L::yaml:
      return {.slashes = false, .hash = true, .single = true, .multi_line = language == L::shell};
    case L::php:
      return {.hash = true, .single = true, .multi_line = true};
    case L::javascript:
    case L::jsx:
    case L::typescript:
    case L::tsx:
      return {.single = true, .template_quote = true, .regex = true, .interpolation = '$'};
    case L::vue:
    case L::svelte:
    case L::html:
      return {.single = true, .template_quote = true, .markup = true, .interpolation = '$'};
    case L::go:
      return {.raw_quote = true};
    case L::rust:
      return {.multi_line = true};
    case L::kotlin:
    case L::scala:
    case L::swift:
    case L::java:
      return {.triple = true, .interpolation = language == L::kotlin || language == L::scala ? '$' : '\0'};
    case L::csharp:
      return {.triple = true, .interpolation = '{'};
    case L::dart:
      return {.single = true, .triple = true, .interpolation = '$'};
    case L::lua:
    case L::haskell:
    case L::sql:
      return {.slashes = language == L::sql, .dashes = true, .single = true};
    default:
      return {};
  }
}

}  // namespace weir::workspace::edges

// The verbs of each operation, in their written forms. Data: a new verb is a word here.
#pragma once
#include <array>
#include <string_view>

namespace weir::workspace {

struct OperationWords {
  std::string_view operation;
  std::array<std::string_view, 24> words;  // one word, or two words in sequence with a space
};

// Order matters where a sentence has several: the first row that matches names the operation.
inline constexpr std::array<OperationWords, 6> operation_words = {{
    {"rename", {"rename", "renames", "renamed", "renaming", "umbenennen", "renommer"}},
    {"default", {"default", "defaults", "default-value", "fallback value"}},
    {"signature",
     {"signature", "parameter", "parameters", "argument", "arguments", "overload", "make async", "async", "optional",
      "required", "mandatory", "nullable", "variadic"}},
    {"retype",
     {"retype", "retyped", "retyping", "type", "types", "int32", "int64", "uint64", "uuid", "typed", "convert",
      "converts", "instead of", "widen", "narrow"}},
    {"remove",
     {"remove", "removes", "removed", "removing", "delete", "deletes", "deleted", "deleting", "drop", "drops",
      "dropped", "dropping", "retire", "deprecate", "deprecates", "deprecated", "split", "merge", "inline"}},
    {"meaning",
     {"return", "returns", "returning", "throw",    "throws", "throwing", "raise", "raises", "semantics", "meaning",
      "unit",   "units",   "behaviour", "behavior", "change", "changes",  "move",  "moves",  "response",  "status"}},
}};

// Work that reaches no user of a name, though its sentence may hold a verb of above: a docstring that says what a
// function returns.
inline constexpr std::array<std::string_view, 24> harmless = {
    "docstring",  "docstrings", "comment",   "comments", "typo",          "typos",   "spelling",  "explain",
    "explains",   "describe",   "describes", "document", "documentation", "readme",  "docs",      "unit test",
    "unit tests", "a test",     "new test",  "test for", "tests for",     "wording", "changelog", "log message"};

inline constexpr std::array<std::string_view, 12> negations = {
    "not", "don't", "dont", "never", "without", "no", "avoid", "keep", "isn't", "doesn't", "won't", "nothing"};

}  // namespace weir::workspace

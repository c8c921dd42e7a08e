// Weights: what data/ripple.toml says, by place.
#pragma once
#include <array>
#include <string_view>

#include "workspace/rank/columns.h"
#include "workspace/rank/rank.h"

namespace weir::workspace {

// What is known of a change as a whole. Those of the first block are told for each of the three questions (>= 2 files,
// >= 4 files, >= 2 modules) by their own rates; the others are the same for all.
enum class Trait : std::uint8_t {
  bias,
  base,           // log-odds of this repository's own rate, shrunk to that of others
  similar,        // log-odds of past commits that read like the text, against the base
  nearest,        // the same, the very similar ones alone
  leaning,        // what the text's words add, word by word
  habit,          // log-odds of the likely files' own commits, against the base
  known_habit,    // the same of the files at hand
  habit_files,    // log2(1 + files) of the likely files' own commits
  similar_files,  // log2(1 + files) of the similar commits
  expected,       // log of the number of files that the scores expect
  spread,         // of the scores over files: their effective number, a log
  modules,        // chance that two files drawn by score lie in different modules
  top,            // the best file's share of the scores
  length,         // log of words; this and the next five of the first line
  paths,          // files that it names
  identifiers,
  verbs,  // far-reaching less narrow ones
  tests,
  joins,  // "and", commas
  body,   // there is more than one line; and what that adds:
  body_length,
  body_paths,
  body_identifiers,
  body_verbs,
  body_tests,
  bullets,
  count
};
inline constexpr std::size_t kTraits = static_cast<std::size_t>(Trait::count);
inline constexpr std::array<std::string_view, kTraits> kTraitNames = {"bias",
                                                                      "base",
                                                                      "similar",
                                                                      "nearest",
                                                                      "leaning",
                                                                      "habit",
                                                                      "known_habit",
                                                                      "habit_files",
                                                                      "similar_files",
                                                                      "expected",
                                                                      "spread",
                                                                      "modules",
                                                                      "top",
                                                                      "length",
                                                                      "paths",
                                                                      "identifiers",
                                                                      "verbs",
                                                                      "tests",
                                                                      "joins",
                                                                      "body",
                                                                      "body_length",
                                                                      "body_paths",
                                                                      "body_identifiers",
                                                                      "body_verbs",
                                                                      "body_tests",
                                                                      "bullets"};
inline constexpr std::array<std::string_view, 3> kTargets = {"files2", "files4", "units2"};

struct Weights {
  std::array<double, kColumns> text{}, known{};  // without and with files at hand
  double scale = 1, shift = 0;  // a score as the chance that the file changes: 1/(1+e^-(scale s+shift))
  std::array<std::array<double, kTraits>, 3> width{};
  std::array<double, 3> other{};  // base rates of other repositories
  double other_commits = 50;      // how many commits of this one outweigh them
};

}  // namespace weir::workspace

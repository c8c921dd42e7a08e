// Columns: what is known of one candidate file. Each is a number between 0 and about 1, so that a weight can be read:
// data/ripple.toml has one per column, and a file's score is their sum.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace weir::workspace {

enum class Column : std::uint8_t {
  bm25,       // content, of the best file's
  bm25_rank,  // 10 / (10 + place) in that list, as in all columns named so
  head,       // the first line of the text alone
  head_rank,
  path,  // words of the path
  path_rank,
  define,  // defines symbols that the text names, each shared among its definitions
  refer,   // names such a symbol; rare ones weigh more
  like,    // touched by past commits that read like the text
  like_rank,
  soon,  // the same with an eye on the last hundred commits
  soon_rank,
  like_best,  // by the most similar one alone
  words,      // touched when the text's words were written, word by word
  words_rank,
  fresh,       // 10 / (10 + commits since it last changed)
  heat_short,  // changes lately, a log
  heat_long,
  named,       // its path stands in the text
  stem,        // its name without extension does
  source,      // is neither a test nor configuration
  test_asked,  // is a test, and the text speaks of tests
  data,        // is configuration or data
  size,        // log of its bytes
  together,    // changed with the five best of the columns above
  together_rank,
  graph,  // reached over symbols from these five
  graph_rank,
  partner,         // the best score of a file of the same stem
  partner_test,    // the same, for a test
  folder,          // how many of the best files lie in its folder
  unit,            // in its unit or first folder
  known_together,  // the same from the files at hand
  known_together_rank,
  known_graph,
  known_graph_rank,
  known_folder,
  known_stem,
  known_unit,
  count
};
inline constexpr std::size_t kColumns = static_cast<std::size_t>(Column::count);
inline constexpr std::array<std::string_view, kColumns> kColumnNames = {"bm25",           "bm25_rank",
                                                                        "head",           "head_rank",
                                                                        "path",           "path_rank",
                                                                        "define",         "refer",
                                                                        "like",           "like_rank",
                                                                        "soon",           "soon_rank",
                                                                        "like_best",      "words",
                                                                        "words_rank",     "fresh",
                                                                        "heat_short",     "heat_long",
                                                                        "named",          "stem",
                                                                        "source",         "test_asked",
                                                                        "data",           "size",
                                                                        "together",       "together_rank",
                                                                        "graph",          "graph_rank",
                                                                        "partner",        "partner_test",
                                                                        "folder",         "unit",
                                                                        "known_together", "known_together_rank",
                                                                        "known_graph",    "known_graph_rank",
                                                                        "known_folder",   "known_stem",
                                                                        "known_unit"};

}  // namespace weir::workspace

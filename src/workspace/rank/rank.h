// The ranker: files that a change probably touches, from its description, history, graph and the files at hand; and
// how wide it will be. Weights come from data/ripple.toml (learned offline, bench/ripple/); every file carries
// additive reasons. A prior, never a fact: facts/ripple.md §0.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/history/history.h"
#include "workspace/index/index.h"
#include "workspace/units/units.h"

namespace weir::workspace {

struct Reason {
  double part = 0;   // of the score
  std::string text;  // "BM25: 'tracking' 2.1, 'order' 0.9"; "changed with checkout/main.go in 9 of 12 commits"
};
struct Ranked {
  std::string path, unit;
  double score = 0;
  std::vector<Reason> reasons;  // largest first; only for the first `explained`
};
struct Width {  // probabilities, and this repository's own base rates beside them
  double files2 = 0, files4 = 0, units2 = 0;
  double base_files2 = 0, base_files4 = 0, base_units2 = 0;
  unsigned commits = 0;  // behind the base rate; 0: the average of other repositories stands in
};

// The numbers of data/ripple.toml by dotted key ("rank.bm25"), as catalog reads them: main hands them in, so that this
// folder needs no TOML. Errors: invalid, naming the key that is missing or not known.
struct Weights;
Result<std::shared_ptr<const Weights>> weights_of(const std::map<std::string, double, std::less<>>& numbers);

struct RankInput {
  const Weights& weights;
  const WordIndex& index;
  const History& history;
  const Units& units;
  std::string_view text;           // the description, as the user wrote it
  std::vector<std::string> files;  // known: opened or edited, the strongest first
  std::size_t limit = 30, explained = 10;
};
struct RankOutput {
  std::vector<Ranked> files;
  Width width;
};
RankOutput rank(const RankInput& input);
// Only source, tests and configuration are ranked; docs have words that nobody is sent to.
bool is_ranked(const FileEntry& entry);

}  // namespace weir::workspace

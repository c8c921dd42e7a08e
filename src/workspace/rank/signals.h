// Signals: fills the table's columns. First what the text says, then what spreads from the best files and from those
// at hand.
#pragma once
#include <vector>

#include "workspace/rank/question.h"
#include "workspace/rank/rank.h"
#include "workspace/rank/table.h"

namespace weir::workspace {

// Where the second step starts: files with weights, the strongest first.
using Seeds = std::vector<Scored>;

struct Gathered {
  Asked asked;
  History::Past past;
  Table table;
  Seeds best, known;
};
Gathered gather(const RankInput& input);

}  // namespace weir::workspace

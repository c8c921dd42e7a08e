// Personalised PageRank over the symbol graph by forward push: bounded work, whatever the size of the graph.
#pragma once
#include <vector>

#include "workspace/index/index.h"

namespace weir::workspace {

// Files reached from the seeds (weights > 0), best first; a seed only by what comes back to it.
std::vector<Scored> reach(const WordIndex& index, const std::vector<Scored>& seeds, std::size_t limit);

}  // namespace weir::workspace

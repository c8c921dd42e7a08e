// What one tie says of a table that stands: for questions beside the table, as drift asks them.
#pragma once
#include <vector>

#include "workspace/edges/edges.h"

namespace weir::workspace {

// With the bounds of build_edges; in no order. The tie need not be one of the registry.
std::vector<Use> uses_by(const Tie& tie, const EdgeTable& table, const EdgeInput& input, FactCache& cache);

}  // namespace weir::workspace

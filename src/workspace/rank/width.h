// Width: how wide a change will be, from the history and the ranker's scores. A probability, with the base rate beside
// it.
#pragma once
#include <array>

#include "workspace/rank/model.h"
#include "workspace/rank/signals.h"

namespace weir::workspace {

using Traits = std::array<std::array<double, kTraits>, 3>;  // by question

// rows: best first by score.
Traits traits_of(const RankInput& input, const Gathered& g);
Width width_of(const RankInput& input, const Traits& traits);

}  // namespace weir::workspace

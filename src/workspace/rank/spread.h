// The second step: from the best files of the first, and from the files at hand, over history and symbols to others.
#pragma once
#include "workspace/rank/signals.h"

namespace weir::workspace {

enum class Step : std::uint8_t { first, second };
// How good a row looks so far: fixed, so that the columns do not move whenever the weights are learned anew.
float fused(const Row& row, Step step);
void spread(const RankInput& input, Gathered& g, Step step);   // chooses the seeds; together, graph, known_*
void neighbours_in_name(const RankInput& input, Gathered& g);  // partner, folder, known_folder, known_stem, known_unit

}  // namespace weir::workspace

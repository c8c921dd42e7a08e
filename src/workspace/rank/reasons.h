// Reasons: a file's score taken apart, in words. The parts add up to the score.
#pragma once
#include "workspace/rank/model.h"
#include "workspace/rank/signals.h"

namespace weir::workspace {

std::vector<Reason> reasons_of(const RankInput& input, const Gathered& g, const Row& row);

}  // namespace weir::workspace

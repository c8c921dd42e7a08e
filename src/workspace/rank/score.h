// The weighted sum, for rank() and for the bench that dumps what it is made of.
#pragma once
#include "workspace/rank/signals.h"

namespace weir::workspace {

// Files at hand leave the table; its rows are best first afterwards (Table::find must not be used any more).
void score(const RankInput& input, Gathered& g);

}  // namespace weir::workspace

// What the product asks of the machine and the simulator links its own answer to: randomness, folders, a
// place for the log.
#pragma once
#include "chance.h"

namespace weir::sim {

// From now on randomness comes from there; nullptr = none may be asked for.
void entropy_from(Chance* chance);

}  // namespace weir::sim

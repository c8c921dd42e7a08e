// Memory that is free in the process and still the process's in the system's eyes.
#pragma once

namespace weir {

// Hands the pages that the allocator keeps for this thread back to the system. Costs up to a millisecond.
void give_back_memory();

}  // namespace weir

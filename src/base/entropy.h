// Randomness from the kernel. A file of its own, so that the simulator (tests/sim) can link a source with a seed.
#pragma once
#include <span>

namespace weir {

// Throws std::system_error where the kernel gives none: then nothing that is secret can be made.
void fill_random(std::span<unsigned char> out);

}  // namespace weir

// Graphics cards by the files that their drivers show.
#pragma once
#include <string>
#include <vector>

#include "machine/hardware.h"

namespace weir::machine {

std::vector<Gpu> probe_gpus(const std::string& root);

}  // namespace weir::machine

// One line per verb, in the order of a first hour with weir.
#include "cli/registry.h"

#include <array>

namespace weir::cli {

std::span<const Verb> verbs() {
  static const std::array all = {
      up,    status, models, use,      why,  log_verb, costs,       replay, ripple, slice,
      brief, index,  launch, mcp_verb, demo, doctor,   config_verb, off,    stop,   help,
  };
  return all;
}

}  // namespace weir::cli

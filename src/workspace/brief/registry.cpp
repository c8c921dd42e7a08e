// The collectors, in one list: a new one is a file and a line.
#include "workspace/brief/collect.h"

namespace weir::workspace::brief {

std::span<const Collector> collectors() {
  static constexpr std::array list = {
      Collector{"units", find_units},           Collector{"ci", find_ci},
      Collector{"targets", find_targets},       Collector{"node", find_node},
      Collector{"python", find_python},         Collector{"rust", find_rust},
      Collector{"toolchains", find_toolchains}, Collector{"running", find_running},
      Collector{"guides", find_guides},         Collector{"styles", find_styles},
      Collector{"entries", find_entries},       Collector{"interfaces", find_interfaces},
      Collector{"hot spots", find_hot_spots},   Collector{"generated", find_generated}};
  return list;
}

}  // namespace weir::workspace::brief

// Graph: what the picture of a request shows, before any coordinates: definitions, the units that use them with their
// places, and the ranked files. Internal to report/.
#pragma once
#include <string>
#include <vector>

#include "workspace/workspaces.h"

namespace weir::workspace::report {

struct GraphPlace {
  Place place;
  std::vector<std::size_t> definitions;  // that are used there, into Graph::definitions
};
struct GraphUnit {
  std::string name;  // "" outside every unit
  std::vector<GraphPlace> places;
  std::size_t more = 0;  // places that the picture leaves out
};
struct GraphDefinition {
  std::string symbol, rule;
  Place from;
  std::size_t units = 0, places = 0;
};
struct GraphFile {
  std::string path, unit, reason;
  double share = 0;  // of the best file's score, 0 to 1
  std::vector<std::size_t> definitions;
};
struct Graph {
  std::vector<GraphDefinition> definitions;
  std::vector<GraphUnit> units;
  std::vector<GraphFile> files;
  std::size_t more_definitions = 0, more_units = 0;
};
Graph graph_of(const RippleReport& report);

}  // namespace weir::workspace::report

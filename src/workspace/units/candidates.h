// Folders that may be units, with what speaks for them. Private to units/.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "workspace/units/parts.h"

namespace weir::workspace::unit_parts {

struct Candidate {
  std::string because;
  bool deployable = false;  // a Dockerfile or a deployment file names it: what lies inside belongs to it
  bool manifest = false;
  int rank = 0;  // of the manifest in `because`
  unsigned families = 0;
  std::string name;                // in its ecosystem
  std::vector<std::string> paths;  // outside of it, from the root
  std::vector<std::string> needs;  // names of other candidates
};
// By folder, "" = the root.
using Candidates = std::map<std::string, Candidate, std::less<>>;

Candidates candidates(const Files& files, const Units::Read& read);

}  // namespace weir::workspace::unit_parts

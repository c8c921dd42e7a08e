// Hunks: what a commit changed in files that existed, as stretches of its parent's lines.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "workspace/git/git.h"

namespace weir::bench {

// The changed lines within thirty lines of a file (1-30, 31-60, ...). Of an insertion it is the line before it.
struct Stretch {
  std::string path;  // in the parent
  std::vector<std::uint32_t> lines;
};

// Of these paths (as the parent has them). A file that the commit removed has none: nobody reads it for that. Throws.
std::vector<Stretch> stretches_of(workspace::Git& git, const std::string& parent, const workspace::Commit& commit,
                                  const std::vector<std::string>& paths);

}  // namespace weir::bench

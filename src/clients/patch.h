// Patches in the arguments of tools: unified diffs, the "*** Begin Patch" envelope, SEARCH/REPLACE blocks. Told by
// their own marks; text that has none of them gives nothing. Read as text: nothing is applied.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "clients/client.h"
#include "clients/words.h"

namespace weir::clients {

struct Patched {
  std::string path;  // "" where the patch names no file: the tool's own argument does
  Touch::How how = Touch::How::edited;
  Difference words;
  Lines lines;  // in the new file, where hunks state it
  bool whole = false;
};

std::vector<Patched> patches_in(std::string_view text);  // one per file, in the order of the patch

}  // namespace weir::clients

// The list of ties.
#include <array>

#include "workspace/edges/ties/ties.h"

namespace weir::workspace {

std::span<const Tie> ties() {
  static const std::array list = {
      edges::protobuf_tie(),
      edges::literals_tie(),
  };
  return list;
}

}  // namespace weir::workspace

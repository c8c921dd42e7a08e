// Members that code asks a message for though the message has no such field: drift between a .proto and its users.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "workspace/edges/ties/protobuf_world.h"

namespace weir::workspace::edges::proto {

struct Asked {  // one member of an expression that is a message
  const syntax::Fact* fact = nullptr;
  std::uint32_t file = 0;
  Type on;
};

// A use for each that the text proves to be missing: its spelling is the name that nobody has, its definition the field
// that it was most likely, or the message. Proved means: other members of the same expression are fields of the
// message, and the name is either a field's with a number more or less, or of two words on an expression whose type is
// declared, in a unit that declares no such name of its own. Only in languages whose compiler would not say it.
// Everything else is left alone: a wrong line costs trust.
void missing_fields(const World& world, const std::string& unit, const std::vector<Asked>& asked,
                    std::vector<Use>& out);

}  // namespace weir::workspace::edges::proto

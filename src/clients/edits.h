// Edits: what the arguments of a tool say that a file lost and gained. The field's usual shapes: pairs of old and new
// text, one or a list of them; a whole new content; a patch.
#pragma once
#include <string>
#include <vector>

#include "base/json.h"
#include "clients/client.h"
#include "clients/patch.h"

namespace weir::clients {

struct Edits {
  Difference words;                  // of the file that the call names
  std::vector<Patched> patched;      // what patches name themselves
  std::string first_old, first_new;  // of the first pair: places it in the file
  Lines lines;                       // stated by the arguments
  bool whole = false;
};

Edits edits_in(JsonValue arguments);

}  // namespace weir::clients

// Left behind: definitions that changed while places elsewhere still use them as they were; and drift: uses of what
// no interface file defines any more. Pure functions over edge tables; every place is checked against current bytes.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/edges/edges.h"

namespace weir::workspace {

struct Left {
  std::string rule, symbol;  // "proto-field", "Order.user_id"
  std::string what;          // "renamed to customer_id", "removed", "retyped string -> int64", "not defined any more"
  Place from;                // where it is defined now, or was
  std::vector<Place> to;     // still as before; all of them, tests too
  std::vector<std::string> units;  // of these places, each once
};

// before: the definitions as they were, with today's uses of them (the work tree with only the interface files of
// `changed` as they were); after: the work tree as it is. Definitions are paired by owner and field number, else by
// name and owner, else by type and position in the owner. A use is left behind when its old spelling still stands
// there (read) and the new table does not count that place as a use of a definition of that name.
std::vector<Left> left_behind(const EdgeTable& before, const EdgeTable& after, const std::vector<std::string>& changed,
                              const std::function<Result<std::string>(std::string_view path)>& read);

// Uses that are qualified by a message, table, route, topic or variable which is defined, while the name they use in
// it is not: "street_address_1 is not a field of Address". Only what the text proves.
std::vector<Left> drift(const EdgeTable& table, const EdgeInput& input, FactCache& cache);

}  // namespace weir::workspace

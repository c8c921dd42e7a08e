// Copies of a .proto file: several files that declare one message, as repositories have where each service carries its
// own. A unit with a copy in it is built from that one; the others from those that belong to no unit; where every copy
// belongs to some other unit, nobody can tell, and each counts. Decided by message, service or enum, so a field that
// only another copy still has is not what a unit means. Known limit: a message that was renamed in one copy only is
// found in the others.
#pragma once
#include <vector>

#include "workspace/edges/edges.h"
#include "workspace/edges/ties/protobuf_schema.h"

namespace weir::workspace::edges::proto {

// By definition: whether code of this unit (-1: outside every unit) can mean it.
std::vector<bool> meant_by(const Schema& schema, const TieInput& input, int unit);

}  // namespace weir::workspace::edges::proto

// Definitions that no single interface file tells: the tables that stand after all migrations, the routes and topics
// that a unit declares in its own code, the names that a package offers to the units that import it.
#pragma once
#include <string>
#include <vector>

#include "workspace/edges/edges.h"

namespace weir::workspace::edges {

// Changes what the readers found: adds, and takes away what a later migration undid. Reads only files that the word
// index names; what a bound left out is said in the notes.
void gather(const EdgeInput& input, std::vector<Definition>& definitions, std::vector<std::string>& notes);

// Its parts.
void settle_sql(std::vector<Definition>& definitions);
void gather_routes_and_topics(const EdgeInput& input, std::vector<Definition>& definitions,
                              std::vector<std::string>& notes);
void gather_exports(const EdgeInput& input, std::vector<Definition>& definitions, std::vector<std::string>& notes);

}  // namespace weir::workspace::edges

// The ties from definitions to their uses, one .cpp (or family of .cpp) each. To add one: write ties/NAME.cpp, declare
// its function here, add one line to ties/registry.cpp. A tie answers only for definitions of its own kinds:
// `spellings` is empty for the rest. It may leave Use::unit empty (build_edges fills it in, once per unit of a shared
// file) and Use::test false (build_edges marks files of class test, test folders and mocks).
#pragma once
#include "workspace/edges/edges.h"

namespace weir::workspace::edges {

Tie protobuf_tie();
Tie protobuf_missing_tie();  // not in the registry: what messages are asked for and lack, for drift
Tie literals_tie();  // routes, topics, JSON keys, variables, flags, SQL, GraphQL, imports: ties/literals.h lists them

}  // namespace weir::workspace::edges

// Facts as bytes: what FactCache keeps between builds. Strings are written once, numbers as varints: a tenth of what
// the values take.
#pragma once
#include <string>
#include <string_view>

#include "workspace/syntax/syntax.h"

namespace weir::workspace::edges {

std::string pack(const syntax::Facts& facts);
// Only of what pack() made in this process: no stranger's bytes come here.
syntax::Facts unpack(std::string_view packed);

}  // namespace weir::workspace::edges

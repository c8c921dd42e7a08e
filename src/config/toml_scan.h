// What must hold of a TOML text before toml++ 3.3.0 may see it.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace weir::config {

// Bounded size and lines; and only ASCII outside of strings and comments, as TOML has it: there the parser's tables
// reach a point that they declare unreachable. Errors: invalid with the position, too_large.
Result<void> scan_toml(std::string_view text, const std::string& file);

}  // namespace weir::config

// The ranker's numbers (data/ripple.toml) by dotted key, "rank.text.bm25" -> 2.1: workspace takes them as they are and
// needs no TOML.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace weir::catalog {

using Numbers = std::map<std::string, double, std::less<>>;

// Errors: invalid, with the line: something that is neither a number nor a table of numbers.
Result<Numbers> read_numbers(std::string_view toml, const std::string& file);
Result<Numbers> ripple_weights();

}  // namespace weir::catalog

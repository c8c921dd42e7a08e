// One part of a gitignore pattern against one part of a path. Private to tree/ and its tests.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace weir::workspace::tree_parts {

// gitignore(5): '*' and '?' within a part, [a-z], [!a], [[:digit:]], '\' before what is meant literally. A pattern with
// an open bracket or a backslash at its end matches nothing. Costs at most pattern times text; steps counts them.
bool glob_part(std::string_view pattern, std::string_view text, std::uint64_t& steps);

// Where the first part of a pattern ends: at its first slash that is not inside brackets, or at the end.
std::size_t part_size(std::string_view pattern);

// No special character in it: plain comparison will do.
bool literal_part(std::string_view pattern);

}  // namespace weir::workspace::tree_parts

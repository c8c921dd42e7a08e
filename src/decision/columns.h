// Columns of text for a terminal: cleaning, width, wrapping. Widths are in cells: wide characters take two.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace weir::print {

// Valid UTF-8 without control characters, escapes or direction marks: names and reasons come from outside.
std::string clean(std::string_view text);

std::size_t cells(std::string_view text);
std::string padded(std::string_view text, std::size_t width);

// Lines of at most `width` cells, broken rather at a gap of three spaces than at one; a word that is longer than a
// line is cut. Never empty: "" is one empty line.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

}  // namespace weir::print

// utf8: one step of a strict UTF-8 reader (no overlong forms, no surrogates, at most U+10FFFF). For the slow paths:
// whole texts are validated by simdjson in json.cpp.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

// Length of the well-formed sequence that begins at `at`, 1 to 4; 0 when the bytes there are none.
std::size_t utf8_length(std::string_view bytes, std::size_t at);

// Writes a code point, at most 4 bytes; one that UTF-8 cannot hold (a lone surrogate) becomes U+FFFD. Gives the end.
char* utf8_write(char* to, std::uint32_t code);
void utf8_append(std::string& out, std::uint32_t code);

}  // namespace weir

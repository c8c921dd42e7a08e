// Light stemming of English: plurals, -ing, -ed and a final e go, so that cache, caches, cached and caching are one
// term. Stems are for comparing, not for showing.
#pragma once
#include <cstddef>
#include <string_view>

namespace weir::workspace::text {

// Stems a lower-case word in place; its new length. The word may grow by no byte. Words with letters beyond ASCII or
// with digits stay as they are.
std::size_t stem(char* word, std::size_t size);

}  // namespace weir::workspace::text

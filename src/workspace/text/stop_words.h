// Words that carry no topic: they are in nearly every file, so leaving them out early keeps the index small.
#pragma once
#include <string_view>

#include "workspace/file.h"

namespace weir::workspace::text {

// An English function word, or a word that files in this language are full of. Lower-case, not stemmed.
bool stops(std::string_view lower_word, Language language);

}  // namespace weir::workspace::text

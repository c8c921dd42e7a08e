// Evidence: which definitions a change at hand concerns. Named: the user's words name a definition that is resolved
// without doubt, together with an operation that reaches its users. Doubt is silence: a name that several definitions
// share and that no file or owner in the sentence tells apart names none of them.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/edges/edges.h"

namespace weir::workspace {

struct Named {
  std::uint32_t definition = 0;  // into the table
  std::string operation;
};
// is_file: whether a word of the text names a file of the workspace ("charge.go", "billing/charge.go").
std::vector<Named> named_definitions(std::string_view text, const EdgeTable& table,
                                     const std::function<bool(std::string_view)>& is_file);
// The definitions that `symbol` means in `file` ("" = anywhere, all of the file when symbol is ""): for people who ask.
std::vector<std::uint32_t> definitions_of(const EdgeTable& table, std::string_view file, std::string_view symbol);

}  // namespace weir::workspace

// GGML's tensor types as files number them: their names and the sizes of their blocks.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace weir::machine {

struct GgmlType {
  std::string_view name;
  std::uint32_t block, bytes;
};  // elements and bytes of one block

std::optional<GgmlType> ggml_type(std::uint32_t number);           // nothing: unknown, or withdrawn
std::string_view file_type_name(std::uint64_t general_file_type);  // "Q4_K_M"; "" when unknown

}  // namespace weir::machine

// What the table of language.cpp says of a file's name. Private to tree/ and its tests.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "workspace/file.h"

namespace weir::workspace::tree_parts {

enum class Nature : std::uint8_t { unknown, code, data, prose, binary };

struct Named {
  Language language = Language::none;
  Nature nature = Nature::unknown;
};

Named named(std::string_view path);

std::string_view base_name(std::string_view path);
std::string lower_case(std::string_view text);  // ASCII only

}  // namespace weir::workspace::tree_parts

// data/*.toml as built into the program.
#pragma once
#include <string_view>

namespace weir::catalog::data {

std::string_view models();
std::string_view prices();
std::string_view weights();

}  // namespace weir::catalog::data

// data/*.toml as built into the program.
#pragma once
#include <string_view>

namespace weir::catalog::data {

std::string_view models();
std::string_view prices();
std::string_view weights();
std::string_view ripple();

}  // namespace weir::catalog::data

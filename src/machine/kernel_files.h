// Small files of /proc and /sys.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir::machine {

std::string read_kernel_file(const std::string& path);  // "" when it cannot be read; at most 4 MB
std::vector<std::string> lines_of(std::string_view text);
std::optional<std::uint64_t> number_in(std::string_view text);  // the first run of digits
std::string value_of(std::string_view line);                    // behind ':', trimmed

}  // namespace weir::machine

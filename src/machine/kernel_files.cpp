// Reading what the kernel tells.
#include "machine/kernel_files.h"

#include <charconv>
#include <fstream>

namespace weir::machine {
namespace {

constexpr std::size_t kMost = 4 * 1024 * 1024;  // /proc/cpuinfo of 512 threads is 1 MB

}  // namespace

std::string read_kernel_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string out;
  char buffer[16 * 1024];
  while (in && out.size() < kMost) {
    in.read(buffer, sizeof buffer);
    out.append(buffer, static_cast<std::size_t>(in.gcount()));
  }
  return out;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  const std::size_t first = text.find_first_of("0123456789");
  if (first == std::string_view::npos) return std::nullopt;
  std::uint64_t n = 0;
  const auto [end, error] = std::from_chars(text.data() + first, text.data() + text.size(), n);
  return error == std::errc{} ? std::optional(n) : std::nullopt;
}

std::string value_of(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return "";
  const std::size_t first = line.find_first_not_of(" \t", colon + 1);
  if (first == std::string_view::npos) return "";
  return std::string(line.substr(first, line.find_last_not_of(" \t\r") - first + 1));
}

}  // namespace weir::machine

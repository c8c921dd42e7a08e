// Graphics cards. NVIDIA's driver names its cards but not their memory: that follows from the name where a name has
// only one size (facts/catalog.md §5; the smaller one where there are two). AMD's driver tells it.
#include "machine/gpus.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "machine/kernel_files.h"

namespace weir::machine {
namespace {

struct Card {
  std::string_view name;
  std::int64_t gb;
};

// A longer name stands before the shorter one that it contains.
constexpr std::array<Card, 25> kCards = {{
    {"RTX 3060 Ti", 8}, {"RTX 3060", 12}, {"RTX 3090", 24},  {"RTX 4060", 8},      {"RTX 4070", 12},
    {"RTX 4080", 16},   {"RTX 4090", 24}, {"RTX 5060", 8},   {"RTX 5070 Ti", 16},  {"RTX 5070", 12},
    {"RTX 5080", 16},   {"RTX 5090", 32}, {"A100", 40},      {"H100", 80},         {"H200", 141},
    {"RTX 3070", 8},    {"RTX 3080", 10}, {"RTX A6000", 48}, {"RTX 6000 Ada", 48}, {"L40", 48},
    {"L4", 24},         {"A10", 24},      {"T4", 16},        {"GB10", 128},        {"V100", 16},
}};

Bytes memory_by_name(std::string_view name) {
  for (const Card& card : kCards) {
    // Laptop chips carry the desktop's name and less memory.
    if (name.contains(card.name))
      return name.contains("Laptop") || name.contains("Max-Q") ? Bytes{} : Bytes{card.gb * 1'000'000'000};
  }
  return {};
}

std::vector<std::filesystem::path> entries(const std::string& folder) {
  std::vector<std::filesystem::path> out;
  std::error_code error;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    out.push_back(it->path());
  std::ranges::sort(out);
  return out;
}

void add_nvidia(std::vector<Gpu>& out, const std::string& root) {
  const std::size_t before = out.size();
  for (const auto& card : entries(root + "/proc/driver/nvidia/gpus")) {
    for (const std::string& line : lines_of(read_kernel_file((card / "information").string()))) {
      if (line.starts_with("Model:")) out.push_back({value_of(line), memory_by_name(value_of(line))});
    }
  }
  std::error_code error;
  if (out.size() == before && std::filesystem::exists(root + "/dev/nvidia0", error)) out.push_back({"NVIDIA card", {}});
}

void add_amd(std::vector<Gpu>& out, const std::string& root) {
  for (const auto& card : entries(root + "/sys/class/drm")) {
    const std::string name = card.filename().string();
    if (!name.starts_with("card") || name.contains('-')) continue;
    const auto memory = number_in(read_kernel_file((card / "device/mem_info_vram_total").string()));
    if (memory && *memory < (std::uint64_t{1} << 50))
      out.push_back({"AMD card", Bytes{static_cast<std::int64_t>(*memory)}});
  }
}

}  // namespace

std::vector<Gpu> probe_gpus(const std::string& root) {
  std::vector<Gpu> out;
  add_nvidia(out, root);
  add_amd(out, root);
  return out;
}

}  // namespace weir::machine

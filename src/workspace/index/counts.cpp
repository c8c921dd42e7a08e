// Counts in 5 or 6 bits: exact while they are small, in steps of a fifth above. What they are for (a word's weight in
// a file, a square root) does not see the difference.
#include <algorithm>
#include <array>
#include <span>

#include "workspace/index/words.h"

namespace weir::workspace::words {
namespace {

template <std::size_t codes>
constexpr auto steps(std::uint32_t exact) {
  std::array<std::uint32_t, codes> counts{};
  for (std::uint32_t i = 1; i < codes; ++i) counts[i] = i <= exact ? i : counts[i - 1] + counts[i - 1] / 5;
  return counts;
}
constexpr auto small_counts = steps<32>(16);
constexpr auto counts = steps<64>(32);

std::uint8_t code_in(std::span<const std::uint32_t> table, std::uint32_t count) {
  const auto above = std::ranges::upper_bound(table, std::max(count, 1U));
  return static_cast<std::uint8_t>(above - table.begin() - 1);
}

}  // namespace

std::uint8_t small_code(std::uint32_t count) { return code_in(small_counts, count); }
std::uint32_t small_count(std::uint8_t code) { return small_counts[code & 31]; }
std::uint8_t code(std::uint32_t count) { return code_in(counts, count); }
std::uint32_t count_of(std::uint8_t code) { return counts[code & 63]; }

}  // namespace weir::workspace::words

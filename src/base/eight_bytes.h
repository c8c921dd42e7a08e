// Eight bytes of a text looked at in one step, where a call for each byte or a search for each short run costs more
// than the work itself. The answers are masks: the top bit of each byte that is meant, lowest address first.
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace weir::eight {

static_assert(std::endian::native == std::endian::little, "the lowest address is the lowest byte");

inline constexpr std::uint64_t ones = 0x0101'0101'0101'0101U, tops = 0x8080'8080'8080'8080U;

inline std::uint64_t load(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}
inline void store(char* at, std::uint64_t word) { std::memcpy(at, &word, sizeof word); }

// Exact up to the first byte that is meant; behind it there may be more marks than there should be.
constexpr std::uint64_t equal(std::uint64_t word, char c) {
  const std::uint64_t zero_where_equal = word ^ (ones * static_cast<unsigned char>(c));
  return (zero_where_equal - ones) & ~zero_where_equal & tops;
}
constexpr std::uint64_t below(std::uint64_t word, unsigned char bound) {  // bound <= 0x80
  return (word - ones * bound) & ~word & tops;
}
constexpr std::uint64_t beyond_ascii(std::uint64_t word) { return word & tops; }

// How many bytes stand before the first that is meant. mask != 0.
constexpr std::size_t before_first(std::uint64_t mask) { return static_cast<std::size_t>(std::countr_zero(mask)) / 8; }

}  // namespace weir::eight

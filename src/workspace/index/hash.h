// Hashes of words for the tables of an index: seeded per index, because a repository may try to make them collide;
// never written to disk. fold: the same for words that differ only in the case of ASCII letters.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace weir::workspace::words {

enum class Case : std::uint8_t { kept, folded };

inline std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

template <Case fold>
inline std::uint64_t load(const char* at, std::size_t n) {
  std::uint64_t value = 0;
  std::memcpy(&value, at, n);
  return fold == Case::folded ? value | 0x2020202020202020U : value;
}

template <Case fold>
std::uint64_t word_hash(std::string_view word, std::uint64_t seed) {
  constexpr std::uint64_t first = 0x9e3779b97f4a7c15U, second = 0xd1b54a32d192ed03U;
  const char* at = word.data();
  std::size_t left = word.size();
  std::uint64_t state = seed ^ mix(word.size() ^ first, second);
  for (; left > 16; left -= 16, at += 16) { state = mix(load<fold>(at, 8) ^ second, load<fold>(at + 8, 8) ^ state); }
  std::uint64_t low = 0, high = 0;
  if (left >= 8) {
    low = load<fold>(at, 8);
    high = load<fold>(at + left - 8, 8);
  } else if (left >= 4) {
    low = load<fold>(at, 4);
    high = load<fold>(at + left - 4, 4);
  } else if (left > 0) {
    const char few[4] = {at[0], at[left / 2], at[left - 1], static_cast<char>(left)};
    low = load<fold>(few, 4);
  }
  return mix(mix(low ^ second ^ seed, high ^ state), first ^ seed);
}

}  // namespace weir::workspace::words

// Pool: where postings live. A posting is 3 bytes: the file's id and a load of 6 bits. Blocks come in about 35 sizes
// (powers of two and what is half-way between) from segments that never move; a block that is given back waits in the
// list of its size, or is halved for smaller ones.
#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "base/limits.h"

namespace weir::workspace::words {

inline constexpr std::uint32_t most_files = 1U << 18;
static_assert(limits::workspace_files <= most_files);
static_assert(std::endian::native == std::endian::little, "a posting inside a Word is read as its first 3 bytes");

inline constexpr std::size_t posting_bytes = 3;

struct Posting {
  std::uint32_t file = 0;
  std::uint8_t load = 0;
};

inline std::uint32_t packed(Posting posting) { return posting.file << 6 | posting.load; }
inline Posting unpacked(std::uint32_t value) {
  return {.file = value >> 6, .load = static_cast<std::uint8_t>(value & 63)};
}
inline std::uint32_t packed_at(const std::uint8_t* at) {
  std::uint32_t value = 0;
  std::memcpy(&value, at, posting_bytes);
  return value;
}
inline void pack_at(std::uint8_t* at, std::uint32_t value) { std::memcpy(at, &value, posting_bytes); }

// Size classes: 1, 2, 3, 4, 6, 8, 12 ... postings. Class 0 needs no block: its posting lies in the Word.
inline constexpr std::uint8_t last_class = 35;
constexpr std::uint32_t capacity(std::uint8_t size_class) {
  if (size_class == 0) return 1;
  return size_class % 2 == 1 ? 1U << (size_class + 1) / 2 : 3U << (size_class / 2 - 1);
}
static_assert(capacity(1) == 2 && capacity(2) == 3 && capacity(4) == 6 && capacity(last_class) == most_files);

class Pool {
 public:
  static constexpr std::uint32_t none = 0xffffffffU;

  std::uint32_t take(std::uint8_t size_class);  // none: the pool is at its bound
  void give(std::uint32_t block, std::uint8_t size_class);
  std::uint8_t* at(std::uint32_t block) { return segments_[block / segment].get() + block % segment * posting_bytes; }
  const std::uint8_t* at(std::uint32_t block) const {
    return segments_[block / segment].get() + block % segment * posting_bytes;
  }
  std::size_t bytes() const;  // touched so far
  bool scattered() const;     // a quarter waits in blocks that nobody takes: its owner should move to a fresh pool

 private:
  static constexpr std::uint32_t segment = most_files;  // postings; the largest block is one
  static constexpr std::size_t most_segments = 512;     // 400 MB: repositories of 500 MB need 120
  void keep_rest();
  std::uint32_t first_of(std::uint8_t size_class);
  std::uint32_t waiting_block(std::uint8_t size_class);

  std::vector<std::unique_ptr<std::uint8_t[]>> segments_;
  std::uint32_t used_ = segment;                      // of the last segment
  std::array<std::uint32_t, last_class + 1> free_{};  // block + 1 of the first that waits; 0 none
  std::uint64_t waiting_ = 0;                         // one bit a class: its list is not empty
  std::size_t waiting_postings_ = 0;
};

}  // namespace weir::workspace::words

// Blocks of postings. A waiting block holds the next one's number in its first bytes: 2 postings are 6 bytes.
#include "workspace/index/pool.h"

namespace weir::workspace::words {

std::uint32_t Pool::first_of(std::uint8_t size_class) {
  const std::uint32_t block = free_[size_class] - 1;
  std::memcpy(&free_[size_class], at(block), sizeof(std::uint32_t));
  if (free_[size_class] == 0) waiting_ &= ~(std::uint64_t{1} << size_class);
  waiting_postings_ -= capacity(size_class);
  return block;
}

// A waiting block of this size, or the first part of a larger one that halves down to it: every second class is
// twice as large. Lists grow through all sizes, so what they leave behind is enough for many small ones.
std::uint32_t Pool::waiting_block(std::uint8_t size_class) {
  const std::uint64_t same_kind = size_class % 2 == 1 ? 0xaaaaaaaaaaaaaaaaU : 0x5555555555555554U;
  const std::uint64_t fits = (waiting_ & same_kind) >> size_class << size_class;
  if (fits == 0) return none;
  auto larger = static_cast<std::uint8_t>(std::countr_zero(fits));
  const std::uint32_t block = first_of(larger);
  for (; larger > size_class; larger -= 2) {
    const auto half = static_cast<std::uint8_t>(larger - 2);
    give(block + capacity(half), half);
  }
  return block;
}

std::uint32_t Pool::take(std::uint8_t size_class) {
  if (const std::uint32_t block = waiting_block(size_class); block != none) return block;
  const std::uint32_t size = capacity(size_class);
  if (segment - used_ < size) {
    if (segments_.size() == most_segments) return none;
    keep_rest();
    segments_.push_back(std::make_unique_for_overwrite<std::uint8_t[]>(segment * posting_bytes));
    used_ = 0;
  }
  const auto block = static_cast<std::uint32_t>((segments_.size() - 1) * segment + used_);
  used_ += size;
  return block;
}

void Pool::give(std::uint32_t block, std::uint8_t size_class) {
  std::memcpy(at(block), &free_[size_class], sizeof(std::uint32_t));
  free_[size_class] = block + 1;
  waiting_ |= std::uint64_t{1} << size_class;
  waiting_postings_ += capacity(size_class);
}

// What is left of a segment when a larger block is asked for.
void Pool::keep_rest() {
  for (std::uint8_t size_class = last_class; size_class > 0; --size_class) {
    while (segment - used_ >= capacity(size_class)) {
      give(static_cast<std::uint32_t>((segments_.size() - 1) * segment + used_), size_class);
      used_ += capacity(size_class);
    }
  }
}

bool Pool::scattered() const {
  constexpr std::size_t worth = 1024 * 1024;
  const std::size_t waiting = waiting_postings_ * posting_bytes;
  return waiting > worth && waiting * 4 > bytes() && segments_.size() < most_segments / 2;
}

std::size_t Pool::bytes() const {
  return segments_.empty() ? 0 : ((segments_.size() - 1) * segment + used_) * posting_bytes;
}

}  // namespace weir::workspace::words

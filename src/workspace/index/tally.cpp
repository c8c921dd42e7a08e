// The slow half of Tally.
#include "workspace/index/tally.h"

#include <algorithm>

namespace weir::workspace::words {

void Tally::begin() {
  if (slots_.size() > 4 * usual) {
    slots_ = std::vector<std::uint32_t>(usual);
    entries_ = {};
  }
  std::ranges::fill(slots_, 0U);
  entries_.clear();
}

std::uint32_t Tally::find(std::string_view word) const {
  const std::uint64_t hash = word_hash<Case::kept>(word, seed_);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t slot = hash & mask; slots_[slot] != 0; slot = (slot + 1) & mask) {
    const Entry& there = entries_[slots_[slot] - 1];
    if (there.hash == static_cast<std::uint32_t>(hash >> 32) && there.word == word) return slots_[slot] - 1;
  }
  return no_entry;
}

void Tally::grow() {
  slots_.assign(slots_.size() * 2, 0U);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    std::size_t slot = word_hash<Case::kept>(entries_[i].word, seed_) & mask;
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = static_cast<std::uint32_t>(i + 1);
  }
}

}  // namespace weir::workspace::words

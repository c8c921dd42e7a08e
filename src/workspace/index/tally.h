// Tally: the different identifiers of one text with their counts. Reused from file to file; its memory goes back
// after an unusually large one.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "workspace/index/hash.h"

namespace weir::workspace::words {

class Tally {
 public:
  struct Entry {
    std::string_view word;  // into the text
    std::uint32_t hash = 0, count = 0;
  };

  explicit Tally(std::uint64_t seed) : seed_(seed) {}

  void begin();                                     // forgets the last text
  std::uint32_t add(std::string_view word);         // its place in entries()
  std::uint32_t find(std::string_view word) const;  // no_entry
  static constexpr std::uint32_t no_entry = 0xffffffffU;
  const std::vector<Entry>& entries() const { return entries_; }
  std::size_t bytes() const { return entries_.capacity() * sizeof(Entry) + slots_.capacity() * sizeof(std::uint32_t); }

 private:
  static constexpr std::size_t usual = 4096;  // slots
  void grow();

  std::uint64_t seed_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_ = std::vector<std::uint32_t>(usual);  // place + 1; 0 empty
};

inline std::uint32_t Tally::add(std::string_view word) {
  const std::uint64_t wide = word_hash<Case::kept>(word, seed_);
  const auto hash = static_cast<std::uint32_t>(wide >> 32);
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = wide & mask;
  for (; slots_[slot] != 0; slot = (slot + 1) & mask) {
    Entry& there = entries_[slots_[slot] - 1];
    if (there.hash == hash && there.word == word) {
      ++there.count;
      return slots_[slot] - 1;
    }
  }
  entries_.push_back({.word = word, .hash = hash, .count = 1});
  slots_[slot] = static_cast<std::uint32_t>(entries_.size());
  if (entries_.size() * 2 > slots_.size()) grow();
  return static_cast<std::uint32_t>(entries_.size() - 1);
}

}  // namespace weir::workspace::words

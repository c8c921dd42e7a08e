// WordSet: a fixed list of words, asked millions of times. One probe of a table for most words that are not in it.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace weir::workspace::text {

class WordSet {
 public:
  static constexpr std::size_t none = ~std::size_t{0};

  WordSet() = default;
  explicit WordSet(std::string_view list) { add(list); }  // words separated by one space; the text stays alive

  void add(std::string_view list) {
    for (std::size_t at = 0; at < list.size();) {
      const std::size_t end = std::min(list.find(' ', at), list.size());
      const std::string_view word = list.substr(at, end - at);
      at = end + 1;
      if (holds(word)) continue;
      words_.push_back(word);
      build();
    }
  }
  std::size_t size() const { return words_.size(); }
  std::string_view word(std::size_t place) const { return words_[place]; }
  bool holds(std::string_view word) const { return find(word) != none; }
  std::size_t find(std::string_view word) const {  // its place in the order of adding, or none
    if (word.empty() || word.size() > longest_ || slots_.empty()) return none;
    for (std::size_t slot = hash(word);; ++slot) {
      const std::uint16_t there = slots_[slot & (slots_.size() - 1)];
      if (there == 0) return none;
      if (words_[there - 1] == word) return there - 1U;
    }
  }

 private:
  static std::size_t hash(std::string_view word) {
    const auto at = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(word[i])); };
    const std::size_t mixed =
        at(0) * 0x9e37 + at(word.size() / 2) * 0x79b9 + at(word.size() - 1) * 0x7f4b + word.size();
    return mixed ^ mixed >> 7;
  }
  void build() {
    std::size_t size = 16;
    while (size < words_.size() * 6) size *= 2;
    slots_.assign(size, 0);
    for (std::size_t i = 0; i < words_.size(); ++i) {
      longest_ = std::max(longest_, words_[i].size());
      std::size_t slot = hash(words_[i]);
      while (slots_[slot & (size - 1)] != 0) ++slot;
      slots_[slot & (size - 1)] = static_cast<std::uint16_t>(i + 1);
    }
  }

  std::vector<std::string_view> words_;
  std::vector<std::uint16_t> slots_;  // place + 1; 0 empty; a power of two
  std::size_t longest_ = 0;
};

}  // namespace weir::workspace::text

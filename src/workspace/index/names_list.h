// What one file holds, kept so that the file can be taken out of the postings again: its names in the order of their
// ids with the loads, and the lines that define them. Packed: about 3 bytes a name.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "workspace/index/words.h"

namespace weir::workspace::words {

inline constexpr std::size_t most_lines = 16;  // kept of one name in one file; overloads beyond say nothing new

struct Name {
  WordId word = no_word;
  std::uint8_t load = 0;         // small_code(count), and `mark` when the file defines it
  std::uint32_t first_line = 0;  // into NamesList::lines, when marked
  std::uint32_t lines = 0;
};

struct NamesList {
  std::vector<Name> names;           // sorted by word
  std::vector<std::uint32_t> lines;  // of each marked name together, ascending
  void clear() {
    names.clear();
    lines.clear();
  }
};

class Packed {
 public:
  Packed() = default;
  explicit Packed(std::span<const std::uint8_t> bytes);
  std::span<const std::uint8_t> bytes() const { return {bytes_.get(), size_}; }
  std::size_t size() const { return size_; }

 private:
  std::unique_ptr<std::uint8_t[]> bytes_;
  std::uint32_t size_ = 0;
};

Packed pack(const NamesList& list);

// Reads packed names one by one. Any bytes are fine: next() answers nothing at the end and at the first byte that
// makes no sense, and good() says which.
class Unpacker {
 public:
  explicit Unpacker(std::span<const std::uint8_t> bytes) : rest_(bytes) {}
  std::optional<Name> next(std::vector<std::uint32_t>* lines = nullptr);  // lines are appended
  bool good() const { return good_; }

 private:
  std::optional<std::uint32_t> number();
  std::span<const std::uint8_t> rest_;
  std::uint32_t next_word_ = 0;
  bool good_ = true;
};

void unpack(std::span<const std::uint8_t> bytes, NamesList& out);  // replaces out

}  // namespace weir::workspace::words

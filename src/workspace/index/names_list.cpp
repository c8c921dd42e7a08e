// name = varint(word - last word - 1), load; marked: varint(lines), then each varint(line - last line).
#include "workspace/index/names_list.h"

#include <algorithm>

namespace weir::workspace::words {
namespace {

void put(std::vector<std::uint8_t>& out, std::uint32_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<std::uint8_t>(value | 0x80));
  out.push_back(static_cast<std::uint8_t>(value));
}

}  // namespace

Packed::Packed(std::span<const std::uint8_t> bytes)
    : bytes_(std::make_unique_for_overwrite<std::uint8_t[]>(bytes.size())),
      size_(static_cast<std::uint32_t>(bytes.size())) {
  std::ranges::copy(bytes, bytes_.get());
}

Packed pack(const NamesList& list) {
  std::vector<std::uint8_t> out;
  out.reserve(list.names.size() * 4);
  WordId next = 0;
  for (const Name& name : list.names) {
    put(out, name.word - next);
    next = name.word + 1;
    out.push_back(name.load);
    if ((name.load & mark) == 0) continue;
    put(out, name.lines);
    std::uint32_t last = 0;
    for (const std::uint32_t line : std::span(list.lines).subspan(name.first_line, name.lines)) {
      put(out, line - last);
      last = line;
    }
  }
  return Packed(out);
}

std::optional<std::uint32_t> Unpacker::number() {
  std::uint32_t value = 0;
  for (unsigned shift = 0; shift < 28 && !rest_.empty(); shift += 7) {
    const std::uint8_t byte = rest_.front();
    rest_ = rest_.subspan(1);
    value |= static_cast<std::uint32_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  good_ = false;  // cut off, or above 2^28: more than any word's id or line
  return std::nullopt;
}

std::optional<Name> Unpacker::next(std::vector<std::uint32_t>* lines) {
  if (rest_.empty() || !good_) return std::nullopt;
  const auto skipped = number();
  if (!skipped || rest_.empty()) {
    good_ = false;
    return std::nullopt;
  }
  Name name{.word = next_word_ + *skipped, .load = rest_.front()};
  rest_ = rest_.subspan(1);
  good_ = name.word < no_word && (name.load & 31) != 0 && name.load < 64;
  if (!good_) return std::nullopt;
  next_word_ = name.word + 1;
  if ((name.load & mark) == 0) return name;
  name.lines = number().value_or(0);
  good_ = good_ && name.lines <= most_lines;
  name.first_line = lines != nullptr ? static_cast<std::uint32_t>(lines->size()) : 0;
  std::uint32_t line = 0;
  for (std::uint32_t i = 0; i < name.lines && good_; ++i) {
    line += number().value_or(0);
    if (lines != nullptr && good_) lines->push_back(line);
  }
  return good_ ? std::optional(name) : std::nullopt;
}

void unpack(std::span<const std::uint8_t> bytes, NamesList& out) {
  out.clear();
  Unpacker reader(bytes);
  while (const auto name = reader.next(&out.lines)) out.names.push_back(*name);
}

}  // namespace weir::workspace::words

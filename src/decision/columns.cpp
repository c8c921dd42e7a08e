// A small reader of code points; wide and combining ranges as terminals commonly draw them.
#include "decision/columns.h"

#include <array>
#include <cstdint>

#include "base/utf8.h"

namespace weir::print {
namespace {

struct Range { std::uint32_t from, to; };

constexpr std::array invisible = {Range{0, 0x1f},          Range{0x7f, 0x9f},     Range{0xad, 0xad},
                                  Range{0x200b, 0x200f},   Range{0x2028, 0x202e}, Range{0x2060, 0x206f},
                                  Range{0xfe00, 0xfe0f},   Range{0xfeff, 0xfeff}, Range{0xe0000, 0xe0fff}};
constexpr std::array combining = {Range{0x300, 0x36f}, Range{0x1ab0, 0x1aff}, Range{0x20d0, 0x20ff}, Range{0xfe20, 0xfe2f}};
constexpr std::array wide = {Range{0x1100, 0x115f}, Range{0x2e80, 0xa4cf},   Range{0xac00, 0xd7a3},  Range{0xf900, 0xfaff},
                             Range{0xfe30, 0xfe4f}, Range{0xff00, 0xff60},   Range{0xffe0, 0xffe6},  Range{0x1f300, 0x1f64f},
                             Range{0x1f680, 0x1f6ff}, Range{0x1f900, 0x1f9ff}, Range{0x20000, 0x3fffd}};

template <std::size_t N>
bool in(const std::array<Range, N>& ranges, std::uint32_t code) {
  for (const Range& r : ranges) {
    if (code >= r.from && code <= r.to) return true;
  }
  return false;
}

// One character: its bytes, and its code point.
struct Char { std::string_view bytes; std::uint32_t code = 0; };

Char char_at(std::string_view text, std::size_t at) {
  const std::size_t length = utf8_length(text, at);
  if (length == 0) return {text.substr(at, 1), 0xfffd};
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[at + i])); };
  std::uint32_t code = length == 1 ? byte(0) : byte(0) & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) code = (code << 6U) | (byte(i) & 0x3fU);
  return {text.substr(at, length), code};
}

std::size_t width_of(std::uint32_t code) {
  if (in(combining, code) || in(invisible, code)) return 0;
  return in(wide, code) ? 2 : 1;
}

// The longest beginning of `word` that fits; at least one character, so that the caller gets on.
std::string_view fitting(std::string_view word, std::size_t width) {
  std::size_t at = 0, used = 0;
  while (at < word.size()) {
    const Char c = char_at(word, at);
    if (at > 0 && used + width_of(c.code) > width) break;
    used += width_of(c.code);
    at += c.bytes.size();
  }
  return word.substr(0, at);
}

}  // namespace

std::string clean(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Char c = char_at(text, at);
    at += c.bytes.size();
    if (c.code == '\n' || c.code == '\t') out += ' ';
    else if (c.code == 0xfffd) out += "\xef\xbf\xbd";
    else if (!in(invisible, c.code)) out += c.bytes;
  }
  return out;
}

std::size_t cells(std::string_view text) {
  std::size_t n = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Char c = char_at(text, at);
    n += width_of(c.code);
    at += c.bytes.size();
  }
  return n;
}

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  const std::size_t has = cells(text);
  if (has < width) out.append(width - has, ' ');
  return out;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    const std::size_t gap = std::min(text.find_first_not_of(' '), text.size());
    std::string_view word = text.substr(gap, text.find(' ', gap) - gap);
    text.remove_prefix(gap + word.size());
    if (!line.empty() && cells(line) + gap + cells(word) <= width) {
      line.append(gap, ' ').append(word);
      continue;
    }
    if (!line.empty()) lines.push_back(std::move(line));
    for (line.clear(); cells(word) > width; word.remove_prefix(fitting(word, width).size())) {
      lines.emplace_back(fitting(word, width));
    }
    line = word;
  }
  if (!line.empty() || lines.empty()) lines.push_back(std::move(line));
  return lines;
}

}  // namespace weir::print

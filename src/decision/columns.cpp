// A small reader of code points; wide and combining ranges as terminals commonly draw them.
#include "decision/columns.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/utf8.h"

namespace weir::print {
namespace {

struct Range {
  std::uint32_t from, to;
};

constexpr std::array invisible = {Range{0, 0x1f},        Range{0x7f, 0x9f},     Range{0xad, 0xad},
                                  Range{0x200b, 0x200f}, Range{0x2028, 0x202e}, Range{0x2060, 0x206f},
                                  Range{0xfe00, 0xfe0f}, Range{0xfeff, 0xfeff}, Range{0xe0000, 0xe0fff}};
constexpr std::array combining = {Range{0x300, 0x36f}, Range{0x1ab0, 0x1aff}, Range{0x20d0, 0x20ff},
                                  Range{0xfe20, 0xfe2f}};
constexpr std::array wide = {Range{0x1100, 0x115f},   Range{0x2e80, 0xa4cf},   Range{0xac00, 0xd7a3},
                             Range{0xf900, 0xfaff},   Range{0xfe30, 0xfe4f},   Range{0xff00, 0xff60},
                             Range{0xffe0, 0xffe6},   Range{0x1f300, 0x1f64f}, Range{0x1f680, 0x1f6ff},
                             Range{0x1f900, 0x1f9ff}, Range{0x20000, 0x3fffd}};

template <std::size_t N>
bool in(const std::array<Range, N>& ranges, std::uint32_t code) {
  for (const Range& r : ranges) {
    if (code >= r.from && code <= r.to) return true;
  }
  return false;
}

// One character: its bytes, and its code point.
struct Char {
  std::string_view bytes;
  std::uint32_t code = 0;
};

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
    if (c.code == '\n' || c.code == '\t')
      out += ' ';
    else if (c.code == 0xfffd)
      out += "\xef\xbf\xbd";
    else if (!in(invisible, c.code))
      out += c.bytes;
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

namespace {

// The next word of `text` with the spaces before it. A mark stays with the name behind it.
std::string_view next_word(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  const std::size_t end = std::min(text.find(' ', begin), text.size());
  const std::string_view word = text.substr(begin, end - begin);
  const bool glued = (word == "●" || word == "○") && end + 1 < text.size() && text[end + 1] != ' ';
  return text.substr(0, glued ? std::min(text.find(' ', end + 1), text.size()) : end);
}

// The next part that should stay whole: up to a wide gap.
std::string_view next_part(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  return text.substr(0, text.find("   ", begin));
}

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return text;
}

struct Lines {
  std::size_t width = 0;
  std::vector<std::string> done;
  std::string line;

  void close() {
    if (!line.empty()) done.push_back(std::move(line));
    line.clear();
  }
  // With its gap where it fits behind what is there.
  bool fits(std::string_view piece) const { return !line.empty() && cells(line) + cells(piece) <= width; }
  void word(std::string_view piece) {
    if (fits(piece)) {
      line += piece;
      return;
    }
    close();
    std::string_view rest = trimmed(piece);
    // A word of a megabyte is measured line by line, not anew for each.
    for (std::string_view head = fitting(rest, width); head.size() < rest.size(); head = fitting(rest, width)) {
      done.emplace_back(head);
      rest.remove_prefix(head.size());
    }
    line = rest;
  }
  void part(std::string_view piece) {
    if (fits(piece)) {
      line += piece;
      return;
    }
    if (cells(trimmed(piece)) <= width) close();
    for (std::string_view rest = piece; !trimmed(rest).empty();) {
      const std::string_view next = next_word(rest);
      word(next);
      rest.remove_prefix(next.size());
    }
  }
};

}  // namespace

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  Lines lines{.width = width, .done = {}, .line = {}};
  while (!trimmed(text).empty()) {
    const std::string_view part = next_part(text);
    lines.part(part);
    text.remove_prefix(part.size());
  }
  lines.close();
  if (lines.done.empty()) lines.done.emplace_back();
  return std::move(lines.done);
}

}  // namespace weir::print

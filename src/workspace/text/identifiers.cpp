// The slow corners of the lexer: escapes, letters beyond ASCII; and what makes a word of prose look like a name.
#include <algorithm>

#include "base/utf8.h"
#include "workspace/text/scan.h"

namespace weir::workspace::text {
namespace {

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::uint32_t decode(std::string_view text, std::size_t at, std::size_t n) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  std::uint32_t code = byte(0) & (0xffU >> (n + 1));
  for (std::size_t i = 1; i < n; ++i) code = code << 6 | (byte(i) & 0x3fU);
  return code;
}

struct Range {
  std::uint32_t first, last;
};
// What is no letter above U+007F, by blocks: enough for words, and no Unicode tables.
constexpr Range no_letters[] = {
    {0x80, 0xa9},     {0xab, 0xb4},     {0xb6, 0xb9},     {0xbb, 0xbf},       {0xd7, 0xd7},
    {0xf7, 0xf7},     {0x2000, 0x2bff}, {0x3000, 0x3004}, {0x3008, 0x3020},   {0x3030, 0x3030},
    {0xd800, 0xf8ff}, {0xfe00, 0xfe0f}, {0xfe10, 0xfe6f}, {0xfeff, 0xff0f},   {0xff1a, 0xff20},
    {0xff3b, 0xff40}, {0xff5b, 0xff65}, {0xffe0, 0xffff}, {0x1f000, 0x1ffff}, {0xe0000, 0x10ffff},
};

// Hexadecimal digits behind \x, \u, \U: all of them, or "{...}"; 0: it is no such escape.
std::size_t coded(std::string_view rest, std::size_t digits) {
  if (rest.starts_with('{')) {
    const std::size_t close = rest.substr(0, 10).find('}');
    return close == std::string_view::npos ? 0 : close + 1;
  }
  if (rest.size() < digits) return 0;
  return std::ranges::all_of(rest.substr(0, digits), is_hex) ? digits : 0;
}

bool is_word(char c) { return kind_of(c) != ByteKind::separator && kind_of(c) != ByteKind::backslash; }

// A separator with at least two word characters on its right and one on its left: "a.b" of prose is an abbreviation.
bool joins(std::string_view word, std::string_view separator) {
  for (std::size_t at = word.find(separator); at != std::string_view::npos; at = word.find(separator, at + 1)) {
    const std::size_t next = at + separator.size();
    if (at > 1 && next + 1 < word.size() && is_word(word[at - 1]) && is_word(word[at - 2]) && is_word(word[next]) &&
        is_word(word[next + 1])) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::size_t letter_bytes(std::string_view text, std::size_t at) {
  const std::size_t n = utf8_length(text, at);
  if (n < 2) return 0;
  const std::uint32_t code = decode(text, at, n);
  const auto holds = [&](const Range& range) { return code >= range.first && code <= range.last; };
  return std::ranges::any_of(no_letters, holds) ? 0 : n;
}

std::size_t after_escape(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(std::min(at + 2, text.size()));
  const char c = at + 1 < text.size() ? text[at + 1] : ' ';
  if (std::string_view("\\nrtbfvae").contains(c)) return at + 2;
  const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  const std::size_t n = digits > 0 ? coded(rest, digits) : 0;
  return n > 0 ? at + 2 + n : at + 1;
}

void identifiers(std::string_view text, const std::function<void(std::string_view, std::uint32_t)>& take) {
  scan_identifiers(text, take);
}

std::string lower(std::string_view word) {
  std::string out(word);
  for (char& c : out) {
    if (is_upper(c)) c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}

bool looks_like_identifier(std::string_view word) {
  if (word.size() < 2 || word.size() > longest_identifier) return false;
  if (joins(word, ".") || joins(word, "::") || joins(word, "->")) return true;
  bool letters = false, digit = false, inner = false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const char c = word[i], last = i > 0 ? word[i - 1] : '\0';
    if (!is_word(c)) return false;
    letters |= c != '_' && !is_digit(c);
    digit |= is_digit(c);
    inner |= c == '_' || (is_upper(c) && (is_lower(last) || is_digit(last)));
    inner |= i > 1 && is_lower(c) && is_upper(last) && is_upper(word[i - 2]);  // HTTPServer
  }
  return letters && (inner || digit) && !is_digit(word.front());
}

}  // namespace weir::workspace::text

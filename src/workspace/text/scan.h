// The loop over identifiers, inlined into those that look at each byte of a repository. Others use text.h.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "workspace/text/text.h"

namespace weir::workspace::text {

enum class ByteKind : std::uint8_t { separator, letter, digit, high, backslash };

constexpr std::array<ByteKind, 256> byte_kinds() {
  std::array<ByteKind, 256> kinds{};
  for (unsigned c = 'a'; c <= 'z'; ++c) kinds[c] = ByteKind::letter;
  for (unsigned c = 'A'; c <= 'Z'; ++c) kinds[c] = ByteKind::letter;
  for (unsigned c = '0'; c <= '9'; ++c) kinds[c] = ByteKind::digit;
  for (unsigned c = 0x80; c <= 0xff; ++c) kinds[c] = ByteKind::high;
  kinds['_'] = ByteKind::letter;
  kinds['\\'] = ByteKind::backslash;
  return kinds;
}
inline constexpr std::array<ByteKind, 256> byte_kind = byte_kinds();

inline ByteKind kind_of(char c) { return byte_kind[static_cast<unsigned char>(c)]; }

// Bytes of the letter of some script that begins at `at`, 2 to 4; 0 for punctuation, symbols and malformed bytes.
std::size_t letter_bytes(std::string_view text, std::size_t at);
// Behind the escape at `at` (a backslash), so that "\nname" yields "name" and not "nname".
std::size_t after_escape(std::string_view text, std::size_t at);

// End of the run of word characters that begins at `at`; `at` itself when there is none.
inline std::size_t word_end(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const ByteKind kind = kind_of(text[at]);
    if (kind == ByteKind::letter || kind == ByteKind::digit) {
      ++at;
    } else if (const std::size_t n = kind == ByteKind::high ? letter_bytes(text, at) : 0; n > 0) {
      at += n;
    } else {
      break;
    }
  }
  return at;
}

inline bool is_name(std::string_view run) {
  if (run.size() < 2 || run.size() > longest_identifier) return false;
  return run.front() != '_' || run.find_first_not_of('_') != std::string_view::npos;
}

template <class Take>
void scan_identifiers(std::string_view text, Take&& take) {
  std::size_t at = 0;
  while (at < text.size()) {
    const ByteKind kind = kind_of(text[at]);
    if (kind == ByteKind::separator) {
      ++at;
    } else if (kind == ByteKind::backslash) {
      at = after_escape(text, at);
    } else {
      const std::size_t end = word_end(text, at);
      const std::string_view run = text.substr(at, end - at);
      if (kind != ByteKind::digit && is_name(run)) take(run, static_cast<std::uint32_t>(at));
      at = end == at ? at + 1 : end;
    }
  }
}

// The terms of one identifier, without allocation: filled anew by each split().
struct Parts {
  struct Part {  // no string_view: filling an array of them with zeros costs more than most words do
    const char *term_at, *spelled_at;  // into letters; into the identifier
    std::size_t term_size, spelled_size;
    std::string_view term() const { return {term_at, term_size}; }
    std::string_view spelled() const { return {spelled_at, spelled_size}; }
  };
  std::size_t count = 0;
  std::array<Part, longest_identifier / 2> part;
  std::array<char, 4 * longest_identifier> letters;

  const Part* begin() const { return part.data(); }
  const Part* end() const { return part.data() + count; }
};
// See terms() in text.h; an identifier longer than longest_identifier has none.
void split(std::string_view identifier, Language language, Parts& out);

}  // namespace weir::workspace::text

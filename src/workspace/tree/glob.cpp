// Matching with one point of return (the last '*'): never exponential, whatever the pattern.
#include "workspace/tree/glob.h"

#include <cstddef>
#include <optional>

namespace weir::workspace::tree_parts {
namespace {

struct Token {
  std::size_t size = 1;  // bytes of the pattern
  bool matches = false;
};

bool lower(unsigned char c) { return c >= 'a' && c <= 'z'; }
bool upper(unsigned char c) { return c >= 'A' && c <= 'Z'; }
bool digit(unsigned char c) { return c >= '0' && c <= '9'; }
bool printable(unsigned char c) { return c > 0x20 && c < 0x7f; }

// [:name:]; a name that does not exist matches nothing.
bool in_class(std::string_view name, unsigned char c) {
  if (name == "alnum") return lower(c) || upper(c) || digit(c);
  if (name == "alpha") return lower(c) || upper(c);
  if (name == "blank") return c == ' ' || c == '\t';
  if (name == "cntrl") return c < 0x20 || c == 0x7f;
  if (name == "digit") return digit(c);
  if (name == "graph") return printable(c);
  if (name == "lower") return lower(c);
  if (name == "print") return printable(c) || c == ' ';
  if (name == "punct") return printable(c) && !lower(c) && !upper(c) && !digit(c);
  if (name == "space") return c == ' ' || (c >= '\t' && c <= '\r');
  if (name == "upper") return upper(c);
  if (name == "xdigit") return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  return false;
}

// One character of a bracket expression, '\' taken off; moves `at`.
std::optional<unsigned char> bracket_char(std::string_view pattern, std::size_t& at) {
  if (at < pattern.size() && pattern[at] == '\\') ++at;
  if (at >= pattern.size()) return std::nullopt;
  return static_cast<unsigned char>(pattern[at++]);
}

// pattern begins with '['. Nothing when the bracket never closes.
std::optional<Token> bracket(std::string_view pattern, unsigned char c) {
  std::size_t at = 1;
  const bool negated = at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^');
  if (negated) ++at;
  bool hit = false;
  for (bool first = true; at < pattern.size(); first = false) {
    if (pattern[at] == ']' && !first) return Token{at + 1, hit != negated};
    if (pattern.substr(at).starts_with("[:")) {
      const auto end = pattern.find(":]", at + 2);
      if (end != std::string_view::npos) {
        hit |= in_class(pattern.substr(at + 2, end - at - 2), c);
        at = end + 2;
        continue;
      }
    }
    const auto from = bracket_char(pattern, at);
    if (!from) return std::nullopt;
    auto to = from;
    if (at + 1 < pattern.size() && pattern[at] == '-' && pattern[at + 1] != ']') to = bracket_char(pattern, ++at);
    if (!to) return std::nullopt;
    hit |= *from <= c && c <= *to;
  }
  return std::nullopt;
}

// The token at the front of a pattern that is not empty and does not begin with '*'.
std::optional<Token> token(std::string_view pattern, unsigned char c) {
  switch (pattern.front()) {
    case '?':
      return Token{1, true};
    case '[':
      return bracket(pattern, c);
    case '\\':
      if (pattern.size() < 2) return std::nullopt;
      return Token{2, static_cast<unsigned char>(pattern[1]) == c};
    default:
      return Token{1, static_cast<unsigned char>(pattern.front()) == c};
  }
}

}  // namespace

bool glob_part(std::string_view pattern, std::string_view text, std::uint64_t& steps) {
  std::size_t p = 0, t = 0;
  std::size_t star = std::string_view::npos, star_text = 0;
  while (t < text.size()) {
    ++steps;
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
      continue;
    }
    std::optional<Token> here;
    if (p < pattern.size()) {
      here = token(pattern.substr(p), static_cast<unsigned char>(text[t]));
      if (!here) return false;
      steps += here->size;
    }
    if (here && here->matches) {
      p += here->size;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::size_t part_size(std::string_view pattern) {
  for (std::size_t at = 0; at < pattern.size();) {
    if (pattern[at] == '/') return at;
    const auto here = pattern[at] == '*' ? std::optional(Token()) : token(pattern.substr(at), 0);
    at += here ? here->size : 1;
  }
  return pattern.size();
}

bool literal_part(std::string_view pattern) { return pattern.find_first_of("*?[\\") == std::string_view::npos; }

}  // namespace weir::workspace::tree_parts

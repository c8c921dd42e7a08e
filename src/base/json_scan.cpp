// The two things inside a JSON token that the structural index does not check: numbers and escapes.
#include <algorithm>
#include <charconv>

#include "base/eight_bytes.h"
#include "base/json_node.h"

namespace weir {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

// Drops the digits at the front; false when there are none.
bool skip_digits(std::string_view& rest) {
  const auto end = std::ranges::find_if_not(rest, digit);
  const auto n = static_cast<std::size_t>(end - rest.begin());
  rest.remove_prefix(n);
  return n > 0;
}

bool skip_one(std::string_view& rest, std::string_view any_of) {
  if (rest.empty() || !any_of.contains(rest.front())) return false;
  rest.remove_prefix(1);
  return true;
}

bool hex(char c) { return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// The next backslash, or the size.
std::size_t slash_from(std::string_view text, std::size_t at) {
  for (; at + 8 <= text.size(); at += 8) {
    const std::uint64_t slash = eight::equal(eight::load(text.data() + at), '\\');
    if (slash != 0) return at + eight::before_first(slash);
  }
  while (at < text.size() && text[at] != '\\') ++at;
  return at;
}

}  // namespace

NumberForm number_form(std::string_view token) {
  std::string_view rest = token;
  skip_one(rest, "-");
  if (!skip_one(rest, "0") && !skip_digits(rest)) return NumberForm::none;
  bool real = false;
  if (skip_one(rest, ".")) {
    if (!skip_digits(rest)) return NumberForm::none;
    real = true;
  }
  if (skip_one(rest, "eE")) {
    skip_one(rest, "+-");
    if (!skip_digits(rest)) return NumberForm::none;
    real = true;
  }
  if (!rest.empty()) return NumberForm::none;
  std::int64_t value = 0;
  const bool fits = !real && std::from_chars(token.data(), token.data() + token.size(), value).ec == std::errc{};
  return fits ? NumberForm::integer : NumberForm::real;
}

bool escapes_are_valid(std::string_view inside) {
  for (std::size_t at = slash_from(inside, 0); at < inside.size(); at = slash_from(inside, at)) {
    if (at + 1 == inside.size()) return false;  // it would escape the closing quote
    const char c = inside[at + 1];
    if (c == 'u') {
      const std::string_view code = inside.substr(at + 2, 4);
      if (code.size() < 4 || !std::ranges::all_of(code, hex)) return false;
      at += 6;
    } else if (c == 'n' || c == '"' || c == '\\' || c == 't' || c == '/' || c == 'r' || c == 'b' || c == 'f') {
      at += 2;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace weir

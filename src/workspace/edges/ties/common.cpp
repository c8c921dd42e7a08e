// What common.h declares.
#include "workspace/edges/ties/common.h"

namespace weir::workspace::edges {

std::string longest_word(std::string_view text) {
  const auto in_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  std::string_view best;
  for (std::size_t at = 0; at < text.size();) {
    if (!in_word(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && in_word(text[at])) ++at;
    if (at - begin >= best.size()) best = text.substr(begin, at - begin);
  }
  return lower(best);
}

std::uint32_t line_in(const Token& string, std::size_t offset) {
  const std::string_view before = string.text.substr(0, std::min(offset, string.text.size()));
  return string.line + static_cast<std::uint32_t>(std::ranges::count(before, '\n'));
}

bool is_code(Language language) {
  using L = Language;
  switch (language) {
    case L::none:
    case L::css:
    case L::json:
    case L::markdown:
    case L::proto:
    case L::graphql:
    case L::toml:
    case L::xml:
    case L::text:
    case L::yaml:
    case L::sql:
      return false;
    default:
      return true;
  }
}

}  // namespace weir::workspace::edges

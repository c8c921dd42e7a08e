// The GraphQL lexer.
#include "workspace/edges/graphql.h"

#include <algorithm>

namespace weir::workspace::edges {
namespace {

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool digit(char c) { return c >= '0' && c <= '9'; }

// Where the string that begins here ends; the text's end when it does not.
std::size_t string_end(std::string_view text, std::size_t at) {
  if (text.substr(at).starts_with("\"\"\"")) {
    const std::size_t end = text.find("\"\"\"", at + 3);
    return end == std::string_view::npos ? text.size() : end + 3;
  }
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"' || text[i] == '\n') {
      return i + 1;
    }
  }
  return text.size();
}

}  // namespace

std::vector<GraphqlToken> graphql_tokens(std::string_view text) {
  std::vector<GraphqlToken> out;
  std::uint32_t line = 1;
  std::size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    std::size_t end = at + 1;
    if (c == '#') {
      end = std::min(text.find('\n', at), text.size());
    } else if (c == '"') {
      end = string_end(text, at);
    } else if (letter(c) || digit(c)) {
      while (end < text.size() && (letter(text[end]) || digit(text[end]))) ++end;
      out.push_back({letter(c), text.substr(at, end - at), line});
    } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != ',') {
      if (text.substr(at).starts_with("...")) end = at + 3;
      out.push_back({false, text.substr(at, end - at), line});
    }
    line += static_cast<std::uint32_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(at),
                                                  text.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
    at = end;
  }
  return out;
}

}  // namespace weir::workspace::edges

// GraphQL as tokens, for the reader of schemas and for documents inside programs. Strings, descriptions and comments
// are skipped.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace weir::workspace::edges {

struct GraphqlToken {
  bool word = false;       // a name; else one character of punctuation, or "..." , or a number's or string's place
  std::string_view text;   // never empty
  std::uint32_t line = 0;  // from 1
};
std::vector<GraphqlToken> graphql_tokens(std::string_view text);

}  // namespace weir::workspace::edges

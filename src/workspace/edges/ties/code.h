// Code: a program as tokens with lines, in any of the languages that weir names. Comments and doc strings are gone;
// strings are whole, without quotes. Ties that join literals (routes, topics, variables, flags, SQL) read this instead
// of syntax trees: it is the same for languages with and without a grammar, and what is in an interpolation is code
// too. Never fails, linear in the text.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/file.h"

namespace weir::workspace::edges {

struct Token {
  enum class Kind : std::uint8_t { word, string, number, mark };
  Kind kind{};
  std::string_view text = {};  // a string's without quotes, as written (escapes and interpolations stand)
  std::size_t at = 0;          // where text stands in the file
  std::uint32_t line = 0;      // where text begins, from 1
  std::uint32_t column = 0;    // bytes before the token in its line
  bool is(std::string_view word) const { return kind == Kind::word && text == word; }
  bool is(char c) const { return kind == Kind::mark && text.size() == 1 && text.front() == c; }
  bool is_word() const { return kind == Kind::word; }
  bool is_string() const { return kind == Kind::string; }
};

// The file's tokens; those of interpolated code follow after the rest, each piece behind a ';'.
std::vector<Token> code_tokens(std::string_view text, Language language);

// What most ties ask about a token's surroundings.
class Code {
 public:
  Code(std::string_view text, Language language);
  const std::vector<Token>& tokens() const { return tokens_; }
  std::size_t size() const { return tokens_.size(); }
  const Token& operator[](std::size_t i) const { return i < tokens_.size() ? tokens_[i] : none_; }
  Language language() const { return language_; }
  std::string_view text() const { return text_; }

  // The bracket that closes the one at i, or opens it; size() when there is none.
  std::size_t partner(std::size_t i) const { return i < partner_.size() ? partner_[i] : tokens_.size(); }
  // The innermost bracket (of these kinds) that is open at i; size() when none is.
  std::size_t enclosing(std::size_t i, std::string_view kinds = "([{") const;
  // The dotted name that ends at token i: "os.environ.get" for its last word. Joined by '.', whatever joined it.
  std::string chain(std::size_t i) const;
  // The name of the call whose arguments hold token i: chain() before the nearest open '('; "" when none.
  std::string callee(std::size_t i) const;

 private:
  std::string_view text_;
  Language language_;
  std::vector<Token> tokens_;
  std::vector<std::size_t> partner_, outer_;  // outer_: the innermost bracket open at each token
  Token none_{.kind = Token::Kind::mark};
};

}  // namespace weir::workspace::edges

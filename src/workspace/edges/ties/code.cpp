// Brackets and call names over the tokens of a file.
#include "workspace/edges/ties/code.h"

#include <algorithm>

namespace weir::workspace::edges {
namespace {

constexpr int nesting_followed = 64;  // brackets outwards; a hostile file has a hundred thousand
constexpr int chain_parts = 12;       // a.b.c.d: longer chains are builders

bool closes(char open, char close) {
  return (open == '(' && close == ')') || (open == '[' && close == ']') || (open == '{' && close == '}');
}

}  // namespace

Code::Code(std::string_view text, Language language)
    : text_(text), language_(language), tokens_(code_tokens(text, language)) {
  partner_.assign(tokens_.size(), tokens_.size());
  outer_.assign(tokens_.size(), tokens_.size());
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    const Token& token = tokens_[i];
    const char c = token.kind == Token::Kind::mark && token.text.size() == 1 ? token.text.front() : '\0';
    if (c == ')' || c == ']' || c == '}') {
      if (!open.empty() && closes(tokens_[open.back()].text.front(), c)) {
        partner_[i] = open.back();
        partner_[open.back()] = i;
        open.pop_back();
      }
    }
    outer_[i] = open.empty() ? tokens_.size() : open.back();
    if (c == '(' || c == '[' || c == '{') open.push_back(i);
  }
}

std::size_t Code::enclosing(std::size_t i, std::string_view kinds) const {
  if (i >= tokens_.size()) return tokens_.size();
  std::size_t at = outer_[i];
  for (int n = 0; at < tokens_.size() && !kinds.contains(tokens_[at].text.front()); at = outer_[at]) {
    if (++n > nesting_followed) return tokens_.size();
  }
  return at;
}

std::string Code::chain(std::size_t i) const {
  if (i >= tokens_.size() || !tokens_[i].is_word()) return {};
  std::vector<std::string_view> parts = {tokens_[i].text};
  std::size_t at = i;
  for (int n = 0; n < chain_parts && at >= 2; ++n) {
    std::size_t before = at - 1;
    // '.', "::", "->", "?.", "&."
    if (tokens_[before].is('>') && tokens_[before - 1].is('-')) {
      --before;
    } else if (tokens_[before].is(':') && tokens_[before - 1].is(':')) {
      --before;
    } else if (!tokens_[before].is('.')) {
      break;
    } else if (tokens_[before - 1].is('?') || tokens_[before - 1].is('&') || tokens_[before - 1].is('!')) {
      --before;
    }
    if (before == 0) break;
    std::size_t previous = before - 1;
    if (tokens_[previous].is(')') || tokens_[previous].is(']')) {  // a call's or an index's name stands before it
      const std::size_t open = partner(previous);
      if (open == 0 || open >= tokens_.size()) break;
      previous = open - 1;
    }
    if (!tokens_[previous].is_word()) break;
    parts.push_back(tokens_[previous].text);
    at = previous;
  }
  std::string out;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) out += (out.empty() ? "" : ".") + std::string(*part);
  return out;
}

std::string Code::callee(std::size_t i) const {
  const std::size_t open = enclosing(i, "(");
  if (open == 0 || open >= tokens_.size()) return {};
  std::size_t name = open - 1;
  // f<T>(...): step over one simple generic argument list; Rust's macros: f!(...)
  if (tokens_[name].is('>') && name >= 2) {
    std::size_t back = name;
    while (back > 0 && name - back < 8 && !tokens_[back].is('<')) --back;
    if (tokens_[back].is('<') && back > 0) name = back - 1;
  }
  if (tokens_[name].is('!') && name > 0) --name;
  if (name > 1 && tokens_[name].is(':') && tokens_[name - 1].is(':')) name -= 2;
  return chain(name);
}

}  // namespace weir::workspace::edges

// Small words and questions that the ties share.
#pragma once
#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/edges/edges.h"
#include "workspace/edges/ties/code.h"

namespace weir::workspace::edges {

inline char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
inline std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}
inline bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}
inline bool has_any(std::string_view lower_text, std::initializer_list<std::string_view> parts) {
  return std::ranges::any_of(parts, [lower_text](std::string_view part) { return lower_text.contains(part); });
}
inline std::string_view last_part(std::string_view chain) {
  return chain.substr(chain.rfind('.') + 1);
}  // npos + 1 = 0
inline std::string_view without_last(std::string_view chain) {
  const std::size_t dot = chain.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : chain.substr(0, dot);
}

// The longest identifier in a text, lower-cased: what the word index can be asked for. "" when it has none.
std::string longest_word(std::string_view text);

// The line of a byte in a string token that may run over several lines.
std::uint32_t line_in(const Token& string, std::size_t offset);

// Programs and templates: what Code makes sense of.
bool is_code(Language language);

inline Use use_of(std::size_t definition, std::string_view path, std::uint32_t line, std::string_view spelling,
                  std::string_view rule, UseKind kind, bool sure = true) {
  Use use;
  use.definition = static_cast<std::uint32_t>(definition);
  use.place = {std::string(path), line};
  use.spelling = spelling;
  use.rule = rule;
  use.kind = kind;
  use.sure = sure;
  return use;
}

}  // namespace weir::workspace::edges

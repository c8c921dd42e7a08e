// SQL as tokens, for the reader of migrations and for SQL text inside programs. All common dialects' quoting; comments
// are skipped. Never fails: what it does not know is punctuation.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir::workspace::edges {

struct SqlToken {
  enum class Kind : std::uint8_t { word, quoted, string, number, parameter, punctuation };
  Kind kind{};
  std::string_view text = {};               // without quotes
  std::size_t at = 0;                       // where text stands
  std::uint32_t line = 0;                   // from 1
  bool is(std::string_view keyword) const;  // an unquoted word, any case; keyword is written in capitals
  bool is(char c) const { return kind == Kind::punctuation && text.size() == 1 && text.front() == c; }
  bool is_name() const { return kind == Kind::word || kind == Kind::quoted; }
};

std::vector<SqlToken> sql_tokens(std::string_view text);
bool is_sql_keyword(std::string_view word);                  // any case; words that are no column when unquoted
bool same_sql_name(std::string_view a, std::string_view b);  // names are compared without case

}  // namespace weir::workspace::edges

// The SQL lexer.
#include "workspace/edges/sql.h"

#include <algorithm>
#include <array>

namespace weir::workspace::edges {
namespace {

constexpr std::size_t tokens_per_text = 400'000;  // a 1 MB dump of "1,1,1,"

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool digit(char c) { return c >= '0' && c <= '9'; }
bool space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<SqlToken> run() {
    while (at_ < text_.size() && out_.size() < tokens_per_text) step();
    return std::move(out_);
  }

 private:
  using Kind = SqlToken::Kind;
  char here(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  void step() {
    const char c = here();
    if (space(c)) return skip_to(at_ + 1);
    if (c == '-' && here(1) == '-') return skip_to(std::min(text_.find('\n', at_), text_.size()));
    if (c == '#' && at_line_begin()) return skip_to(std::min(text_.find('\n', at_), text_.size()));
    if (c == '/' && here(1) == '*') {
      const std::size_t end = text_.find("*/", at_ + 2);
      return skip_to(end == std::string_view::npos ? text_.size() : end + 2);
    }
    if (c == '\'') return quoted(c, Kind::string);
    if (c == '"' || c == '`') return quoted(c, Kind::quoted);
    if (c == '[' && letter(here(1))) return bracketed();
    if (c == '$' && dollar_string()) return;
    if (c == '$' || c == '@' || c == '?' || (c == ':' && letter(here(1)) && here(1) != ':')) return parameter();
    if (letter(c)) return run_of(Kind::word, [](char x) { return letter(x) || digit(x) || x == '$'; });
    if (digit(c)) return run_of(Kind::number, [](char x) { return digit(x) || x == '.' || letter(x); });
    push(Kind::punctuation, at_, 1);
    skip_to(at_ + 1);
  }

  bool at_line_begin() const {
    std::size_t back = at_;
    while (back > 0 && (text_[back - 1] == ' ' || text_[back - 1] == '\t')) --back;
    return back == 0 || text_[back - 1] == '\n';
  }

  template <class In>
  void run_of(Kind kind, In in) {
    std::size_t end = at_;
    while (end < text_.size() && in(text_[end])) ++end;
    push(kind, at_, end - at_);
    skip_to(end);
  }

  void quoted(char quote, Kind kind) {
    std::size_t end = at_ + 1;
    while (end < text_.size()) {
      if (text_[end] == '\\' && kind == Kind::string) {
        end += 2;
      } else if (text_[end] == quote) {
        if (end + 1 >= text_.size() || text_[end + 1] != quote) break;
        end += 2;  // a doubled quote stands for one
      } else {
        ++end;
      }
    }
    end = std::min(end, text_.size());
    push(kind, at_ + 1, end - at_ - 1);
    skip_to(std::min(end + 1, text_.size()));
  }

  void bracketed() {  // [order number]; a[1] and text[] are not names
    const std::size_t end = text_.find_first_of("]\n", at_);
    if (end == std::string_view::npos || text_[end] == '\n') {
      push(Kind::punctuation, at_, 1);
      return skip_to(at_ + 1);
    }
    push(Kind::quoted, at_ + 1, end - at_ - 1);
    skip_to(end + 1);
  }

  bool dollar_string() {  // $$ ... $$, $body$ ... $body$
    std::size_t tag_end = at_ + 1;
    while (tag_end < text_.size() && letter(text_[tag_end])) ++tag_end;
    if (tag_end >= text_.size() || text_[tag_end] != '$') return false;
    const std::string_view tag = text_.substr(at_, tag_end + 1 - at_);
    const std::size_t begin = tag_end + 1;
    const std::size_t end = std::min(text_.find(tag, begin), text_.size());
    push(Kind::string, begin, end - begin);
    skip_to(std::min(end + tag.size(), text_.size()));
    return true;
  }

  void parameter() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && (letter(text_[end]) || digit(text_[end]))) ++end;
    push(Kind::parameter, at_, end - at_);
    skip_to(end);
  }

  void push(Kind kind, std::size_t at, std::size_t size) {
    std::uint32_t line = line_;
    line += static_cast<std::uint32_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                                                  text_.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    out_.push_back({kind, text_.substr(at, size), at, line});
  }
  void skip_to(std::size_t end) {
    for (; at_ < end; ++at_) line_ += text_[at_] == '\n' ? 1 : 0;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::vector<SqlToken> out_;
};

}  // namespace

bool SqlToken::is(std::string_view keyword) const {
  return kind == Kind::word && text.size() == keyword.size() &&
         std::ranges::equal(text, keyword, [](char a, char b) { return upper(a) == b; });
}

std::vector<SqlToken> sql_tokens(std::string_view text) { return Lexer(text).run(); }

bool is_sql_keyword(std::string_view word) {
  static constexpr std::array words = std::to_array<std::string_view>(
      {"ALL",       "ALTER",   "AND",       "AS",     "ASC",      "BEGIN",  "BETWEEN",  "BY",     "CASE",
       "CAST",      "COMMIT",  "CREATE",    "CROSS",  "DELETE",   "DESC",   "DISTINCT", "DROP",   "ELSE",
       "END",       "EXISTS",  "FALSE",     "FOR",    "FROM",     "FULL",   "GROUP",    "HAVING", "IF",
       "IN",        "INNER",   "INSERT",    "INTO",   "IS",       "JOIN",   "LEFT",     "LIKE",   "LIMIT",
       "NATURAL",   "NOT",     "NULL",      "OFFSET", "ON",       "OR",     "ORDER",    "OUTER",  "OVER",
       "PARTITION", "REPLACE", "RETURNING", "RIGHT",  "ROLLBACK", "SELECT", "SET",      "TABLE",  "THEN",
       "TRUE",      "UNION",   "UPDATE",    "USING",  "VALUES",   "WHEN",   "WHERE",    "WITH"});
  return std::ranges::any_of(words, [word](std::string_view one) { return same_sql_name(one, word); });
}

bool same_sql_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return upper(x) == upper(y); });
}

}  // namespace weir::workspace::edges

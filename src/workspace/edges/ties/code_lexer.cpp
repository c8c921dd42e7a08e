// The lexer under Code: one loop for all languages, with a small table of their habits.
#include <algorithm>
#include <array>

#include "workspace/edges/ties/code.h"
#include "workspace/edges/ties/code_habits.h"

namespace weir::workspace::edges {
namespace {

constexpr std::size_t tokens_per_file = 600'000;  // 1 MB of "a,a,a,"
constexpr std::size_t interpolations_per_file = 20'000;
constexpr std::size_t unclosed_per_file = 16;  // heredoc words whose line does not come: each is looked for to the end
constexpr std::size_t regex_longest = 1'000;   // else each '/' of a long line would be followed to its end

bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool digit(char c) { return c >= '0' && c <= '9'; }

class Lexer {
 public:
  Lexer(std::string_view text, Language language) : text_(text), language_(language), habits_(habits_of(language)) {}

  std::vector<Token> run() {
    lex(0, text_.size());
    // Pieces are appended while the list is walked: an interpolation may hold another.
    for (std::size_t i = 0; i < pieces_.size() && out_.size() < tokens_per_file; ++i) {
      const auto [begin, end, line, line_begin] = pieces_[i];
      line_ = line;
      line_begin_ = line_begin;
      push(Token::Kind::mark, semicolon_, begin);
      lex(begin, end);
    }
    return std::move(out_);
  }

 private:
  struct Piece {
    std::size_t begin, end;
    std::uint32_t line;
    std::size_t line_begin;
  };
  static constexpr std::string_view semicolon_ = ";";

  char at(std::size_t i) const { return i < end_ ? text_[i] : '\0'; }
  bool starts(std::string_view with) const { return text_.substr(at_, end_ - at_).starts_with(with); }

  void lex(std::size_t begin, std::size_t end) {
    at_ = begin;
    end_ = end;
    heredoc_end_ = 0;
    while (at_ < end_ && out_.size() < tokens_per_file) step();
  }

  void push(Token::Kind kind, std::string_view text, std::size_t where) {
    out_.push_back({kind, text, where, line_, static_cast<std::uint32_t>(where - std::min(where, line_begin_))});
  }

  void skip_to(std::size_t to) {
    to = std::min(to, end_);
    // Looks no further than it goes: a file may be one line of a megabyte.
    for (; at_ < to; ++at_) {
      if (text_[at_] != '\n') continue;
      ++line_;
      line_begin_ = at_ + 1;
    }
  }

  std::size_t find_or_end(std::string_view what, std::size_t from) const {
    return std::min(text_.substr(0, end_).find(what, from), end_);
  }

  void step() {
    const char c = at(at_);
    if (c == '\n' && heredoc_end_ > at_) {
      skip_to(heredoc_end_);
      heredoc_end_ = 0;
      return;
    }
    if (c == '\n' || c == ' ' || c == '\t' || c == '\r' || c == '\f') return skip_to(at_ + 1);
    if (comment(c)) return;
    if (letter(c) || (c == '@' && at(at_ + 1) == '"') || (c == '$' && at(at_ + 1) == '"') ||
        (language_ == Language::php && c == '$' && letter(at(at_ + 1)))) {
      return word();
    }
    if (digit(c)) return number();
    if (c == '"' || c == '\'' || c == '`') return quote(c, "");
    if (c == '<' && heredoc()) return;
    if (c == '/' && habits_.regex && regex()) return;
    push(Token::Kind::mark, text_.substr(at_, 1), at_);
    skip_to(at_ + 1);
  }

  bool comment(char c) {
    const char next = at(at_ + 1);
    if (habits_.slashes && c == '/' && next == '/') return skip_to(find_or_end("\n", at_)), true;
    if (habits_.slashes && c == '/' && next == '*') return skip_to(find_or_end("*/", at_ + 2) + 2), true;
    if (habits_.dashes && c == '-' && next == '-') return skip_to(find_or_end("\n", at_)), true;
    if (habits_.markup && starts("<!--")) return skip_to(find_or_end("-->", at_) + 3), true;
    if (!habits_.hash || c != '#') return ruby_block(c);
    if (language_ == Language::php && next == '[') return false;  // an attribute
    return skip_to(find_or_end("\n", at_)), true;
  }

  bool ruby_block(char c) {
    if (language_ != Language::ruby || c != '=' || at_ != line_begin_ || !starts("=begin")) return false;
    skip_to(find_or_end("\n=end", at_) + 5);
    return true;
  }

  void word() {
    std::size_t end = at_;
    if (at(end) == '$' || at(end) == '@') ++end;
    while (letter(at(end)) || digit(at(end))) ++end;
    if (at(end) == '$' || (at(end) == '@' && at(end + 1) == '"')) {  // $@"..." in C#, a$b in JavaScript
      if (at(end + 1) == '"' || letter(at(end + 1))) {
        ++end;
        while (letter(at(end)) || digit(at(end))) ++end;
      }
    }
    const std::string_view word = text_.substr(at_, end - at_);
    if (prefixes_string(word, end)) {
      skip_to(end);
      return quote(at(end), word);
    }
    push(Token::Kind::word, word, at_);
    skip_to(end);
  }

  bool prefixes_string(std::string_view word, std::size_t end) const {
    const char next = at(end);
    if (word == "@" || word == "$" || word == "$@" || word == "@$") return next == '"';
    if (language_ == Language::python && word.size() <= 2 && (next == '"' || next == '\'')) {
      return word.find_first_not_of("rRbBuUfF") == std::string_view::npos;
    }
    if (language_ == Language::rust && (word == "r" || word == "b" || word == "br")) {
      return next == '"' || (next == '#' && word != "b" && (at(end + 1) == '"' || at(end + 1) == '#'));
    }
    if (language_ == Language::cpp || language_ == Language::c)
      return next == '"' && (word == "R" || word == "u8R" || word == "L");
    if (language_ == Language::scala)
      return next == '"' && (word == "s" || word == "f" || word == "raw" || word == "sql");
    if (language_ == Language::dart) return word == "r" && (next == '"' || next == '\'');
    return false;
  }

  void number() {
    std::size_t end = at_;
    while (digit(at(end)) || letter(at(end)) || (at(end) == '.' && digit(at(end + 1)))) ++end;
    push(Token::Kind::number, text_.substr(at_, end - at_), at_);
    skip_to(end);
  }

  // A string from begin to end (without quotes); the reader goes on after `after`.
  void string(std::size_t begin, std::size_t end, std::size_t after) {
    end = std::min(end, end_);
    const bool statement = habits_.docstrings && is_statement();
    skip_to(begin);
    if (!statement) push(Token::Kind::string, text_.substr(begin, end - begin), begin);
    skip_to(after);
  }

  // A string that stands where a statement begins is a doc string: nothing open before it on its line.
  bool is_statement() const {
    const std::string_view line = text_.substr(line_begin_, at_ - line_begin_);
    if (line.find_first_not_of(" \trRuUbB") != std::string_view::npos) return false;
    if (out_.empty()) return true;
    const Token& last = out_.back();
    return last.kind == Token::Kind::mark ? last.is(':') || last.is(')') || last.is(']') || last.is('}')
                                          : last.kind != Token::Kind::string && last.line != line_;
  }

  void quote(char q, std::string_view prefix) {
    if (language_ == Language::rust && at(at_) == '#') return rust_raw();
    if (q == '\'' && !habits_.single) return character();
    if (q == '`' && habits_.raw_quote) {
      const std::size_t end = find_or_end("`", at_ + 1);
      return string(at_ + 1, end, end + 1);
    }
    if (q == '`' && !habits_.template_quote) {
      push(Token::Kind::mark, text_.substr(at_, 1), at_);
      return skip_to(at_ + 1);
    }
    if ((language_ == Language::cpp || language_ == Language::c) && prefix.ends_with('R')) return cpp_raw();
    const std::array<char, 3> three = {q, q, q};
    const std::string_view triple(three.data(), 3);
    if (habits_.triple && starts(triple)) {
      const std::size_t begin = at_ + 3;
      const std::size_t end = triple_end(begin, triple);
      interpolations(begin, end, prefix);
      return string(begin, end, end + 3);
    }
    plain(q, prefix);
  }

  std::size_t triple_end(std::size_t begin, std::string_view triple) const {
    std::size_t end = find_or_end(triple, begin);
    while (end > begin && end < end_ && text_[end - 1] == '\\') end = find_or_end(triple, end + 1);
    return end;
  }

  void plain(char q, std::string_view prefix) {
    const bool verbatim = prefix.contains('@') && language_ == Language::csharp;
    const bool may_break = habits_.multi_line || q == '`' || verbatim;
    std::size_t end = at_ + 1;
    int inside = 0;  // braces of a template's ${...}: a quote in there ends nothing
    for (; end < end_; ++end) {
      const char c = text_[end];
      if (c == '\\' && !verbatim) {
        ++end;
      } else if (inside == 0 && opens_code(end, q, prefix)) {
        ++inside;
        end += habits_.interpolation == '{' ? 0 : 1;
      } else if (inside > 0 && (c == '{' || c == '}')) {
        inside += c == '{' ? 1 : -1;
      } else if (c == q && verbatim && at(end + 1) == q) {
        ++end;
      } else if ((c == q && inside == 0) || (c == '\n' && !may_break)) {
        break;
      }
    }
    end = std::min(end, end_);
    interpolations(at_ + 1, end, prefix);
    string(at_ + 1, end, end < end_ && text_[end] == q ? end + 1 : end);
  }

  // Where an interpolation begins: a quote inside it ends nothing.
  bool opens_code(std::size_t i, char q, std::string_view prefix) const {
    const char mark = habits_.interpolation;
    if (mark == 0 || (q == '\'' && language_ != Language::dart)) return false;
    if (mark != '{') return text_[i] == mark && at(i + 1) == '{' && (q == '`' || !habits_.template_quote);
    const bool formatted = prefix.contains('f') || prefix.contains('F') || prefix.contains('$');
    return formatted && text_[i] == '{' && at(i + 1) != '{' && (i == 0 || text_[i - 1] != '{') && closes_in_line(i);
  }
  bool closes_in_line(std::size_t i) const {
    const std::size_t end = text_.find_first_of("}\n", i);
    return end < end_ && text_[end] == '}';
  }

  void character() {
    // 'a', '\n', '\u{1F600}'; else a lifetime or an apostrophe in prose.
    std::size_t end = at_ + 1;
    if (at(end) == '\\') {
      end = std::min(text_.find_first_of("'\n", end + 2), end_);
    } else {
      ++end;
      while (end < end_ && (static_cast<unsigned char>(text_[end]) & 0xC0) == 0x80) ++end;
    }
    skip_to(at(end) == '\'' ? end + 1 : at_ + 1);
  }

  void rust_raw() {
    std::size_t hashes = 0;
    while (at(at_ + hashes) == '#' && hashes < 16) ++hashes;
    if (at(at_ + hashes) != '"') return skip_to(at_ + hashes);
    const std::string close = "\"" + std::string(hashes, '#');
    const std::size_t begin = at_ + hashes + 1;
    const std::size_t end = find_or_end(close, begin);
    string(begin, end, end + close.size());
  }

  void cpp_raw() {
    const std::size_t open = std::min(text_.substr(0, std::min(at_ + 18, end_)).find('(', at_), end_);
    if (open - at_ > 17) return plain('"', "");
    const std::string close = ")" + std::string(text_.substr(at_ + 1, open - at_ - 1)) + "\"";
    const std::size_t end = find_or_end(close, open);
    string(std::min(open + 1, end_), std::max(end, std::min(open + 1, end_)), end + close.size());
  }

  // <<~SQL in Ruby, <<<SQL in PHP: the lines that follow, up to the word. Without that line it is a shift.
  bool heredoc() {
    const bool php = language_ == Language::php && starts("<<<");
    const bool ruby = language_ == Language::ruby && starts("<<");
    if ((!php && !ruby) || heredoc_end_ > at_) return false;
    const std::size_t begin = php ? php_word(at_ + 3) : ruby_word(at_ + 2);
    std::size_t end = begin;
    while (letter(at(end)) || digit(at(end))) ++end;
    if (end == begin || (ruby && (at(begin) < 'A' || at(begin) > 'Z'))) return false;
    const std::size_t body = line_end(end);
    if (body >= end_) return false;  // its lines would be behind the end of the file
    const std::size_t close = closing_line(body, text_.substr(begin, end - begin));
    if (close >= end_) return false;
    heredoc_token(body + 1, close, at(end) == '\'' || at(end) == '"' ? end + 1 : end);
    heredoc_end_ = std::max(std::min(find_or_end("\n", std::min(close + 1, end_)), end_), at_ + 1);
    return true;
  }

  std::size_t php_word(std::size_t from) const {
    while (at(from) == ' ' || at(from) == '\'' || at(from) == '"') ++from;
    return from;
  }
  // A space would make it a shift.
  std::size_t ruby_word(std::size_t from) const {
    if (at(from) == '~' || at(from) == '-') ++from;
    return at(from) == '\'' || at(from) == '"' ? from + 1 : from;
  }

  // The end of the line before the one that begins with the word; the end of the text when there is none.
  std::size_t closing_line(std::size_t body, std::string_view word) {
    if (unclosed_ == unclosed_per_file) return end_;
    for (std::size_t close = body; close < end_; close = find_or_end("\n", close + 1)) {
      const std::size_t first = text_.find_first_not_of(" \t", close + 1);
      if (first >= end_) break;
      const char after = at(first + word.size());
      if (text_.substr(first, word.size()) == word && !letter(after) && !digit(after)) return close;
    }
    ++unclosed_;
    return end_;
  }

  // Remembered, as a line of a megabyte may hold a hundred thousand words that ask for its end.
  std::size_t line_end(std::size_t from) {
    if (from < line_end_asked_ || from > line_end_) {
      line_end_asked_ = from;
      line_end_ = std::min(text_.find('\n', from), text_.size());
    }
    return std::min(line_end_, end_);
  }

  void heredoc_token(std::size_t begin, std::size_t end, std::size_t rest) {
    begin = std::min(begin, end_);
    end = std::clamp(end, begin, end_);
    interpolations(begin, end, "");
    Token token{Token::Kind::string, text_.substr(begin, end - begin), begin, line_ + 1, 0};
    skip_to(rest);
    out_.push_back(token);
  }

  bool regex() {
    if (!out_.empty()) {
      const Token& last = out_.back();
      if (last.kind != Token::Kind::mark && !last.is("return") && !last.is("case") && !last.is("typeof")) return false;
      if (last.is(')') || last.is(']') || last.is('}')) return false;
    }
    bool in_class = false;
    for (std::size_t i = at_ + 1; i < end_ && i < at_ + regex_longest && text_[i] != '\n'; ++i) {
      if (text_[i] == '\\') {
        ++i;
      } else if (text_[i] == '[' || text_[i] == ']') {
        in_class = text_[i] == '[';
      } else if (text_[i] == '/' && !in_class) {
        skip_to(i + 1);
        return true;
      }
    }
    return false;
  }

  // Code inside a string is read later, as pieces of its own.
  void interpolations(std::size_t begin, std::size_t end, std::string_view prefix) {
    if (habits_.interpolation == 0) return;
    const bool braces = habits_.interpolation == '{';
    if (braces && !prefix.contains('f') && !prefix.contains('F') && !prefix.contains('$')) return;
    std::uint32_t line = line_;
    std::size_t line_begin = line_begin_;
    for (std::size_t i = begin; i < end && i < end_; ++i) {
      if (text_[i] == '\n') {
        ++line;
        line_begin = i + 1;
      }
      const bool opens = braces ? text_[i] == '{' : text_[i] == habits_.interpolation && at(i + 1) == '{';
      if (!opens) continue;
      const std::size_t open = braces ? i + 1 : i + 2;
      if (braces && at(open) == '{') {
        i = open;
        continue;
      }
      int depth = 1;
      std::size_t close = open;
      for (; close < end && close < end_; ++close) {
        depth += text_[close] == '{' ? 1 : text_[close] == '}' ? -1 : 0;
        if (depth == 0) break;
      }
      if (pieces_.size() < interpolations_per_file && close < end_) pieces_.push_back({open, close, line, line_begin});
      for (; i + 1 < close; ++i) {
        if (text_[i + 1] != '\n') continue;
        ++line;
        line_begin = i + 2;
      }
    }
  }

  std::string_view text_;
  Language language_;
  Habits habits_;
  std::size_t at_ = 0, end_ = 0, line_begin_ = 0, heredoc_end_ = 0;
  std::size_t line_end_asked_ = 0, line_end_ = 0, unclosed_ = 0;
  std::uint32_t line_ = 1;
  std::vector<Token> out_;
  std::vector<Piece> pieces_;
};

}  // namespace

std::vector<Token> code_tokens(std::string_view text, Language language) { return Lexer(text, language).run(); }

}  // namespace weir::workspace::edges

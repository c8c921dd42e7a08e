// Where the name stands behind a keyword, and the pieces of lines that this and the readers of lines need.
#include <algorithm>

#include "workspace/text/scan.h"
#include "workspace/text/shapes.h"

namespace weir::workspace::text {
namespace {

constexpr auto npos = std::string_view::npos;

void found(std::string_view name, const Line& line, Found& out) {
  if (is_name(name)) out.push_back({.name = name, .line = line.number});
}

// Whether what stands behind a name is among the characters that the keyword allows.
bool follows(std::string_view rest, std::string_view allowed) {
  if (allowed.empty()) return true;
  rest = skip_blanks(rest);
  const bool ends = rest.empty() || rest.starts_with("//") || rest.starts_with('#');
  if (ends) return allowed.contains('$');
  return allowed.contains(rest.front()) || (allowed.contains('w') && !word_at(rest).empty());
}

bool at_name(std::string_view name, std::string_view behind, const Keyword& keyword, const Line& line, Found& out) {
  if (name.empty() || !follows(behind, keyword.follow)) return false;
  found(name, line, out);
  return true;
}

std::string_view without_sigils(std::string_view rest) {
  const std::size_t at = rest.find_first_not_of(" \t!*&$:");
  return at == npos ? std::string_view{} : rest.substr(at);
}

void take_next(const Keyword& keyword, std::string_view rest, const Line& line, Found& out) {
  rest = without_sigils(rest);
  const std::string_view name = word_at(rest);
  at_name(name, rest.substr(name.size()), keyword, line, out);
}

void take_tagged(const Keyword& keyword, std::string_view rest, const Line& line, Found& out) {
  std::string_view name;
  for (;;) {
    rest = skip_blanks(rest);
    if (rest.starts_with('[') || (rest.starts_with('(') && !name.empty())) {  // [[nodiscard]], alignas(16)
      rest.remove_prefix(group_end(rest));
      continue;
    }
    std::string_view word = word_at(rest);
    if (word.empty()) break;
    rest.remove_prefix(word.size());
    while (rest.starts_with("::")) {  // struct Outer::NAME {
      rest.remove_prefix(2);
      word = word_at(rest);
      rest.remove_prefix(word.size());
    }
    if (word != "final" && word != "class") name = word;
  }
  at_name(name, rest, keyword, line, out);
}

void take_last_part(const Keyword& keyword, std::string_view rest, const Line& line, Found& out) {
  rest = without_sigils(rest);
  std::string_view name = word_at(rest);
  rest.remove_prefix(name.size());
  while (!name.empty() && (rest.starts_with('.') || rest.starts_with("::"))) {
    rest.remove_prefix(rest.starts_with('.') ? 1 : 2);
    name = word_at(rest);
    rest.remove_prefix(name.size());
  }
  at_name(name, rest, keyword, line, out);
}

void take_before(const Keyword& keyword, std::string_view rest, const Line& line, Found& out) {
  rest = skip_blanks(rest);
  if (rest.starts_with('(') || rest.starts_with('<')) rest.remove_prefix(group_end(rest));  // receiver, type parameters
  const std::size_t stop = rest.find_first_of(keyword.follow);
  if (stop != npos) found(word_before(without_generics(rest.substr(0, stop))), line, out);
}

void take_last_word(const Keyword& keyword, std::string_view rest, const Line& line, Found& out) {
  if (!rest.ends_with(keyword.follow)) return;
  const std::size_t pointer = rest.find("(*");  // typedef void (*NAME)(int);
  if (pointer != npos) return found(word_at(rest.substr(pointer + 2)), line, out);
  rest.remove_suffix(keyword.follow.size());
  while (rest.ends_with(']')) rest = rest.substr(0, std::min(rest.rfind('['), rest.size() - 1));
  found(word_before(rest), line, out);
}

void take_quoted(const Keyword& keyword, std::string_view rest, const Line& line, Found& out) {
  std::string_view name, behind;
  for (rest = skip_blanks(rest); !rest.empty(); rest = skip_blanks(rest)) {
    if (rest.starts_with('(')) rest = skip_blanks(rest.substr(1));
    if (!rest.starts_with('"') && !rest.starts_with('\'')) break;
    const std::size_t end = group_end(rest);
    if (end < 2) break;
    name = rest.substr(1, end - 2);
    behind = rest = rest.substr(end);
  }
  if (word_at(name) == name) at_name(name, behind, keyword, line, out);
}

void take_behind_as(std::string_view rest, const Line& line, Found& out) {
  std::size_t at = rest.find(" AS ");
  if (at == npos) at = rest.find(" as ");
  if (at != npos) found(word_at(skip_blanks(rest.substr(at + 4))), line, out);
}

void take_object(std::string_view rest, const Line& line, Found& out) {
  static const WordSet between("if not exists concurrently only IF NOT EXISTS CONCURRENTLY ONLY");
  for (rest = skip_blanks(rest);; rest = skip_blanks(rest)) {
    const std::string_view word = word_at(rest);
    if (word.empty() || !between.holds(word)) break;
    rest.remove_prefix(word.size());
  }
  std::string_view name;
  for (;;) {  // schema."name"
    const bool quoted = !rest.empty() && std::string_view("\"`[").contains(rest.front());
    if (quoted) rest.remove_prefix(1);
    name = word_at(rest);
    rest.remove_prefix(name.size());
    if (quoted && !rest.empty()) rest.remove_prefix(1);
    if (!rest.starts_with('.')) break;
    rest.remove_prefix(1);
  }
  found(name, line, out);
}

void take_symbols(std::string_view rest, const Line& line, Found& out) {
  for (std::size_t at = rest.find(':'); at != npos; at = rest.find(':', at + 1)) {
    found(word_at(rest.substr(at + 1)), line, out);
  }
}

void take_behind_arrow(const Keyword& keyword, std::string_view rest, const Line& line, Found& out) {
  const std::size_t arrow = rest.find("=>");
  if (arrow != npos) rest.remove_prefix(arrow + 2);
  rest = skip_blanks(rest);
  for (const std::string_view word : {"family", "instance"}) {
    if (word_at(rest) == word) rest = skip_blanks(rest.substr(word.size()));
  }
  const std::string_view name = word_at(rest);
  at_name(name, rest.substr(name.size()), keyword, line, out);
}

char closing(char open) {
  switch (open) {
    case '(':
      return ')';
    case '[':
      return ']';
    case '<':
      return '>';
    case '{':
      return '}';
    default:
      return '\0';
  }
}

}  // namespace

std::string_view skip_blanks(std::string_view text) {
  const std::size_t at = text.find_first_not_of(" \t");
  return at == npos ? std::string_view{} : text.substr(at);
}

std::string_view word_at(std::string_view text) {
  if (text.empty() || kind_of(text.front()) == ByteKind::digit) return {};
  return text.substr(0, word_end(text, 0));
}

std::string_view word_before(std::string_view text) {
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  std::size_t at = text.size();
  while (at > 0 && kind_of(text[at - 1]) != ByteKind::separator && kind_of(text[at - 1]) != ByteKind::backslash) --at;
  const std::string_view word = text.substr(at);
  return word_at(word) == word ? word : std::string_view{};  // letters beyond ASCII are checked there
}

std::size_t group_end(std::string_view text) {
  const char open = text.front(), close = closing(open);
  if (close == '\0') {  // a quote
    const std::size_t end = text.find(open, 1);
    return end == npos ? text.size() : end + 1;
  }
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool arrow = open == '<' && i > 0 && (text[i - 1] == '-' || text[i - 1] == '=');
    depth += text[i] == open ? 1 : text[i] == close && !arrow ? -1 : 0;
    if (depth == 0) return i + 1;
  }
  return text.size();
}

std::string_view without_generics(std::string_view text) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (text.empty() || (text.back() != '>' && text.back() != ']')) return text;
  const char close = text.back(), open = close == '>' ? '<' : '[';
  int depth = 0;
  for (std::size_t i = text.size(); i-- > 0;) {
    depth += text[i] == close ? 1 : text[i] == open ? -1 : 0;
    if (depth == 0) return text.substr(0, i);
  }
  return text;
}

void take_names(const Keyword& keyword, std::string_view rest, const Line& line, Found& out) {
  switch (keyword.at) {
    case NameAt::next:
      return take_next(keyword, rest, line, out);
    case NameAt::tagged:
      return take_tagged(keyword, rest, line, out);
    case NameAt::last_part:
      return take_last_part(keyword, rest, line, out);
    case NameAt::before:
      return take_before(keyword, rest, line, out);
    case NameAt::last_word:
      return take_last_word(keyword, rest, line, out);
    case NameAt::quoted:
      return take_quoted(keyword, rest, line, out);
    case NameAt::behind_as:
      return take_behind_as(rest, line, out);
    case NameAt::object:
      return take_object(rest, line, out);
    case NameAt::symbols:
      return take_symbols(rest, line, out);
    case NameAt::behind_arrow:
      return take_behind_arrow(keyword, rest, line, out);
  }
}

}  // namespace weir::workspace::text

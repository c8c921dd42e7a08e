// Constants, properties, fields and targets: names that stand before a sign.
#include <algorithm>

#include "workspace/text/scan.h"
#include "workspace/text/shapes.h"

namespace weir::workspace::text {
namespace {

constexpr auto npos = std::string_view::npos;

void found(std::string_view name, const Line& line, Found& out) {
  if (is_name(name)) out.push_back({.name = name, .line = line.number});
}

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The text before an "=" that assigns, or "" (also for ==, <=, =>).
std::string_view before_equals(std::string_view text) {
  const std::size_t at = text.find('=');
  if (at == npos || at == 0) return {};
  const bool compares = at + 1 < text.size() && std::string_view("=>~").contains(text[at + 1]);
  return compares || std::string_view("!<>=").contains(text[at - 1]) ? std::string_view{} : text.substr(0, at);
}

}  // namespace

void constant(const Line& line, Found& out) {
  static const WordSet fixing("final const constexpr constinit readonly");
  static const WordSet showing("static public private protected internal");
  const std::string_view before = before_equals(line.text);
  if (before.empty() || before.find_first_of("(\"'") != npos) return;
  bool fixed = false, visible = line.indent == 0;
  std::string_view rest = before;
  for (std::string_view word = word_at(rest); !word.empty(); word = word_at(rest)) {
    fixed = fixed || fixing.holds(word);
    visible = visible || showing.holds(word);
    rest = skip_blanks(rest.substr(word.size()));
  }
  if (fixed && visible) found(word_before(without_generics(before)), line, out);
}

void property(const Line& line, Found& out) {
  const std::size_t brace = line.text.find('{');
  if (brace == npos || brace == 0) return;
  const std::string_view inside = skip_blanks(line.text.substr(brace + 1)), before = line.text.substr(0, brace);
  static const WordSet accessors("get set init"), restrictions("private protected internal");
  const std::string_view first = word_at(inside);
  const bool accessor = accessors.holds(first) || (restrictions.holds(first) && inside.find("et;") != npos);
  if (accessor && before.find_first_of("(=") == npos && before.find(' ') != npos) found(word_before(before), line, out);
}

void closing_typedef(const Line& line, Found& out) {
  if (line.indent > 0 || !line.text.starts_with('}') || !line.text.ends_with(';')) return;
  const std::string_view name = word_at(skip_blanks(line.text.substr(1)));
  if (skip_blanks(line.text.substr(1)).size() == name.size() + 1) found(name, line, out);
}

void assignment(const Line& line, Found& out) {
  if (line.indent > 0) return;
  const std::string_view name = word_at(line.text), rest = skip_blanks(line.text.substr(name.size()));
  const bool assigned = rest.starts_with('=') && !rest.starts_with("==");
  const bool typed = rest.starts_with(':') && !rest.ends_with(':') && !before_equals(rest).empty();
  if (assigned || typed) found(name, line, out);
}

void ruby_constant(const Line& line, Found& out) {
  const std::string_view name = word_at(line.text), rest = skip_blanks(line.text.substr(name.size()));
  if (name.empty() || !is_capital(name.front())) return;
  if (rest.starts_with('=') && !rest.starts_with("==") && !rest.starts_with("=>")) found(name, line, out);
}

void shell_line(const Line& line, Found& out) {
  static const WordSet exporting("export readonly declare");
  std::string_view text = line.text;
  const std::string_view first = word_at(text);
  const bool exported = exporting.holds(first);
  if (exported) text = skip_blanks(text.substr(first.size()));
  while (exported && text.starts_with('-')) text = skip_blanks(text.substr(std::min(text.find(' '), text.size())));
  const std::string_view name = word_at(text), rest = text.substr(name.size());
  const bool function = skip_blanks(rest).starts_with("()");
  if (function || (rest.starts_with('=') && (line.indent == 0 || exported))) found(name, line, out);
}

void make_line(const Line& line, Found& out) {
  if (line.indent > 0) return;
  const std::string_view name = word_at(line.text), rest = skip_blanks(line.text.substr(name.size()));
  if (name.empty() || name == "include") return;
  const bool variable = rest.starts_with('=') || rest.starts_with(":=") || rest.starts_with("?=");
  if (variable || rest.starts_with(':')) found(name, line, out);
}

void numbered_field(const Line& line, Found& out) {
  static const WordSet no_fields("option syntax edition import package reserved");
  const std::string_view before = before_equals(line.text);
  if (before.empty() || no_fields.holds(word_at(line.text))) return;
  if (before.find_first_of("(\"'") != npos) return;
  const std::string_view number = skip_blanks(line.text.substr(before.size() + 1));
  const bool numbered = !number.empty() && (is_digit(number.front()) || number.front() == '-');
  if (numbered && number.find_first_of(";[") != npos) found(word_before(before), line, out);
}

void field_with_type(const Line& line, Found& out) {
  if (line.indent == 0) return;
  const std::string_view name = word_at(line.text);
  std::string_view rest = line.text.substr(name.size());
  if (rest.starts_with('(')) rest.remove_prefix(group_end(rest));
  if (rest.empty() ? line.text.ends_with('(') : skip_blanks(rest).starts_with(':')) found(name, line, out);
}

void signature(const Line& line, Found& out) {
  const std::string_view name = word_at(line.text);
  if (line.indent <= 2 && skip_blanks(line.text.substr(name.size())).starts_with("::")) found(name, line, out);
}

}  // namespace weir::workspace::text

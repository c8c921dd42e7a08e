// Templates as a language that has a grammar: the markup becomes blank, the code stays where it stood.
#include "workspace/syntax/languages.h"

namespace weir::workspace::syntax {
namespace {

bool word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

std::string_view first_word(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && !word(text[at])) ++at;
  std::size_t end = at;
  while (end < text.size() && word(text[end])) ++end;
  return text.substr(at, end - at);
}

// One {{ }} or {% %}: out has the same size and holds blanks. Dots and dollars that begin a name (Go's .Order, $.Order)
// go; "range $x := .Items", "for x in items" and "if x" keep what they look at.
void code(std::string_view inside, std::span<char> out) {
  const auto keyword = first_word(inside);
  std::size_t at = 0;
  for (const std::string_view word_of_control :
       {"if", "elif", "elsif", "else", "range", "with", "unless", "each", "end", "endif", "endfor", "block", "endblock",
        "extends", "include", "define", "template", "set", "macro"})
    if (keyword == word_of_control) at = static_cast<std::size_t>(keyword.data() - inside.data()) + keyword.size();
  const auto is = inside.find(":=", at);
  if (is != std::string_view::npos && keyword == "range") at = is + 2;
  const bool loop = keyword == "for";
  for (; at < inside.size(); ++at) {
    const char c = inside[at];
    const bool begins =
        at == 0 || (!word(inside[at - 1]) && inside[at - 1] != ')' && inside[at - 1] != ']' && inside[at - 1] != '"');
    if ((c == '.' && begins) || c == '$' || c == '#' || c == '/') continue;
    if (c == '|') {
      out[at] = '|';
      continue;
    }
    out[at] = c;
  }
  if (loop && inside.size() >= 1) out[out.size() - 1] = ':';
}

}  // namespace

std::string template_as_python(std::string_view text) {
  std::string out(text.size(), ' ');
  std::size_t at = 0;
  while (at + 1 < text.size()) {
    if (text[at] == '\n') out[at] = '\n';
    const bool value = text.substr(at, 2) == "{{", statement = text.substr(at, 2) == "{%";
    if (!value && !statement) {
      ++at;
      continue;
    }
    const auto end = text.find(value ? "}}" : "%}", at + 2);
    if (end == std::string_view::npos) break;
    const auto inside = text.substr(at + 2, end - at - 2);
    const bool comment = inside.starts_with('!') || inside.starts_with("/*");
    if (!comment && inside.find('\n') == std::string_view::npos)
      code(inside, std::span(out).subspan(at + 2, inside.size()));
    for (std::size_t i = at; i < end; ++i)
      if (text[i] == '\n') out[i] = '\n';
    if (first_word(inside) != "for") out[end + 1] = ';';
    at = end + 2;
  }
  for (; at < text.size(); ++at)
    if (text[at] == '\n') out[at] = '\n';
  return out;
}

}  // namespace weir::workspace::syntax

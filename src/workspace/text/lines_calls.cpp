// Functions and methods that no keyword announces: told from calls by what stands before the name and in the brackets.
#include <algorithm>

#include "workspace/text/scan.h"
#include "workspace/text/shapes.h"

namespace weir::workspace::text {
namespace {

constexpr auto npos = std::string_view::npos;

// First words of statements; a line that begins with one defines nothing.
const WordSet& statements() {
  static const WordSet words(
      "if else for foreach while do switch case default return throw new delete await yield assert goto try catch "
      "finally using lock with where select from orderby let sizeof co_return co_await co_yield typedef typeof "
      "instanceof super import package static_assert in is as not and or function namespace");
  return words;
}
const WordSet& no_names() {
  static const WordSet words(
      "const int void char bool float double long short unsigned signed auto operator defined if for while switch "
      "return "
      "sizeof catch");
  return words;
}
// Before the name of a JavaScript method.
const WordSet& method_modifiers() {
  static const WordSet words("async static get set public private protected readonly override abstract accessor");
  return words;
}

void found(std::string_view name, const Line& line, Found& out) {
  if (is_name(name)) out.push_back({.name = name, .line = line.number});
}

std::string_view trimmed_right(std::string_view text) {
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

// Behind annotations: "@Route("/x") public void get()".
std::string_view without_annotations(std::string_view text) {
  while (text.starts_with('@')) {
    text.remove_prefix(1);
    while (!word_at(text).empty()) {
      text.remove_prefix(word_at(text).size());
      if (text.starts_with('.')) text.remove_prefix(1);
    }
    if (text.starts_with('(')) text.remove_prefix(group_end(text));
    text = skip_blanks(text);
  }
  return text;
}

struct Call {  // "prefix NAME(arguments) behind"
  std::string_view prefix, name, arguments, behind;
};

Call call_of(std::string_view text) {
  Call call;
  if (word_at(text).empty() && !text.starts_with('~')) return call;
  const std::size_t paren = text.find('(');
  if (paren == npos) return call;
  const std::string_view before = without_generics(text.substr(0, paren));
  const std::string_view name = word_before(before);
  if (name.empty() || statements().holds(word_at(text)) || no_names().holds(name)) return call;
  const std::size_t end = paren + group_end(text.substr(paren));
  const bool closed = text[end - 1] == ')' && end > paren + 1;
  call.name = name;
  call.prefix = trimmed_right(before.substr(0, static_cast<std::size_t>(name.data() - before.data())));
  call.arguments = text.substr(paren + 1, end - paren - (closed ? 2 : 1));
  call.behind = skip_blanks(text.substr(end));
  return call;
}

// "a, b" is no type, "Map<a, b>" is one.
bool lists_values(std::string_view text) {
  int depth = 0;
  for (const char c : text) {
    depth += c == '<' || c == '[' ? 1 : c == '>' || c == ']' ? -1 : 0;
    if (c == ',' && depth <= 0) return true;
  }
  return false;
}

// What may be a type, or modifiers and a type; the name of a call has an object or an operator before it.
bool is_type(std::string_view prefix) {
  if (prefix.empty() || prefix.find("->") != npos || prefix.find_first_of("=(\"'!+{};/|^%$\\") != npos) return false;
  if (prefix.ends_with(" ?") || lists_values(prefix) || statements().holds(word_before(prefix))) return false;
  const ByteKind last = kind_of(prefix.back());
  return last == ByteKind::letter || last == ByteKind::digit || last == ByteKind::high ||
         std::string_view("*&>]?").contains(prefix.back());
}

// "int a, ..." and not "a, b": the first argument is declared here.
bool declares(std::string_view arguments) {
  std::string_view first = skip_blanks(arguments.substr(0, arguments.find(',')));
  if (first.empty()) return true;
  if (first == "void" || first.starts_with("const ") || first == "...") return true;
  const std::string_view type = word_at(first);
  if (type.empty()) return false;
  first.remove_prefix(type.size());
  while (first.starts_with("::")) {
    first.remove_prefix(2);
    first.remove_prefix(word_at(first).size());
  }
  if (first.starts_with('<')) first.remove_prefix(group_end(first));
  if (first.empty()) return no_names().holds(type);
  const std::size_t at = first.find_first_not_of(" \t*&");
  if (at == 0) return false;
  return at == npos || !word_at(first.substr(at)).empty() || first.substr(at).starts_with("...");
}

bool only_modifiers(std::string_view words) {
  for (words = skip_blanks(words); !words.empty(); words = skip_blanks(words)) {
    const std::string_view word = word_at(words);
    if (word.empty() || !method_modifiers().holds(word)) return false;
    words.remove_prefix(word.size());
  }
  return true;
}

}  // namespace

void typed_function(const Line& line, Found& out) {
  const Call call = call_of(line.text);
  if (call.name.empty()) return;
  const bool statement_like = call.behind.ends_with(';') || call.behind.empty();
  if (call.prefix.empty()) {  // "NAME(int a)" below its type, as GNU's C is written
    if (line.indent == 0 && !call.behind.ends_with(';') && declares(call.arguments)) found(call.name, line, out);
    return;
  }
  const bool qualified = call.prefix.ends_with("::");  // "int A::NAME(", "A::A("
  const std::string_view type = qualified ? call.prefix.substr(0, call.prefix.size() - 2) : call.prefix;
  if (!is_type(type) || (qualified && line.indent > 0)) return;
  if ((line.indent > 0 || qualified) && statement_like && !declares(call.arguments)) return;  // "Lock lock(mutex);"
  if (line.indent == 0 && call.behind.ends_with(';') && !declares(call.arguments)) return;    // MACRO-like lines
  found(call.name, line, out);
}

void typed_method(const Line& line, Found& out) {
  const Call call = call_of(without_annotations(line.text));
  if (call.name.empty() || !is_type(call.prefix)) return;
  if (call.prefix == "const" || call.prefix == "factory") {  // Dart: a constructor, or an object that is made
    const std::string_view first = skip_blanks(call.arguments);
    if (!first.starts_with('{') && !first.starts_with("this.") && !first.starts_with("super.")) return;
  }
  if (call.prefix.find(" operator") != npos || call.behind.starts_with('.')) return;
  found(call.name, line, out);
}

void braced_method(const Line& line, Found& out) {
  if (line.indent == 0) return;
  std::string_view text = without_annotations(line.text);
  const std::size_t sign = text.find_first_of("#*");
  if (sign != npos && only_modifiers(text.substr(0, sign))) text.remove_prefix(sign + 1);
  const Call call = call_of(text);
  if (call.name.empty() || !only_modifiers(call.prefix)) return;
  const bool open = call.behind.empty() && line.text.ends_with('(');  // arguments on the next lines
  const bool body = call.behind == "{" || (call.behind.starts_with(':') && !call.behind.ends_with(','));
  const bool single = call.behind.starts_with("{ ") && call.behind.ends_with('}');
  if (body || single || (open && !call.prefix.empty())) found(call.name, line, out);
}

void assigned_function(const Line& line, Found& out) {
  const std::string_view text = line.text;
  const std::size_t sign = text.find_first_of("=:");
  if (sign == npos || sign == 0 || word_at(text).empty()) return;
  const std::string_view target = trimmed_right(text.substr(0, sign)), value = skip_blanks(text.substr(sign + 1));
  if (target.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789$.") != npos) return;
  const bool arrow = (value.starts_with('(') || value.starts_with("async")) && value.find("=>") != npos;
  const bool function = word_at(value) == "function" || value.starts_with("async function") || arrow;
  const bool exported = target.starts_with("exports.") || target.starts_with("module.exports.");
  if (function || exported) found(word_before(target), line, out);
}

void objc_method(const Line& line, Found& out) {
  if (!line.text.starts_with('-') && !line.text.starts_with('+')) return;
  std::string_view rest = skip_blanks(line.text.substr(1));
  if (!rest.starts_with('(')) return;
  rest = skip_blanks(rest.substr(group_end(rest)));
  found(word_at(rest), line, out);
}

}  // namespace weir::workspace::text

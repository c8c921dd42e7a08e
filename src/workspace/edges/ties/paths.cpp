// Paths in their normal form.
#include "workspace/edges/ties/paths.h"

#include <algorithm>

#include "workspace/edges/ties/common.h"

namespace weir::workspace::edges {
namespace {

constexpr std::size_t path_longest = 400;

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool digit(char c) { return c >= '0' && c <= '9'; }

std::size_t closing(std::string_view text, std::size_t open, char opens, char closes) {
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    depth += text[i] == opens ? 1 : text[i] == closes ? -1 : 0;
    if (depth == 0) return i;
  }
  return std::string_view::npos;
}

// Where the placeholder that begins here ends; 0 when none begins.
std::size_t placeholder_end(std::string_view text, std::size_t at, bool segment_begins) {
  const char c = text[at];
  const char next = at + 1 < text.size() ? text[at + 1] : '\0';
  if ((c == '$' || c == '#') && next == '{') return closing(text, at + 1, '{', '}') + 1;
  if (c == '{') return closing(text, at, '{', '}') + 1;
  if (c == '\\' && next == '(') return closing(text, at + 1, '(', ')') + 1;
  if (c == '<' && letter(next)) return text.find('>', at) + 1;
  if ((c == '$' && letter(next)) || (c == ':' && letter(next) && segment_begins)) {
    std::size_t end = at + 1;
    while (end < text.size() && (letter(text[end]) || digit(text[end]))) ++end;
    if (c == ':' && end < text.size() && text[end] == '(') end = closing(text, end, '(', ')') + 1;  // :id(\\d+)
    if (c == ':' && end < text.size() && end > 0 && text[end] == '?') ++end;
    return end;
  }
  if (c == '%') {
    std::size_t end = at + 1;
    while (end < text.size() && (digit(text[end]) || text[end] == '+' || text[end] == '-' || text[end] == '.')) ++end;
    if (end < text.size() && std::string_view("sdvqxi").contains(text[end])) return end + 1;
  }
  return 0;
}

std::string with_placeholders(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const bool begins = out.ends_with('/');
    const std::size_t end = placeholder_end(text, at, begins);
    if (end > at) {
      out += "{}";
      at = end;
    } else {
      out += text[at++];
    }
  }
  return out;
}

bool allowed(char c) { return letter(c) || digit(c) || std::string_view("/{}-.~*@!+,=").contains(c); }

std::vector<std::string> query_names(std::string_view query) {
  std::vector<std::string> out;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    const std::string_view name = pair.substr(0, pair.find('='));
    if (!name.empty() && name != "{}" && pair.contains('=')) out.emplace_back(name);
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return out;
}

void take_verb(HttpPath& out, std::string_view& text) {
  for (const std::string_view verb : {"GET ", "POST ", "PUT ", "PATCH ", "DELETE ", "HEAD ", "OPTIONS "}) {
    if (!text.starts_with(verb)) continue;
    out.verb = verb.substr(0, verb.size() - 1);
    text.remove_prefix(verb.size());
  }
}

}  // namespace

std::optional<HttpPath> http_path(std::string_view text, bool bare) {
  if (text.empty() || text.size() > path_longest) return std::nullopt;
  HttpPath out;
  take_verb(out, text);
  std::string whole = with_placeholders(text);
  std::string_view rest = whole;
  if (const std::size_t scheme = rest.find("://"); scheme != std::string_view::npos && scheme < 12) {
    rest.remove_prefix(scheme + 3);
    const std::size_t slash = std::min(rest.find_first_of("/?"), rest.size());
    out.host = rest.substr(0, slash);
    out.based = true;
    rest.remove_prefix(slash);
  } else if (rest.starts_with("{}")) {  // a base, or several of its parts
    while (rest.starts_with("{}")) rest.remove_prefix(2);
    if (!rest.starts_with('/')) return std::nullopt;
    out.based = true;
  }
  if (const std::size_t question = rest.find('?'); question != std::string_view::npos) {
    out.query = query_names(rest.substr(question + 1));
    rest = rest.substr(0, question);
  }
  rest = rest.substr(0, rest.find('#'));
  if (!rest.starts_with('/') && !bare) return std::nullopt;
  if (rest.starts_with("//") || !std::ranges::all_of(rest, allowed)) return std::nullopt;
  out.path = rest.starts_with('/') ? std::string(rest) : "/" + std::string(rest);
  while (out.path.size() > 1 && out.path.back() == '/') out.path.pop_back();
  return out;
}

HttpPath route_of(std::string_view definition_name) { return http_path(definition_name).value_or(HttpPath{}); }

std::optional<std::string> file_route(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos || !one_of(path.substr(dot), {".ts", ".js", ".tsx", ".jsx", ".mjs"}))
    return std::nullopt;
  std::string_view stem = path.substr(0, dot);
  std::size_t begin = std::string_view::npos;
  if (const std::size_t pages = stem.find("pages/api/"); pages != std::string_view::npos) {
    begin = pages + 5;
  } else if (stem.ends_with("/route") && stem.contains("app/")) {
    begin = stem.find("app/") + 3;
    stem.remove_suffix(6);
  } else if (stem.ends_with("/+server") && stem.contains("routes/")) {
    begin = stem.find("routes/") + 6;
    stem.remove_suffix(8);
  }
  if (begin == std::string_view::npos || begin >= stem.size()) return std::nullopt;
  if (stem.ends_with("/index")) stem.remove_suffix(6);
  if (begin >= stem.size()) return std::nullopt;
  std::string out;
  for (std::string_view rest = stem.substr(begin + 1); !rest.empty();) {
    const std::size_t end = std::min(rest.find('/'), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (part.starts_with('(')) continue;  // a group, not a part of the address
    out += part.starts_with('[') ? "/{}" : "/" + std::string(part);
  }
  return out;
}

}  // namespace weir::workspace::edges

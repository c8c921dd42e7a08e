// Expressions in one spelling for all languages, and the small text helpers of the walk.
#include "workspace/syntax/walk.h"

namespace weir::workspace::syntax {
namespace {

constexpr std::size_t kSpelled = 160;  // an expression worth a type is shorter
constexpr unsigned kDepth = 32;        // nested calls beyond that are machine made

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

std::string Walk::squeezed(TSNode node) const {
  const auto raw = text(node);
  if (raw.size() > 4 * kSpelled) return {};
  std::string out;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (is_space(raw[i]) || (raw[i] == '$' && i == 0)) continue;
    if (raw[i] == ':' && i + 1 < raw.size() && raw[i + 1] == ':') {
      out += '.';
      ++i;
    } else {
      out += raw[i];
    }
  }
  return out.size() <= kSpelled ? out : std::string();
}

std::string Walk::words(TSNode node) const {
  const auto raw = text(node).substr(0, 4 * kSpelled);
  std::string out;
  for (const char c : raw) {
    if (!is_space(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
    if (out.size() >= kSpelled) break;
  }
  if (out.starts_with(": ")) out.erase(0, 2);  // TypeScript's annotation node begins with its colon
  if (out.starts_with(":")) out.erase(0, 1);
  return out;
}

std::string Walk::spell(TSNode node, unsigned depth) const {
  if (ts_node_is_null(node) || depth > kDepth) return {};
  const Row* r = row(node);
  if (r == nullptr) return {};
  const auto last = [&]() { return child(node, count(node) - 1); };
  const auto part = [&](const char* name, bool first) {
    if (*name != 0) return field(node, name);
    return first ? child(node, 0) : last();
  };
  std::string out;
  switch (r->shape) {
    case Shape::name:
    case Shape::type_name:
      out = squeezed(node);
      break;
    case Shape::member: {
      if (*r->a == 0 && count(node) < 2) {
        out = "." + std::string(text(last()));
        break;
      }
      const std::string object = spell(part(r->a, true), depth + 1);
      const TSNode name = part(r->b, false);
      if (!object.empty() && !ts_node_is_null(name)) out = object + "." + std::string(last_part(text(name)));
      break;
    }
    case Shape::call: {
      out = spell(part(r->a, true), depth + 1);
      if (out.empty()) break;
      if (const TSNode generic = child_of_type(node, "type_arguments"); !ts_node_is_null(generic))
        out += squeezed(generic);
      out += "()";
      break;
    }
    case Shape::method: {
      const TSNode object = field(node, r->a);
      const auto name = std::string(text(field(node, r->b)));
      if (!ts_node_is_null(object)) {
        out = spell(object, depth + 1);
        if (out.empty()) break;
        out += ".";
      }
      out += name + "()";
      break;
    }
    case Shape::cast:
    case Shape::create: {
      const bool first = r->shape == Shape::create;
      const TSNode named = *r->a != 0 ? field(node, r->a) : (first ? child(node, 0) : last());
      out = ts_node_is_null(named) ? "" : squeezed(named);
      if (const TSNode generic = child_of_type(node, "type_arguments"); !out.empty() && !ts_node_is_null(generic))
        out += squeezed(generic);
      if (!out.empty()) out += "{}";
      break;
    }
    case Shape::index: {
      out = spell(part(r->a, true), depth + 1);
      if (out.empty()) break;
      const TSNode index = *r->b != 0 ? field(node, r->b) : child(node, 1);
      const Row* inner = row(index);
      if (inner != nullptr && inner->shape == Shape::string && text(index).size() < 60)
        out += "[\"" + std::string(unquoted(text(index))) + "\"]";
      else
        out += "[]";
      break;
    }
    case Shape::inner:
      out = spell(*r->a != 0 ? field(node, r->a) : last(), depth + 1);
      break;
    case Shape::first:
      if (type(node) == "conditional_access_expression") {
        out = spell(field(node, "condition"), depth + 1);
        const std::string rest = spell(last(), depth + 1);
        out = out.empty() || rest.empty() ? "" : out + rest;
      } else {
        out = spell(part(r->a, true), depth + 1);
      }
      break;
    case Shape::string:
      if (const auto body = text(node); body.size() <= 120 && body.find('\n') == std::string_view::npos)
        out = "\"" + std::string(unquoted(body)) + "\"";
      break;
    default:
      break;
  }
  return out.size() <= kSpelled ? out : std::string();
}

std::string_view unquoted(std::string_view literal) {
  while (!literal.empty() && literal.front() == ':') literal.remove_prefix(1);  // :symbol
  std::size_t at = 0;
  while (at < literal.size() && at < 4 && literal[at] != '"' && literal[at] != '\'' && literal[at] != '`') ++at;
  if (at == literal.size() || at == 4) {
    if (!literal.empty() && literal.back() == ':') literal.remove_suffix(1);  // symbol: of a hash
    return literal;
  }
  const char quote = literal[at];
  literal.remove_prefix(at);
  while (literal.size() >= 2 && literal.front() == quote && literal.back() == quote) {
    literal.remove_prefix(1);
    literal.remove_suffix(1);
  }
  if (!literal.empty() && literal.front() == quote) literal.remove_prefix(1);
  return literal;
}

std::string_view last_part(std::string_view spelled) {
  while (spelled.ends_with("()") || spelled.ends_with("[]") || spelled.ends_with("{}")) spelled.remove_suffix(2);
  if (spelled.ends_with('>')) {  // generic arguments
    int open = 0;
    std::size_t at = spelled.size();
    while (at > 0) {
      --at;
      if (spelled[at] == '>') ++open;
      if (spelled[at] == '<' && --open == 0) break;
    }
    spelled = spelled.substr(0, at);
  }
  const auto cut = spelled.find_last_of(".:\\");
  return cut == std::string_view::npos ? spelled : spelled.substr(cut + 1);
}

std::string lambda_source(const Walk& walk) {
  for (unsigned up = 1; up <= 5; ++up) {
    const TSNode above = walk.parent(up);
    if (ts_node_is_null(above)) return {};
    const auto kind = walk.type(above);
    if (kind.find("call") == std::string_view::npos && kind.find("invocation") == std::string_view::npos) continue;
    if (kind == "call_suffix") continue;
    const std::string whole = walk.spell(above);  // "order.items.map()"
    return whole.find('.') != std::string::npos && whole.ends_with("()") ? whole + "=>" : std::string();
  }
  return {};
}

}  // namespace weir::workspace::syntax

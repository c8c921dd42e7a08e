// What language files tell in the same way: functions, records, fields, parameters, imports, lists of assignments.
#include "workspace/syntax/walk.h"

namespace weir::workspace::syntax {

void function(Walk& walk, TSNode whole, TSNode name, TSNode result, TSNode body) {
  const std::string owner(walk.scope_type());
  const auto spelled = last_part(walk.text(name));
  if (!spelled.empty() && spelled.size() <= 120) {
    Fact& fact = walk.emit(Role::declare, spelled, name);
    fact.receiver = owner;
    if (!ts_node_is_null(result)) fact.type = walk.words(result);
    walk.skip(name);
  }
  // "Order.total" and "total" of an Order are told apart by the scope's type, never equal to its own name.
  walk.scope(spelled, owner == spelled ? std::string_view() : std::string_view(owner), whole, body);
}

void record(Walk& walk, TSNode whole, TSNode name, TSNode body) {
  const auto spelled = walk.text(name);
  if (spelled.empty() || spelled.size() > 120) return;
  Fact& fact = walk.emit(Role::declare, spelled, name);
  fact.receiver = std::string(walk.scope_type());
  walk.skip(name);
  walk.scope(spelled, spelled, whole, body);
}

void field_of(Walk& walk, TSNode name, std::string_view type, std::string_view alias, std::string_view from) {
  auto spelled = unquoted(walk.text(name));
  if (spelled.starts_with('$')) spelled.remove_prefix(1);
  if (spelled.empty() || spelled.size() > 120) return;
  Fact& fact = walk.emit(Role::field, spelled, name);
  fact.receiver = std::string(walk.scope_type());
  fact.type = std::string(type);
  fact.alias = std::string(alias);
  fact.from = std::string(from);
}

void parameter(Walk& walk, TSNode name, std::string_view type, std::string_view from, bool each) {
  auto spelled = walk.text(name);
  if (spelled.starts_with('$')) spelled.remove_prefix(1);
  if (spelled.empty() || spelled.size() > 120) return;
  Fact& fact = walk.emit(Role::parameter, spelled, name);
  fact.type = std::string(type);
  fact.from = std::string(from);
  fact.each = each;
}

void imported(Walk& walk, TSNode at, std::string_view name, std::string_view path, std::string_view alias) {
  if (name.empty()) return;
  Fact& fact = walk.emit(Role::import, name, at);
  fact.type = std::string(path.substr(0, 200));
  fact.alias = std::string(alias.empty() ? name : alias);
}

void types_in(Walk& walk, TSNode type) {
  const auto text = walk.text(type).substr(0, 200);
  const auto word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  for (std::size_t at = 0; at < text.size();) {
    if (!word(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && word(text[end])) ++end;
    walk.emit(Role::type, text.substr(at, end - at), type);
    at = end;
  }
}

void assign_list(Walk& walk, TSNode left, TSNode right) {
  if (ts_node_is_null(left)) return;
  const auto single = [&](TSNode to, TSNode value) {
    const std::string from = ts_node_is_null(value) ? "" : walk.spell(value);
    const auto kind = walk.type(to);
    if (kind == "identifier" || kind == "simple_identifier") {
      walk.local(to, "", from);
      if (!ts_node_is_null(value)) walk.value_of(value, "", std::string(walk.text(to)));
    } else {
      walk.mark(to, Role::member_write);
      if (!ts_node_is_null(value)) walk.value_of(value, "", walk.spell(to));
    }
  };
  const bool many = walk.type(left).ends_with("list");
  const bool values = !ts_node_is_null(right) && walk.type(right).ends_with("list");
  const auto lefts = many ? walk.count(left) : 1U;
  const auto rights = values ? walk.count(right) : 1U;
  for (std::uint32_t i = 0; i < lefts && i < 16; ++i) {
    const TSNode to = many ? walk.child(left, i) : left;
    TSNode value{};
    if (lefts == rights || i == 0) value = values ? walk.child(right, i) : right;
    single(to, value);
  }
}

}  // namespace weir::workspace::syntax

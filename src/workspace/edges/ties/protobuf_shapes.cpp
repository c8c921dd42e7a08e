// World: what no declaration types. Sibling keys of a literal, the members that a variable is used with, and the rpc
// that a path in the same function is named after pick one message, or none.
#include <algorithm>
#include <set>

#include "workspace/edges/ties/protobuf_world.h"

namespace weir::workspace::edges::proto {
namespace {

using syntax::Fact;
using syntax::Group;
using syntax::Role;

bool dynamic(Language language) {
  switch (language) {
    case Language::javascript:
    case Language::jsx:
    case Language::typescript:
    case Language::tsx:
    case Language::python:
    case Language::ruby:
    case Language::erb:
    case Language::html:
    case Language::php:
      return true;
    default:
      return false;
  }
}

// What follows the variable: "order()[].cost" of "data.order()[].cost" is "order.cost". Nothing: it is not rooted
// there.
std::optional<std::string> path_after(std::string_view expression, std::string_view root) {
  if (!expression.starts_with(root)) return std::nullopt;
  auto rest = expression.substr(root.size());
  std::string out;
  for (std::size_t at = 0; at < rest.size(); ++at) {
    if (rest.substr(at, 2) == "()" || rest.substr(at, 2) == "[]" || rest.substr(at, 2) == "{}") {
      ++at;
    } else if (rest[at] == '.') {
      if (!out.empty() && out.back() != '.') out += '.';
    } else if (at == 0) {
      return std::nullopt;  // "orders" is not rooted in "order"
    } else if (rest[at] == '[' || rest[at] == '"' || rest[at] == ']' || rest[at] == '=' || rest[at] == '>') {
      return std::nullopt;
    } else {
      out += rest[at];
    }
  }
  return out;
}

std::string_view string_of(std::string_view spelled) {
  if (spelled.size() < 3 || spelled.front() != '"' || spelled.back() != '"') return {};
  return spelled.substr(1, spelled.size() - 2);
}

}  // namespace

std::string_view keyed_by_call(const Fact& fact) {
  static constexpr std::string_view names[] = {"get",    "fetch",   "dig",       "getString",
                                               "getInt", "getItem", "optString", "at"};
  if (fact.role != Role::call || fact.args.empty() || fact.receiver.empty()) return {};
  if (std::find(std::begin(names), std::end(names), fact.name) == std::end(names)) return {};
  return string_of(fact.args.front());
}

namespace {

struct Score {
  std::set<std::string> matched;
  bool telling = false;  // a name of several words that few messages have
};

// Follows "order.order_id" from a message; false: it has no such member.
bool follows(const Schema& schema, std::uint32_t message, std::string_view path, bool& telling) {
  while (true) {
    const auto dot = path.find('.');
    const auto hit = schema.field(message, path.substr(0, dot));
    if (hit.access != Access::plain) return false;
    const auto& field = schema.messages[message].fields[hit.field];
    telling = telling || (field.compound && field.sharing <= 2);
    if (dot == std::string_view::npos) return true;
    if (field.message == none) return false;
    message = field.message;
    path.remove_prefix(dot + 1);
  }
}

}  // namespace

std::vector<std::uint32_t> World::candidates(const std::vector<std::string>& names, bool needs_all, bool& strong,
                                             bool& complete) const {
  std::map<std::uint32_t, Score> scores;
  std::set<std::string> tops;
  for (const auto& name : names) {
    const std::string top = name.substr(0, name.find('.'));
    tops.insert(top);
    const auto holders = schema_.fields.find(squeezed(top));
    if (holders == schema_.fields.end()) continue;
    for (const auto message : holders->second) {
      bool telling = false;
      if (!follows(schema_, message, name, telling)) continue;
      scores[message].matched.insert(name);
      scores[message].telling = scores[message].telling || telling;
    }
  }
  std::size_t best = 0;
  for (const auto& [message, score] : scores) best = std::max(best, score.matched.size());
  std::vector<std::uint32_t> out;
  strong = complete = false;
  for (const auto& [message, score] : scores) {
    if (score.matched.size() != best) continue;
    std::size_t known = 0;
    for (const auto& top : tops) known += schema_.field(message, top).access == Access::plain ? 1 : 0;
    if (needs_all ? known != tops.size() : 10 * known < 6 * tops.size()) continue;
    out.push_back(message);
    strong = (best >= 2 && score.telling) || best >= 4;
    complete = known == tops.size() && known == schema_.messages[message].fields.size();
  }
  return out;
}

Type World::picked_by(const std::vector<std::string>& names, bool needs_all) const {
  bool strong = false, complete = false;
  const auto found = candidates(names, needs_all, strong, complete);
  return found.size() == 1 && strong ? Type::message(found.front(), true) : Type{};
}

Type World::picked_for(std::uint32_t file, std::uint32_t scope, const std::vector<std::string>& names,
                       bool alone) const {
  bool strong = false, complete = false;
  const auto found = candidates(names, true, strong, complete);
  if (alone && found.size() == 1 && strong) return Type::message(found.front(), true);
  for (const Rpc* rpc : rpcs_named_near(file, scope))
    for (const auto message : {rpc->response, rpc->request})
      if (std::find(found.begin(), found.end(), message) != found.end()) return Type::message(message, true);
  return {};
}

// Rpcs that a path literal of the same function is named after: "/get-quote", "/api/send_order_confirmation".
std::vector<const Rpc*> World::rpcs_named_near(std::uint32_t file, std::uint32_t scope) const {
  std::vector<const Rpc*> out;
  const auto& all = facts(file);
  std::vector<std::uint32_t> literals;
  if (const auto own = local_[file].paths.find(scope); own != local_[file].paths.end()) literals = own->second;
  if (scope != 0)  // get("/orders") do ... end: the path stands where the block begins
    if (const auto outer = local_[file].paths.find(all.scopes[scope].parent); outer != local_[file].paths.end())
      for (const auto id : outer->second)
        if (all.facts[id].line == all.scopes[scope].first) literals.push_back(id);
  for (const auto id : literals) {
    const Fact& fact = all.facts[id];
    auto last = std::string_view(fact.name).substr(fact.name.rfind('/') + 1);
    last = last.substr(0, last.find('?'));
    const std::string flat = squeezed(last);
    if (flat.size() < 5 || words_of(last).size() < 2) continue;
    for (const auto& service : schema_.services)
      for (const auto& rpc : service.rpcs)
        if (squeezed(rpc.name) == flat) out.push_back(&rpc);
  }
  return out;
}

Type World::shaped(std::uint32_t file, std::uint32_t scope, const std::string& name) const {
  if (!dynamic(files_[file]->entry.language) || name.empty() || name == "return") return {};
  const auto key = std::tuple{file, scope, name};
  if (const auto known = shapes_.find(key); known != shapes_.end()) return known->second;
  shapes_[key] = {};
  const auto& all = facts(file);
  std::set<std::string> names;
  const auto rooted = local_[file].rooted.find(name);
  if (rooted == local_[file].rooted.end()) return {};
  for (const auto id : rooted->second) {
    const Fact& fact = all.facts[id];
    std::string_view member = fact.name;
    if (const auto keyed = keyed_by_call(fact); !keyed.empty())
      member = keyed;
    else if (fact.role != Role::member_read && fact.role != Role::member_write && fact.role != Role::pattern &&
             fact.role != Role::subscript)
      continue;
    if (fact.receiver.size() < name.size()) continue;
    const auto path = path_after(fact.receiver, name);
    if (!path || std::count(path->begin(), path->end(), '.') > 2) continue;
    auto at = fact.scope;
    while (at != scope && at != 0) at = all.scopes[at].parent;
    if (at != scope) continue;
    names.insert(path->empty() ? std::string(member) : *path + "." + std::string(member));
    if (names.size() > 64) break;
  }
  if (names.empty()) return {};
  bool strong = false, complete = false;
  const auto found = candidates({names.begin(), names.end()}, false, strong, complete);
  Type type;
  if (found.size() == 1 && strong) type = Type::message(found.front(), true);
  if (!type && !found.empty())
    for (const Rpc* rpc : rpcs_named_near(file, scope))
      for (const auto message : {rpc->response, rpc->request})
        if (!type && std::find(found.begin(), found.end(), message) != found.end()) type = Type::message(message, true);
  if (!type)
    for (const auto message : bodies_near(file, scope))
      if (!type && std::find(found.begin(), found.end(), message) != found.end()) type = Type::message(message, true);
  shapes_[key] = type;
  return type;
}

std::vector<std::string> World::keys_of(std::uint32_t file, std::uint32_t group) const {
  std::vector<std::string> out;
  const auto keys = local_[file].members_of.find(group);
  if (keys == local_[file].members_of.end()) return out;
  for (const auto fact : keys->second) {
    out.push_back(facts(file).facts[fact].name);
    if (out.size() > 64) break;
  }
  return out;
}

// Keys with those of the literals inside: "item", "item.productId".
std::vector<std::string> World::paths_of(std::uint32_t file, std::uint32_t group) const {
  std::vector<std::string> out = keys_of(file, group);
  const auto inside = local_[file].inside.find(group);
  if (inside == local_[file].inside.end()) return out;
  for (const auto child : inside->second)
    for (const auto& key : keys_of(file, child)) {
      if (out.size() > 128) return out;
      out.push_back(facts(file).groups[child - 1].key + "." + key);
    }
  return out;
}

namespace {
// What is told to a log, a metric or a span goes nowhere as a message.
bool told(std::string_view sink) {
  static constexpr std::string_view receivers[] = {"logger", "log",     "console", "span",
                                                   "slog",   "logging", "counter", "histogram"};
  static constexpr std::string_view calls[] = {"info()",          "warn()",           "error()",          "debug()",
                                               "setAttributes()", "set_attributes()", "add_attributes()", "log()",
                                               "trace()",         "startSpan()"};
  const auto dot = sink.rfind('.');
  const auto call = dot == std::string_view::npos ? sink : sink.substr(dot + 1);
  if (std::find(std::begin(calls), std::end(calls), call) != std::end(calls)) return true;
  const auto receiver = dot == std::string_view::npos ? std::string_view() : sink.substr(0, dot);
  return std::any_of(std::begin(receivers), std::end(receivers),
                     [&](std::string_view r) { return receiver.ends_with(r); });
}
}  // namespace

// No declaration says what the literal is: its keys may.
Type World::by_keys(std::uint32_t file, const Group& group, std::uint32_t id) const {
  const Group* outer = &group;
  for (unsigned i = 0; i < 8 && outer->parent != 0; ++i) outer = &facts(file).groups[outer->parent - 1];
  if (told(group.sink) || told(outer->sink)) return {};
  const auto paths = paths_of(file, id);
  bool strong = false, complete = false;
  const auto found = candidates(paths, true, strong, complete);
  if (found.size() == 1) {
    const auto& message = schema_.messages[found.front()];
    const bool compound =
        std::any_of(message.fields.begin(), message.fields.end(), [](const Field& f) { return f.compound; });
    if (strong || (complete && compound && message.fields.size() >= 2)) return Type::message(found.front(), true);
    if (complete && group.sink == "return" && activated_ && message.fields[0].compound &&
        message.fields[0].sharing == 1)
      return Type::message(found.front(), true);
  }
  for (const Rpc* rpc : rpcs_named_near(file, group.scope))
    if (std::find(found.begin(), found.end(), rpc->request) != found.end()) return Type::message(rpc->request, true);
  static constexpr std::string_view queries[] = {"params", "query", "queryParams", "searchParams", "headers"};
  if (std::find(std::begin(queries), std::end(queries), group.key) != std::end(queries)) return {};
  for (const auto message : bodies_near(file, group.scope))
    if (std::find(found.begin(), found.end(), message) != found.end()) return Type::message(message, true);
  return {};
}

// The message that a call takes as that literal.
Type World::taken_by(std::uint32_t file, std::uint32_t scope, std::string_view call,
                     const std::vector<std::string>& keys, unsigned depth) const {
  call.remove_suffix(2);
  const auto dot = call.rfind('.');
  const auto name = dot == std::string_view::npos ? call : call.substr(dot + 1);
  if (dot != std::string_view::npos) {
    const Type on = of(file, scope, call.substr(0, dot), depth + 1);
    if (on.kind == Type::Kind::service)
      if (const auto rpc = schema_.rpc(on.id, name); rpc != none)
        return Type::message(schema_.services[on.id].rpcs[rpc].request);
    if (on.kind == Type::Kind::message)  // created by the message itself: Order.create({...}), or added to its list
      if (Type type = member(on, name, true, depth + 1); type && has_all(type.id, keys)) return type;
  }
  const auto found = functions_.find(name);
  if (found == functions_.end()) return {};
  for (const auto& function : found->second) {
    if (function.scope == none) continue;
    for (const auto parameter : parameters(function.file, function.scope)) {
      const Type type = of_type(function.file, facts(function.file).facts[parameter].type);
      if (type.kind == Type::Kind::message && has_all(type.id, keys)) return type;
    }
  }
  return {};
}

bool World::has_all(std::uint32_t message, const std::vector<std::string>& keys) const {
  return std::all_of(keys.begin(), keys.end(),
                     [&](const std::string& key) { return schema_.field(message, key).access == Access::plain; });
}

Type World::of_group(std::uint32_t file, std::uint32_t id, unsigned depth) const {
  if (id == 0 || depth > 12) return {};
  const auto key = std::tuple{file, none - id, std::string("{")};
  if (const auto known = memo_.find(key); known != memo_.end()) return known->second;
  memo_[key] = {};
  const Type type = literal_type(file, facts(file).groups[id - 1], id, depth);
  memo_[key] = type;
  return type;
}

Type World::literal_type(std::uint32_t file, const Group& group, std::uint32_t id, unsigned depth) const {
  const bool map = group.type.empty() || group.type.find("map") != std::string::npos ||
                   group.type.find("Map") != std::string::npos || group.type == "dict" ||
                   group.type.find("interface{}") != std::string::npos;
  if (!group.type.empty()) {
    if (Type type = of_type(file, group.type)) return type;
    if (!map) return {};
  }
  const auto keys = keys_of(file, id);
  if (keys.empty()) return {};
  if (group.parent != 0) {
    const Type outer = of_group(file, group.parent, depth + 1);
    if (outer.kind == Type::Kind::message || outer.kind == Type::Kind::record)
      if (Type type = member(outer, group.key, false, depth + 1); type && type.kind != Type::Kind::none) {
        const bool fits =
            type.kind != Type::Kind::message || type.id != outer.id || schema_.field(outer.id, group.key).field != none;
        if (fits) return type;
      }
  }
  if (const auto colon = group.sink.find(':'); colon != std::string::npos)
    if (Type type = of_type(file, std::string_view(group.sink).substr(colon + 1))) return type;
  const bool call = group.sink.ends_with("()");
  if (call)
    if (Type type = answered(file, group, keys); type) return type;
  if (call)
    if (Type type = taken_by(file, group.scope, group.sink, keys, depth); type) return type;
  if (group.sink == "return") {
    for (auto at = group.scope; at != 0; at = facts(file).scopes[at].parent) {
      const auto named = functions_.find(facts(file).scopes[at].name);
      if (named == functions_.end()) continue;
      for (const auto& function : named->second)
        if (function.file == file && function.scope == at)
          if (Type type = of_type(file, function.result); type.kind == Type::Kind::message && has_all(type.id, keys))
            return type;
      break;
    }
  } else if (!call && group.sink.find('.') != std::string::npos) {
    if (Type type = of(file, group.scope, group.sink, depth + 1);
        type.kind == Type::Kind::message && has_all(type.id, keys))
      return type;
  }
  return by_keys(file, group, id);
}

}  // namespace weir::workspace::edges::proto

// The walk: one pass over the tree with a cursor, no recursion on the tree's depth, scopes and groups closed on the way
// up. Time is checked every few hundred nodes, the number of facts at each.
#include "workspace/syntax/walk.h"

#include <time.h>

#include <algorithm>
#include <array>

#include "base/limits.h"

namespace weir::workspace::syntax {
namespace {

constexpr unsigned kClockEvery = 512;  // nodes between two looks at the clock: about 50 µs

}  // namespace

Walk::Clock::time_point Walk::Clock::now() {
  timespec at{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
  return time_point(std::chrono::seconds(at.tv_sec) + std::chrono::nanoseconds(at.tv_nsec));
}

Walk::Walk(std::string_view text, const Grammar& grammar, const std::vector<const Row*>& by_symbol, Facts& out,
           Clock::time_point deadline)
    : text_(text), grammar_(grammar), by_symbol_(by_symbol), out_(out), deadline_(deadline) {}

void Walk::run(TSNode root) {
  Scope file;
  file.first = 1;
  file.last = ts_node_end_point(root).row + 1;
  file.signature_last = 0;
  out_.scopes.push_back(file);
  TSTreeCursor cursor = ts_tree_cursor_new(root);
  unsigned seen = 0;
  bool descend = true;
  path_.push_back(root);
  while (true) {
    if (descend) {
      if (++seen % kClockEvery == 0 && Clock::now() > deadline_) out_.cut = true;
      if (full()) out_.cut = true;
      if (out_.cut) break;
      enter(path_.back());
      if (ts_tree_cursor_goto_first_child(&cursor)) {
        path_.push_back(ts_tree_cursor_current_node(&cursor));
        continue;
      }
    }
    while (!open_.empty() && open_.back().depth >= path_.size()) {
      scope_ = open_.back().scope;
      group_ = open_.back().group;
      open_.pop_back();
    }
    if (ts_tree_cursor_goto_next_sibling(&cursor)) {
      path_.back() = ts_tree_cursor_current_node(&cursor);
      descend = true;
    } else if (path_.size() > 1 && ts_tree_cursor_goto_parent(&cursor)) {
      path_.pop_back();
      descend = false;
    } else {
      break;
    }
  }
  ts_tree_cursor_delete(&cursor);
}

bool Walk::full() const { return out_.facts.size() >= limits::workspace_facts; }

const Row* Walk::row(TSNode node) const {
  if (ts_node_is_null(node)) return nullptr;
  const auto symbol = ts_node_symbol(node);
  return symbol < by_symbol_.size() ? by_symbol_[symbol] : nullptr;
}

void Walk::enter(TSNode node) {
  if (const Row* r = row(node)) {
    if (r->visit != nullptr) r->visit(*this, node);
    shape(*r, node);
  }
}

void Walk::shape(const Row& r, TSNode node) {
  switch (r.shape) {
    case Shape::member:
      return member(r, node);
    case Shape::call:
    case Shape::method:
      return called(r, node);
    case Shape::create:
      return created(r, node);
    case Shape::index:
      return indexed(r, node);
    case Shape::literal:
      group("", sink_of());
      return;
    case Shape::pair:
      return paired(r, node);
    case Shape::assign:
      return assigned(r, node);
    case Shape::string:
      return quoted(node);
    case Shape::type_name: {
      const auto name = text(node);
      if (take_mark(node, Role::type) == Role::type && name.size() <= 80) emit(Role::type, name, node);
      return;
    }
    case Shape::result:
      return returned(child(node, 0));
    default:
      return;
  }
}

void Walk::returned(TSNode value) {
  const std::string from = spell(value);
  if (from.empty() || scope_ == 0) return;
  emit(Role::local, "return", value).from = from;
}

Role Walk::take_mark(TSNode node, Role otherwise) {
  const auto found = marks_.find(node.id);
  if (found == marks_.end()) return otherwise;
  const Role role = found->second;
  marks_.erase(found);
  return role;
}

void Walk::mark(TSNode node, Role role) {
  if (!ts_node_is_null(node) && marks_.size() < limits::workspace_facts) marks_[node.id] = role;
}

void Walk::member(const Row& r, TSNode node) {
  const Role role = take_mark(node, Role::member_read);
  if (role == Role::import) return;
  const TSNode name = *r.b != 0 ? field(node, r.b) : child(node, count(node) - 1);
  if (ts_node_is_null(name)) return;
  Fact& fact = emit(role, last_part(text(name)), name);
  if (*r.a != 0) {
    fact.receiver = spell(field(node, r.a));
  } else if (count(node) > 1) {
    fact.receiver = spell(child(node, 0));
  } else {
    fact.receiver = before_binding();
  }
}

std::string Walk::before_binding() const {
  for (unsigned up = 1; up < 8; ++up) {
    const TSNode above = parent(up);
    if (type(above) == "conditional_access_expression") return spell(field(above, "condition"));
  }
  return {};
}

void Walk::called(const Row& r, TSNode node) {
  const bool method = r.shape == Shape::method;
  const TSNode callee = method ? node : (*r.a != 0 ? field(node, r.a) : child(node, 0));
  TSNode arguments_node = field(node, method ? "arguments" : r.b);
  if (ts_node_is_null(arguments_node) && *r.b == 0) {
    arguments_node = child(node, 1);
    if (type(arguments_node) == "call_suffix") arguments_node = child_of_type(arguments_node, "value_arguments");
  }
  std::string name, receiver;
  TSNode at = node;
  if (method) {
    at = field(node, r.b);
    if (ts_node_is_null(at)) return;
    name = std::string(last_part(text(at)));
    if (const TSNode object = field(node, r.a); !ts_node_is_null(object)) receiver = spell(object);
  } else {
    const std::string spelled = spell(callee);
    const auto dot = spelled.rfind('.');
    name = std::string(last_part(spelled));
    if (dot != std::string::npos) receiver = dot == 0 ? before_binding() : spelled.substr(0, dot);
    at = callee;
    if (const Row* inner = row(callee); inner != nullptr && inner->shape == Shape::member) {
      const TSNode part = *inner->b != 0 ? field(callee, inner->b) : child(callee, count(callee) - 1);
      if (!ts_node_is_null(part)) at = part;
      if (name.empty()) name = std::string(last_part(text(part)));
      skip(callee);
    }
  }
  if (name.empty() || name.size() > 120) return;
  const Role role = take_mark(node, Role::call);
  if (role == Role::import) return;
  Fact& fact = emit(role, name, at);
  fact.receiver = receiver;
  const TSNode generic = child_of_type(node, "type_arguments");
  if (!ts_node_is_null(generic)) fact.type = squeezed(generic);
  if (ts_node_is_null(arguments_node)) return;
  arguments(arguments_node, fact.args);
  pass(arguments_node, name, receiver);
}

void Walk::created(const Row& r, TSNode node) {
  const TSNode named = *r.a != 0 ? field(node, r.a) : child(node, 0);
  const std::string name = ts_node_is_null(named) ? "" : squeezed(named);
  const std::string sink = sink_of();
  group(name, sink);
  if (name.empty()) return;
  skip(named);
  const auto last = std::string(last_part(name));
  if (last.empty() || last.size() > 80) return;
  TSNode list = field(node, "arguments");
  if (ts_node_is_null(list)) list = child_of_type(node, "arguments");
  Fact& fact = emit(ts_node_is_null(list) ? Role::type : Role::call, last, named);
  if (name.size() > last.size()) fact.receiver = name.substr(0, name.size() - std::min(name.size(), last.size() + 1));
  if (ts_node_is_null(list)) return;
  fact.type = name;
  arguments(list, fact.args);
  pass(list, name, "");
}

void Walk::paired(const Row& r, TSNode node) {
  const TSNode key = *r.a != 0 ? field(node, r.a) : child(node, 0);
  const TSNode value = *r.b != 0 ? field(node, r.b) : child(node, count(node) - 1);
  if (ts_node_is_null(key)) return;
  const auto name = unquoted(text(key));
  if (name.empty() || name.size() > 120 || name.find('\n') != std::string_view::npos) return;
  Fact& fact = emit(Role::key, name, key);
  if (!ts_node_is_null(value)) fact.from = spell(value);
  const std::string kept(name);
  if (!ts_node_is_null(value)) value_of(value, kept, "");
  skip(key);
  if (count(key) > 0) skip(child(key, 0));
}

void Walk::assigned(const Row& r, TSNode node) {
  const TSNode left = field(node, r.a), right = field(node, r.b);
  if (ts_node_is_null(left)) return;
  const Row* shape_of = row(left);
  const std::string from = ts_node_is_null(right) ? "" : spell(right);
  if (shape_of != nullptr && (shape_of->shape == Shape::member || shape_of->shape == Shape::index)) {
    mark(left, Role::member_write);
    if (!ts_node_is_null(right)) value_of(right, "", spell(left));
  } else if (shape_of != nullptr && (shape_of->shape == Shape::name || shape_of->shape == Shape::type_name)) {
    const TSNode declared = field(node, "type");
    local(left, ts_node_is_null(declared) ? "" : words(declared), from);
    if (!ts_node_is_null(right)) value_of(right, "", std::string(text(left)));
  }
}

void Walk::indexed(const Row& r, TSNode node) {
  const TSNode object = *r.a != 0 ? field(node, r.a) : child(node, 0);
  TSNode index = *r.b != 0 ? field(node, r.b) : child(node, 1);
  const Role role = take_mark(node, Role::subscript);
  const Row* inner = row(index);
  for (unsigned i = 0; i < 3 && inner != nullptr && inner->shape == Shape::inner; ++i) {
    index = child(index, count(index) - 1);
    inner = row(index);
  }
  if (role == Role::import || inner == nullptr || inner->shape != Shape::string) return;
  const auto name = unquoted(text(index));
  if (name.empty() || name.size() > 120) return;
  Fact& fact = emit(Role::subscript, name, index);
  fact.receiver = spell(object);
  skip(index);
}

void Walk::quoted(TSNode node) {
  if (take_mark(node, Role::literal) != Role::literal) return;
  auto raw = unquoted(text(node));
  if (raw.empty() || raw.size() > 160) return;
  std::string name;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const char c = raw[i];
    const bool hole = (c == '$' || c == '#') && i + 1 < raw.size() && raw[i + 1] == '{';
    if (hole || (c == '{' && count(node) > 0)) {
      const auto end = raw.find('}', i);
      if (end == std::string_view::npos) return;
      name += "{}";
      i = end;
    } else if (c == ' ' || c == '\n' || c == '\t') {
      return;
    } else {
      name += c;
    }
  }
  emit(Role::literal, name, node);
}

void Walk::arguments(TSNode list, std::vector<std::string>& out) const {
  const auto number = std::min(count(list), 8U);
  for (std::uint32_t i = 0; i < number; ++i) {
    const TSNode argument = child(list, i);
    if (type(argument) == "comment") continue;
    out.push_back(spell(argument));
  }
}

TSNode Walk::parent(unsigned up) const { return up < path_.size() ? path_[path_.size() - 1 - up] : TSNode{}; }

TSNode Walk::field(TSNode node, const char* name) const {
  if (ts_node_is_null(node) || *name == 0) return {};
  return ts_node_child_by_field_name(node, name, static_cast<std::uint32_t>(std::string_view(name).size()));
}

TSNode Walk::child_of_type(TSNode node, std::string_view wanted) const {
  const auto number = std::min(count(node), 32U);
  for (std::uint32_t i = 0; i < number; ++i)
    if (const TSNode one = child(node, i); type(one) == wanted) return one;
  return {};
}

std::string_view Walk::text(TSNode node) const {
  if (ts_node_is_null(node)) return {};
  const auto first = ts_node_start_byte(node), end = ts_node_end_byte(node);
  if (first >= text_.size() || end > text_.size() || end < first) return {};
  return text_.substr(first, end - first);
}

Fact& Walk::emit(Role role, std::string_view name, TSNode at) {
  Fact fact;
  fact.role = role;
  fact.name = std::string(name.substr(0, 200));
  fact.line = line(at);
  fact.scope = scope_;
  if (role == Role::key || role == Role::literal) fact.enclosing = group_;
  if (role == Role::key && group_ != 0) fact.type = out_.groups[group_ - 1].type;
  return out_.facts.emplace_back(std::move(fact));
}

void Walk::local(TSNode name, std::string_view declared, std::string_view from, bool each) {
  auto spelled = text(name);
  if (spelled.starts_with('$')) spelled.remove_prefix(1);
  if (spelled.empty() || spelled.size() > 80 || (declared.empty() && from.empty())) return;
  Fact& fact = emit(scope_ == 0 ? Role::declare : Role::local, spelled, name);
  fact.type = std::string(declared);
  fact.from = std::string(from);
  fact.each = each;
}

std::string_view Walk::scope_type() const {
  for (std::uint32_t at = scope_; at != 0; at = out_.scopes[at].parent)
    if (!out_.scopes[at].type.empty() && out_.scopes[at].type == out_.scopes[at].name) return out_.scopes[at].name;
  return {};
}

void Walk::scope(std::string_view name, std::string_view class_name, TSNode whole, TSNode body) {
  Scope opened;
  opened.name = std::string(name.substr(0, 120));
  opened.type = std::string(class_name.substr(0, 120));
  opened.first = line(whole);
  opened.last = ts_node_end_point(whole).row + 1;
  opened.parent = scope_;
  opened.signature_last = ts_node_is_null(body) ? opened.last : std::max(opened.first, line(body));
  // Comments, decorators and attributes that stand directly above belong to it.
  for (TSNode before = ts_node_prev_sibling(whole); !ts_node_is_null(before); before = ts_node_prev_sibling(before)) {
    const auto end = ts_node_end_point(before);
    const auto last = end.column == 0 && end.row > 0 ? end.row : end.row + 1;  // a comment may hold its own newline
    const auto kind = type(before);
    const auto at = grammar_.above.find(kind);
    const bool listed = at != std::string_view::npos && (at == 0 || grammar_.above[at - 1] == ' ') &&
                        (at + kind.size() == grammar_.above.size() || grammar_.above[at + kind.size()] == ' ');
    if (!listed || last + 1 < opened.first) break;
    opened.first = std::min(opened.first, line(before));
  }
  open_.push_back({static_cast<unsigned>(path_.size()), scope_, group_});
  scope_ = static_cast<std::uint32_t>(out_.scopes.size());
  group_ = 0;
  out_.scopes.push_back(std::move(opened));
}

}  // namespace weir::workspace::syntax

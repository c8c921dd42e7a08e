// World: the types of expressions. Spelled expressions are walked from their head: a variable, a call, a construction,
// a type; each further part is a field, an accessor, an rpc or something that leaves the type as it is (containers,
// builders, options are the type that they hold).
#include <algorithm>
#include <array>

#include "workspace/edges/ties/protobuf_steps.h"
#include "workspace/edges/ties/protobuf_world.h"

namespace weir::workspace::edges::proto {
namespace {

using syntax::Fact;
using syntax::Group;
using syntax::Role;

constexpr unsigned kDepth = 14;  // hops from name to declaration to name

// What these answer is not what they are called on.
constexpr std::array kChanges = {
    std::string_view("map"),      std::string_view("flatmap"),  std::string_view("reduce"),   std::string_view("fold"),
    std::string_view("collect"),  std::string_view("select"),   std::string_view("join"),     std::string_view("keys"),
    std::string_view("tostring"), std::string_view("tojson"),   std::string_view("length"),   std::string_view("size"),
    std::string_view("count"),    std::string_view("len"),      std::string_view("index"),    std::string_view("sum"),
    std::string_view("then"),     std::string_view("hashcode"), std::string_view("getclass"), std::string_view("then")};

// const { data: cart = { userId: '', items: [] } } = ...: the literal goes where the variable comes from.
bool defaults(const syntax::Facts& all, const std::vector<std::uint32_t>& variable, std::string_view sink) {
  return sink.find('.') != std::string_view::npos &&
         std::any_of(variable.begin(), variable.end(),
                     [&](std::uint32_t fact) { return all.facts[fact].from == sink; });
}

}  // namespace

std::string_view World::path_of(std::uint32_t file, const Fact& import) const {
  const std::string_view path = import.type;
  if (path.empty() || schema_.imports(path)) return path;
  const auto end = path.find_first_of("./:");
  const auto alias = local_[file].aliases.find(path.substr(0, end));
  if (alias == local_[file].aliases.end()) return path;
  const std::string_view outer = facts(file).facts[alias->second].type;
  return schema_.imports(outer) ? outer : path;
}

// A type's name with what qualifies it: "pb.Order", "Oteldemo.Cart", "Order".
Type World::named(std::uint32_t file, std::string_view dotted) const {
  const auto dot = dotted.rfind('.');
  const auto simple = dot == std::string_view::npos ? dotted : dotted.substr(dot + 1);
  const auto first = dot == std::string_view::npos ? std::string_view() : dotted.substr(0, dotted.find('.'));
  const Local& local = local_[file];
  const auto& all = facts(file).facts;
  const auto generated = [&](std::string_view path = {}) -> Type {
    if (const auto message = schema_.message(simple, path, &local.packages); message != none)
      return Type::message(message);
    if (const auto hit = schema_.service(simple); hit.service != none && hit.side != Schema::Side::server)
      return {Type::Kind::service, hit.service, none, false};
    return {};
  };
  const auto as_record = [&](const Record* record) -> Type {
    if (record->mirrors != none) return Type::message(record->mirrors);
    return {Type::Kind::record, static_cast<std::uint32_t>(record - records_.data()), none, false};
  };
  if (!first.empty()) {
    const auto alias = local.aliases.find(first);
    if (alias != local.aliases.end()) {
      const std::string_view path = path_of(file, all[alias->second]);
      if (schema_.imports(path)) return generated(path);
      if (const Record* record = record_named(file, simple, path)) return as_record(record);
      // Outer.Inner of an imported message; else another library's type of the same name
      return schema_.message(first) != none ? generated() : Type{};
    }
    if (schema_.imports(first)) return generated(first);
    if (schema_.message(first) != none && (local.imports || activated_)) return generated();
    if (const Record* record = record_named(file, simple, first)) return as_record(record);
    return local.imports ? generated() : Type{};
  }
  if (const auto alias = local.aliases.find(simple); alias != local.aliases.end()) {
    const Fact& import = all[alias->second];
    if (const std::string_view path = path_of(file, import); schema_.imports(path)) {
      const auto message = schema_.message(import.name, path);
      if (message != none) return Type::message(message);
      return generated();
    }
    if (const Record* record = record_named(
            file, import.name == "default" || import.name == "*" ? simple : std::string_view(import.name), import.type))
      return as_record(record);
    return {};  // of another library
  }
  if (const Record* record = record_named(file, simple, "")) return as_record(record);
  if (local.imports)
    if (Type type = generated()) return type;
  if (const auto found = by_record_.find(simple); found != by_record_.end() && found->second.size() == 1)
    return as_record(&records_[found->second.front()]);
  return activated_ ? generated() : Type{};
}

Type World::of_type(std::uint32_t file, std::string_view written) const {
  if (written.empty()) return {};
  auto& known = local_[file].types;
  std::string key(written);
  if (const auto found = known.find(key); found != known.end()) return found->second;
  const Type type = type_of(file, written);
  known.emplace(std::move(key), type);
  return type;
}

Type World::type_of(std::uint32_t file, std::string_view written) const {
  if (written.find("=>") != std::string_view::npos) return {};  // a function's type
  std::string dotted;
  Type first;
  const auto end_name = [&]() {
    if (!dotted.empty() && !first) first = named(file, dotted);
    dotted.clear();
  };
  for (std::size_t at = 0; at < written.size(); ++at) {
    const char c = written[at];
    if (word(c)) {
      dotted += c;
    } else if ((c == '.' || c == '\\' || written.substr(at, 2) == "::") && !dotted.empty()) {
      dotted += '.';
      if (c == ':') ++at;
    } else {
      end_name();
    }
  }
  end_name();
  return first;
}

Type World::member(const Type& type, std::string_view name, bool called, unsigned depth) const {
  if (depth > kDepth) return {};
  if (type.kind == Type::Kind::message) {
    const auto hit = schema_.field(type.id, name);
    if (hit.access == Access::write || hit.access == Access::test)
      return hit.access == Access::write && called ? type : Type{};
    if (hit.field != none) {
      Type out = Type::message(schema_.messages[type.id].fields[hit.field].message);
      out.guessed = type.guessed;
      return out;
    }
    const std::string flat = squeezed(name);
    if (std::find(kChanges.begin(), kChanges.end(), flat) != kChanges.end()) return {};
    return type;
  }
  if (type.kind == Type::Kind::service) {
    const auto rpc = schema_.rpc(type.id, name);
    if (rpc != none) return Type::message(schema_.services[type.id].rpcs[rpc].response);
    return type;  // withDeadline, newBlockingStub, a namespace inside
  }
  if (type.kind == Type::Kind::call) {
    const auto& rpc = schema_.services[type.id].rpcs[type.rpc];
    return name == "request" ? Type::message(rpc.request) : type;
  }
  if (type.kind != Type::Kind::record) return {};
  const Record& record = records_[type.id];
  if (const auto field = record.fields.find(name); field != record.fields.end()) {
    if (Type declared = of_type(record.file, field->second.type)) return declared;
    if (!field->second.from.empty()) return of(record.file, record.scope, field->second.from, depth + 1);
    return {};
  }
  if (called || !record.methods.empty()) {
    const auto found = functions_.find(name);
    if (found != functions_.end())
      for (const auto& function : found->second)
        if (function.owner == record.name) return result(function, depth + 1);
  }
  if (!record.stands_for.empty())
    if (Type stands = of_type(record.file, record.stands_for)) return member(stands, name, called, depth + 1);
  if (const auto base = base_message(record); base != none) return member(Type::message(base), name, called, depth + 1);
  return {};
}

Type World::result(const Function& function, unsigned depth) const {
  if (depth > kDepth) return {};
  if (Type declared = of_type(function.file, function.result)) return declared;
  if (function.scope == none) return {};
  const auto found = local_[function.file].variables.find({function.scope, "return"});
  if (found == local_[function.file].variables.end()) return {};
  for (const auto fact : found->second)
    if (Type type = of(function.file, function.scope, facts(function.file).facts[fact].from, depth + 1)) return type;
  return {};
}

Type World::called(std::uint32_t file, std::uint32_t scope, std::string_view name, std::string_view generic,
                   std::string_view preferred, unsigned depth) const {
  if (const auto hit = schema_.service(name); hit.service != none && hit.side != Schema::Side::server &&
                                              name.size() > schema_.services[hit.service].name.size())
    return {Type::Kind::service, hit.service, none, false};
  if (!generic.empty())
    if (Type type = of_type(file, generic)) return type;
  if (preferred.empty()) {  // const { placeOrder } = useCart(): what the variable holds is called
    for (auto at = scope;; at = facts(file).scopes[at].parent) {
      const auto held = local_[file].variables.find({at, std::string(name)});
      if (held != local_[file].variables.end())
        for (const auto fact : held->second) {
          const auto& from = facts(file).facts[fact].from;
          if (from.size() > name.size() && from.ends_with(name) && from[from.size() - name.size() - 1] == '.')
            if (Type type = of(file, at, from + "()", depth + 1)) return type;
        }
      if (at == 0) break;
    }
  }
  const auto found = functions_.find(name);
  if (found != functions_.end()) {
    for (const auto& function : found->second)
      if (function.file == file && preferred.empty())
        if (Type type = result(function, depth + 1)) return type;
    for (const auto& function : found->second)
      if (near(file, function.file, preferred))
        if (Type type = result(function, depth + 1)) return type;
    Type same = result(found->second.front(), depth + 1);  // of several elsewhere, when they agree
    for (const auto& function : found->second) {
      if (found->second.size() > 8) return {};
      const Type other = result(function, depth + 1);
      if (other.kind != same.kind || other.id != same.id) return {};
    }
    return same;
  }
  if (Type type = named(file, name)) return type;  // Order(id=1): a construction
  // A function of a library: what it is given is what it gives, when its first arguments say a message.
  const auto calls = local_[file].calls.find({scope, name});
  if (calls == local_[file].calls.end()) return {};
  std::size_t looked = 0;
  for (const auto call : calls->second) {
    const Fact& fact = facts(file).facts[call];
    for (std::size_t i = 0; i < fact.args.size() && i < 2; ++i)
      if (Type type = of(file, scope, fact.args[i], depth + 2)) return type;
    if (++looked >= 4) break;
  }
  return {};
}

Type World::of(std::uint32_t file, std::uint32_t scope, std::string_view expression, unsigned depth) const {
  if (expression.empty() || depth > kDepth) return {};
  const auto key = std::tuple{file, scope, std::string(expression)};
  if (const auto known = memo_.find(key); known != memo_.end()) return known->second;
  if (memo_.size() > 400'000) memo_.clear();
  memo_[key] = {};  // a loop in the text ends here
  const auto steps = steps_of(expression);
  Type type;
  std::size_t at = 0;
  if (!steps.empty() && (steps[0].kind == Step::Kind::name || steps[0].kind == Step::Kind::call)) {
    // The longest dotted type at the head: "pb.Order{}", "Oteldemo.Cart.Parser".
    std::string dotted;
    std::size_t literal = steps.size();
    for (std::size_t i = 0; i < steps.size() && steps[i].kind == Step::Kind::name; ++i)
      if (steps[i].literal) literal = i;
    if (literal < steps.size()) {
      for (std::size_t i = 0; i <= literal; ++i) dotted += (i > 0 ? "." : "") + std::string(steps[i].name);
      type = named(file, dotted);
      if (!type && !steps[literal].generic.empty()) type = of_type(file, steps[literal].generic);
      at = literal + 1;
    } else if (steps[0].kind == Step::Kind::call) {
      type = called(file, scope, steps[0].name, steps[0].generic, "", depth);
      at = 1;
    } else {
      const std::string head(steps[0].name);
      at = 1;
      if (head == "this" || head == "self" || head == "@") {
        for (auto s = scope; s != 0; s = facts(file).scopes[s].parent) {
          if (facts(file).scopes[s].type.empty()) continue;
          if (const Record* record = record_named(file, facts(file).scopes[s].type, ""))
            type = {Type::Kind::record, static_cast<std::uint32_t>(record - records_.data()), none, false};
          break;
        }
      } else {
        type = variable(file, scope, head, depth + 1);
      }
      const auto alias = local_[file].aliases.find(head);
      if (!type && steps.size() > 1) {
        const std::string two = head + "." + std::string(steps[1].name);
        const std::string path = alias == local_[file].aliases.end()
                                     ? std::string()
                                     : std::string(path_of(file, facts(file).facts[alias->second]));
        if (steps[1].kind == Step::Kind::call) {
          if (path.empty() || !schema_.imports(path))
            type = called(file, scope, steps[1].name, steps[1].generic, path, depth + 1);
          if (!type && (schema_.imports(path) || schema_.imports(head))) type = named(file, two);
          if (const auto hit = schema_.service(steps[1].name);
              !type && hit.service != none && hit.side != Schema::Side::server)
            type = {Type::Kind::service, hit.service, none, false};
          if (type) at = 2;
        } else {
          type = named(file, two);
          if (const auto hit = schema_.service(steps[1].name);
              !type && hit.service != none && hit.side != Schema::Side::server && local_[file].imports)
            type = {Type::Kind::service, hit.service, none, false};
          if (type) at = 2;
        }
      }
      if (!type) {
        type = named(file, head);
        if (type) at = 1;
      }
      if (!type && steps.size() > 2 && local_[file].imports) {  // package.sub.Type.…
        for (std::size_t i = 1; i < steps.size() && !type; ++i)
          if (const auto message = schema_.message(steps[i].name); message != none && schema_.imports(head)) {
            type = Type::message(message);
            at = i + 1;
          }
      }
    }
  }
  for (; at < steps.size() && type; ++at) {
    const Step& step = steps[at];
    if (step.kind == Step::Kind::index) continue;
    if (step.kind == Step::Kind::argument) continue;
    const bool lambda = at + 1 < steps.size() && steps[at + 1].kind == Step::Kind::argument;
    if (lambda && !(type.kind == Type::Kind::service && schema_.rpc(type.id, step.name) != none)) continue;
    type = member(type, step.name, step.kind == Step::Kind::call, depth + 1);
  }
  memo_[key] = type;
  return type;
}

Type World::of_fact(std::uint32_t file, const Fact& fact, unsigned depth) const {
  if (Type declared = of_type(file, fact.type)) return declared;
  return of(file, fact.scope, fact.from, depth + 1);
}

Type World::variable(std::uint32_t file, std::uint32_t scope, const std::string& name, unsigned depth) const {
  if (depth > kDepth) return {};
  const auto& all = facts(file);
  for (std::uint32_t at = scope;; at = all.scopes[at].parent) {
    const auto found = local_[file].variables.find({at, name});
    if (found != local_[file].variables.end()) {
      for (const auto fact : found->second) {
        if (const auto bound = bound_.find({file, fact}); bound != bound_.end() && !of_type(file, all.facts[fact].type))
          return bound->second;
        if (Type type = of_fact(file, all.facts[fact], depth + 1)) return type;
        const Fact& f = all.facts[fact];
        if (f.role == Role::parameter && f.type.empty() && f.from.empty())
          if (Type type = given(file, fact, depth + 2)) return type;
      }
      // A literal assigned to it, or the members it is used with.
      for (std::uint32_t g = 0; g < all.groups.size(); ++g)
        if (all.groups[g].scope == at &&
            (all.groups[g].sink == name || defaults(all, found->second, all.groups[g].sink)))
          if (Type type = of_group(file, g + 1, depth + 1)) return type;
      for (const auto fact : found->second) {
        const Fact& f = all.facts[fact];
        if (!f.type.empty() && f.type != "any" && f.type != "object" && f.type != "dict" && f.type != "unknown")
          return {};
      }
      return shaped(file, at, name);
    }
    if (const auto record = local_[file].record_of.find(at); record != local_[file].record_of.end()) {
      const Type self{Type::Kind::record, record->second, none, false};
      if (records_[record->second].fields.contains(name)) return member(self, name, false, depth + 1);
    }
    if (at == 0) break;
  }
  const auto alias = local_[file].aliases.find(name);
  if (alias != local_[file].aliases.end()) {
    const Fact& import = all.facts[alias->second];
    const auto shared = shared_.find(import.name == "default" || import.name == "*" ? std::string_view(name)
                                                                                    : std::string_view(import.name));
    if (shared == shared_.end()) return {};
    for (const auto& [other, fact] : shared->second)
      if (other != file && near(file, other, import.type))
        if (Type type = of_fact(other, facts(other).facts[fact], depth + 1)) return type;
    return {};
  }
  return shaped(file, 0, name);
}

}  // namespace weir::workspace::edges::proto

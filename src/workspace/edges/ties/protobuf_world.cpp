// World: reading a unit's facts into records, functions and variables.
#include "workspace/edges/ties/protobuf_world.h"

#include <algorithm>
#include <cctype>

#include "workspace/edges/ties/protobuf_steps.h"

namespace weir::workspace::edges::proto {

using syntax::Fact;
using syntax::Role;

namespace {
std::string_view root_of(std::string_view expression) {
  std::size_t end = 0;
  while (end < expression.size() && (std::isalnum(static_cast<unsigned char>(expression[end])) != 0 ||
                                     expression[end] == '_' || expression[end] == '@'))
    ++end;
  return expression.substr(0, end);
}
}  // namespace

World::World(const Schema& schema, std::vector<const Sourced*> files) : schema_(schema), files_(std::move(files)) {
  local_.resize(files_.size());
  for (std::uint32_t i = 0; i < files_.size(); ++i) read(i);
  mirror();
  for (std::uint32_t file = 0; file < files_.size(); ++file)
    for (std::uint32_t i = 0; i < facts(file).facts.size(); ++i)
      if (const Fact& fact = facts(file).facts[i];
          fact.role == Role::call && !fact.args.empty() && functions_.contains(fact.name))
        callers_[fact.name].emplace_back(file, i);
}

void World::read(std::uint32_t file) {
  const auto& all = facts(file);
  Local& local = local_[file];
  std::unordered_map<std::uint32_t, std::uint32_t> record_of_scope;
  std::map<std::pair<std::string, std::uint32_t>, const Fact*> declared;  // name and line of functions
  bool bases_open = false;
  // Scopes by the line of their first word and name: a declaration finds its own.
  std::map<std::pair<std::uint32_t, std::string_view>, std::vector<std::uint32_t>> scopes;
  for (std::uint32_t s = 1; s < all.scopes.size(); ++s) scopes[{all.scopes[s].parent, all.scopes[s].name}].push_back(s);
  for (std::uint32_t i = 0; i < all.facts.size(); ++i) {
    const Fact& fact = all.facts[i];
    if (fact.role == Role::parameter) local.parameters[fact.scope].push_back(i);
    if (fact.role == Role::literal && fact.name.find('/') != std::string::npos) local.paths[fact.scope].push_back(i);
    if (fact.role == Role::call) local.calls[{fact.scope, fact.name}].push_back(i);
    if (!fact.receiver.empty() && fact.role != Role::declare && fact.role != Role::field)
      local.rooted[root_of(fact.receiver)].push_back(i);
    switch (fact.role) {
      case Role::import:
        local.aliases.emplace(fact.alias, i);
        if (schema_.imports(fact.type)) {
          local.imports = true;
          local.packages.insert(schema_.packages(fact.type).begin(), schema_.packages(fact.type).end());
        }
        break;
      case Role::literal:
        if (fact.name.ends_with(".proto") && schema_.imports(fact.name)) local.imports = true;
        break;
      case Role::declare: {
        declared[{fact.name, fact.line}] = &fact;
        std::uint32_t scope = none;
        if (const auto own = scopes.find({fact.scope, fact.name}); own != scopes.end() && !fact.name.empty())
          for (const auto id : own->second) {
            const auto& s = all.scopes[id];
            if (s.type == fact.name && s.first <= fact.line && fact.line <= s.last) scope = id;
          }
        if (scope != none) {
          Record made;
          made.name = fact.name;
          made.file = file;
          made.scope = scope;
          record_of_scope[made.scope] = static_cast<std::uint32_t>(records_.size());
          by_record_[made.name].push_back(static_cast<std::uint32_t>(records_.size()));
          records_.push_back(std::move(made));
          bases_open = true;
          break;
        }
        if (!fact.receiver.empty() && record_of_scope.contains(fact.scope)) bases_open = false;
        if (!fact.type.empty() || !fact.from.empty()) local.variables[{fact.scope, fact.name}].push_back(i);
        if (fact.scope == 0) shared_[fact.name].emplace_back(file, i);
        if (!fact.receiver.empty() && !fact.type.empty())
          functions_[fact.name].push_back({file, none, fact.receiver, fact.type});
        break;
      }
      case Role::type:
        if (const auto in = record_of_scope.find(fact.scope); in != record_of_scope.end() && bases_open)
          records_[in->second].bases.push_back(fact.name);
        if (const auto hit = schema_.service(fact.name); hit.service != none) {
          if (hit.side == Schema::Side::server || hit.side == Schema::Side::either) serves_[hit.service] = true;
          if (hit.side == Schema::Side::client || hit.side == Schema::Side::either) calls_[hit.service] = true;
        }
        break;
      case Role::call:
      case Role::member_read:
        if (const auto hit = schema_.service(fact.name); hit.service != none) {
          if (hit.side != Schema::Side::client) serves_[hit.service] = true;
          if (hit.side != Schema::Side::server) calls_[hit.service] = true;
        }
        break;
      case Role::field: {
        bases_open = false;
        const auto in = record_of_scope.find(fact.scope);
        std::uint32_t owner = in == record_of_scope.end() ? none : in->second;
        if (owner == none && !fact.receiver.empty())
          if (const auto named = by_record_.find(fact.receiver); named != by_record_.end())
            owner = named->second.back();
        if (owner == none) break;
        if (fact.name.empty())
          records_[owner].stands_for = fact.type;
        else
          records_[owner].fields[fact.name] = {fact.type, fact.from, i};
        break;
      }
      case Role::local:
      case Role::parameter:
        local.variables[{fact.scope, fact.name}].push_back(i);
        break;
      case Role::key:
        if (fact.enclosing != 0) local.members_of[fact.enclosing].push_back(i);
        break;
      default:
        break;
    }
  }
  local.record_of.insert(record_of_scope.begin(), record_of_scope.end());
  for (std::uint32_t g = 0; g < all.groups.size(); ++g)
    if (all.groups[g].parent != 0) local.inside[all.groups[g].parent].push_back(g + 1);
  for (std::uint32_t s = 1; s < all.scopes.size(); ++s) {
    const auto& scope = all.scopes[s];
    if (scope.name.empty() || record_of_scope.contains(s)) continue;
    Function made{file, s, scope.type, ""};
    for (std::uint32_t line = scope.first; line <= std::max(scope.signature_last, scope.first); ++line)
      if (const auto found = declared.find({scope.name, line}); found != declared.end())
        made.result = found->second->type;
    functions_[scope.name].push_back(std::move(made));
  }
  activated_ = activated_ || local.imports;
}

// A record of a message's name with mostly its fields is the message, written by hand.
// Where generated code is at hand, a record of the same name is something else.
void World::mirror() {
  if (activated_) return;
  for (auto& record : records_) {
    const auto message = schema_.message(record.name);
    if (message == none || record.fields.empty()) continue;
    std::size_t same = 0;
    for (const auto& [name, member] : record.fields) {
      const Fact& fact = facts(record.file).facts[member.fact];
      const auto hit = schema_.field(message, fact.alias.empty() ? fact.name : fact.alias);
      if (hit.access == Access::plain || schema_.field(message, fact.name).access == Access::plain) ++same;
    }
    if (3 * same >= 2 * record.fields.size()) record.mirrors = message;
  }
}

const std::vector<std::uint32_t>& World::parameters(std::uint32_t file, std::uint32_t scope) const {
  static const std::vector<std::uint32_t> nothing;
  const auto found = local_[file].parameters.find(scope);
  return found == local_[file].parameters.end() ? nothing : found->second;
}

const Record* World::record_at(std::uint32_t file, std::uint32_t scope) const {
  const auto found = local_[file].record_of.find(scope);
  return found == local_[file].record_of.end() ? nullptr : &records_[found->second];
}

Type World::given(std::uint32_t file, std::uint32_t fact, unsigned depth) const {
  const Fact& parameter = facts(file).facts[fact];
  const auto& scope = facts(file).scopes[parameter.scope];
  const auto found = callers_.find(scope.name);
  if (scope.name.empty() || found == callers_.end() || found->second.size() > 64) return {};
  const auto& all = parameters(file, parameter.scope);
  auto index = static_cast<std::size_t>(std::find(all.begin(), all.end(), fact) - all.begin());
  const Fact& first = facts(file).facts[all.front()];
  if (first.name == "self" || first.name == "cls") {
    if (index == 0) return {};
    --index;
  }
  for (const auto& [caller, call] : found->second) {
    const Fact& with = facts(caller).facts[call];
    if (index < with.args.size())
      if (Type type = of(caller, with.scope, with.args[index], depth + 1)) return type;
  }
  return {};
}

void World::bind(std::uint32_t file, std::uint32_t scope, std::uint32_t parameter, const Type& type) {
  const auto& all = parameters(file, scope);
  if (parameter >= all.size() || !type) return;
  const auto [at, fresh] = bound_.emplace(std::pair{file, all[parameter]}, type);
  if (fresh) memo_.clear();
}

const Function* World::handler(std::uint32_t file, std::string_view name) const {
  const auto found = functions_.find(name);
  if (found == functions_.end()) return nullptr;
  for (const auto& function : found->second)
    if (function.file == file && function.scope != none) return &function;
  return found->second.size() == 1 && found->second.front().scope != none ? &found->second.front() : nullptr;
}

std::uint32_t World::base_message(const Record& record) const {
  if (record.mirrors != none) return record.mirrors;
  for (const auto& base : record.bases) {
    const Type type = of_type(record.file, base);
    if (type.kind == Type::Kind::message) return type.id;
    if (type.kind == Type::Kind::record && &records_[type.id] != &record) {
      const auto& next = records_[type.id];
      if (next.mirrors != none) return next.mirrors;
    }
  }
  return none;
}

bool World::near(std::uint32_t file, std::uint32_t other, std::string_view path) const {
  if (file == other) return true;
  const auto& mine = files_[file]->entry.path;
  const auto& theirs = files_[other]->entry.path;
  if (path.empty())  // one package: the same folder
    return mine.substr(0, mine.rfind('/') + 1) == theirs.substr(0, theirs.rfind('/') + 1);
  // "../types/Cart", "@/types/Cart", "./charge", "shop.types.Cart", "crate.types"
  std::string tail(path);
  if (tail.find('/') == std::string::npos) std::replace(tail.begin(), tail.end(), '.', '/');
  while (!tail.empty() && (!word(tail.front()) || tail.front() == '@')) tail.erase(0, 1);
  const auto dot = tail.rfind('.');
  if (dot != std::string::npos && tail.size() - dot <= 4 && dot > tail.rfind('/') + 1) tail.resize(dot);  // ".js"
  if (tail.empty()) return false;
  const auto at = theirs.rfind(tail);
  if (at != std::string::npos && (at == 0 || theirs[at - 1] == '/') && at + tail.size() < theirs.size() &&
      (theirs[at + tail.size()] == '.' || theirs[at + tail.size()] == '/'))
    return true;
  const auto slash = tail.rfind('/');
  const std::string last = slash == std::string::npos ? tail : tail.substr(slash + 1);
  std::string stem = theirs.substr(theirs.rfind('/') + 1);
  stem = stem.substr(0, stem.rfind('.'));
  return stem == last || theirs.find("/" + last + "/") != std::string::npos;
}

const Record* World::record_named(std::uint32_t file, std::string_view name, std::string_view path) const {
  const auto found = by_record_.find(name);
  if (found == by_record_.end()) return nullptr;
  for (const auto id : found->second)
    if (records_[id].file == file) return &records_[id];
  for (const auto id : found->second)
    if (near(file, records_[id].file, path)) return &records_[id];
  return nullptr;
}

}  // namespace weir::workspace::edges::proto

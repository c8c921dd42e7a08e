// World: HTTP routes whose body is a message by what the handler says, and the places that call them.
#include <algorithm>
#include <set>

#include "workspace/edges/ties/protobuf_world.h"

namespace weir::workspace::edges::proto {

using syntax::Fact;
using syntax::Role;

namespace {

// Next.js and its kin: the file is the route. "src/pages/api/cart.ts" answers on "/api/cart".
std::string route_of_file(std::string_view path) {
  for (const std::string_view folder : {"pages/api/", "app/api/", "routes/api/", "server/api/"}) {
    const auto at = path.find(folder);
    if (at == std::string_view::npos || (at > 0 && path[at - 1] != '/')) continue;
    auto rest = path.substr(at + folder.size() - 4);  // from "api/"
    rest = rest.substr(0, rest.rfind('.'));
    for (const std::string_view tail : {"/route", "/index", "/+server"})
      if (rest.ends_with(tail)) rest.remove_suffix(tail.size());
    return "/" + std::string(rest);
  }
  return {};
}

bool is_path(std::string_view text) {
  return text.size() > 3 && text.front() == '/' && text.find(' ') == std::string_view::npos;
}

}  // namespace

void World::routes(std::vector<Route>& out) const {
  for (std::uint32_t file = 0; file < files_.size(); ++file) {
    const auto& all = facts(file);
    std::set<std::pair<std::string, std::uint32_t>> seen;
    const std::string by_file = route_of_file(files_[file]->entry.path);
    if (!by_file.empty())  // body as AddItemRequest
      for (const Fact& fact : all.facts) {
        const std::string& source = fact.role == Role::pattern ? fact.receiver : fact.from;
        if ((fact.role != Role::pattern && fact.role != Role::local) || !source.ends_with("{}") ||
            source.find('.') != std::string::npos)
          continue;
        if (const Type type = of(file, fact.scope, source); type.kind == Type::Kind::message && !type.guessed)
          seen.emplace(by_file, type.id);
      }
    // @app.post("/orders") above def create(order: Order); #[post("/get-quote")]; @PostMapping("/orders")
    for (std::uint32_t i = 0; i < all.facts.size(); ++i) {
      const Fact& fact = all.facts[i];
      if (fact.role != Role::parameter || fact.type.empty() || fact.scope == 0) continue;
      const Type type = of_type(file, fact.type);
      if (type.kind != Type::Kind::message) continue;
      const auto& scope = all.scopes[fact.scope];
      const auto outside = local_[file].paths.find(scope.parent);
      if (outside == local_[file].paths.end()) continue;
      for (const auto id : outside->second)
        if (const Fact& literal = all.facts[id]; is_path(literal.name) && literal.line <= fact.line &&
                                                 literal.line + 3 >= scope.first && literal.scope != fact.scope)
          seen.emplace(literal.name, type.id);
    }
    for (const auto& [path, message] : seen) out.push_back({path, message});
  }
}

// Messages of routes that a path literal of this function calls.
std::vector<std::uint32_t> World::bodies_near(std::uint32_t file, std::uint32_t scope) const {
  std::vector<std::uint32_t> out;
  if (routes_ == nullptr || routes_->empty()) return out;
  const auto literals = local_[file].paths.find(scope);
  if (literals == local_[file].paths.end()) return out;
  for (const auto id : literals->second) {
    const Fact& fact = facts(file).facts[id];
    auto path = std::string_view(fact.name).substr(0, fact.name.find('?'));
    if (path.ends_with('/')) path.remove_suffix(1);
    for (const auto& route : *routes_)
      if (path.ends_with(route.path)) out.push_back(route.message);
  }
  return out;
}

// callback(null, { ... }) in the handler of an rpc.
Type World::answered(std::uint32_t file, const syntax::Group& group, const std::vector<std::string>& keys) const {
  for (auto at = group.scope; at != 0; at = facts(file).scopes[at].parent) {
    const auto& all = parameters(file, at);
    if (all.size() < 2) continue;
    const auto bound = bound_.find({file, all[0]});
    if (bound == bound_.end() || bound->second.kind != Type::Kind::call) continue;
    if (group.sink != facts(file).facts[all[1]].name + "()") return {};
    const auto response = schema_.services[bound->second.id].rpcs[bound->second.rpc].response;
    return response != none && has_all(response, keys) ? Type::message(response) : Type{};
  }
  return {};
}

}  // namespace weir::workspace::edges::proto

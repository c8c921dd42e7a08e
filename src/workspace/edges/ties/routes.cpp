// HTTP routes: a path that a program serves or calls, against the routes that are declared (in OpenAPI, or by the
// program that serves them). The verb must agree where both are told; a path that several units declare is told apart
// by the base that the caller puts before it.
#include <map>
#include <set>

#include "workspace/edges/ties/literals.h"

namespace weir::workspace::edges {
namespace {

class RouteUses final : public CodeTie {
 public:
  explicit RouteUses(const TieInput& input) : input_(input) {
    for (std::size_t i = 0; i < input.definitions.size(); ++i) {
      const Definition& definition = input.definitions[i];
      if (definition.kind == DefinitionKind::parameter)
        parameters_[definition.owner + "?" + definition.name].push_back(i);
      if (definition.kind != DefinitionKind::route) continue;
      HttpPath route = route_of(definition.name);
      if (route.path.empty()) continue;
      by_path_[route.path].push_back(
          {i, route.verb, input.units.of(definition.place.file), definition.rule == "source-route"});
      for (std::size_t slash = route.path.find('/', 1); slash != std::string::npos;
           slash = route.path.find('/', slash + 1)) {
        if (has_fixed_part(route.path.substr(slash))) by_end_[route.path.substr(slash)].push_back(route.path);
      }
    }
  }

  void file(CodeFile& file, std::vector<Use>& out) override {
    if (by_path_.empty()) return;
    if (const auto served = file_route(file.path())) file_based(file, *served, out);
    for (const RouteLiteral& literal : route_literals(file.code)) {
      if (literal.role == RouteRole::unknown && !worth_guessing(literal)) continue;
      one(file, literal, out);
    }
  }

 private:
  struct Declared {
    std::size_t definition;
    std::string verb;
    int unit;
    bool in_source;
  };

  static bool has_fixed_part(std::string_view path) {
    return std::ranges::any_of(path, [](char c) { return c != '/' && c != '{' && c != '}' && c != '*'; });
  }
  static bool worth_guessing(const RouteLiteral& literal) { return std::ranges::count(literal.path.path, '/') >= 2; }

  void file_based(CodeFile& file, const std::string& served, std::vector<Use>& out) {
    const auto found = by_path_.find(served);
    if (found == by_path_.end()) return;
    for (const Declared& declared : found->second) {
      if (!declared.in_source) file.contracts.push_back(declared.definition);
    }
    (void)out;  // the path is the file's name: there is no line that spells it
  }

  void one(CodeFile& file, const RouteLiteral& literal, std::vector<Use>& out) {
    if (literal.role == RouteRole::serve) {
      if (match(file, literal, literal.path.path, literal.whole || literal.prefixes.empty(), out)) return;
      for (const std::string& prefix : literal.prefixes) {
        if (match(file, literal, prefix + literal.path.path, true, out)) return;
      }
    } else if (match(file, literal, literal.path.path, literal.role == RouteRole::call, out)) {
      return;
    }
    // A base or a router in another file may hold the beginning.
    if (literal.role == RouteRole::unknown || !has_fixed_part(literal.path.path)) return;
    const auto ends = by_end_.find(literal.path.path);
    if (ends == by_end_.end() || ends->second.size() > 2) return;
    for (const std::string& whole : ends->second) match(file, literal, whole, false, out);
  }

  bool match(CodeFile& file, const RouteLiteral& literal, const std::string& path, bool sure, std::vector<Use>& out) {
    const auto found = by_path_.find(path);
    if (found == by_path_.end()) return false;
    std::vector<const Declared*> fits;
    for (const Declared& declared : found->second) {
      if (literal.verb.empty() || declared.verb.empty() || declared.verb == literal.verb) fits.push_back(&declared);
    }
    narrow(file, literal, fits);
    std::set<int> units;
    for (const Declared* declared : fits) units.insert(declared->unit);
    const bool verb_told = !literal.verb.empty() || literal.role == RouteRole::serve || fits.size() == 1;
    bool any = false;
    for (const Declared* declared : fits) {
      const Definition& definition = input_.definitions[declared->definition];
      if (definition.place.file == file.path() && definition.place.line == literal.line) {
        any = true;
        file.contracts.push_back(declared->definition);
        continue;
      }
      const UseKind kind = literal.role == RouteRole::serve  ? UseKind::serve
                           : literal.role == RouteRole::call ? UseKind::call
                                                             : UseKind::read;
      out.push_back(use_of(declared->definition, file.path(), literal.line, literal.spelling, "route-literal", kind,
                           sure && verb_told && units.size() <= 1));
      file.contracts.push_back(declared->definition);
      any = true;
      for (const std::string& name : literal.path.query)
        parameter(file, literal, definition.name + "?" + name, name, out);
    }
    return any;
  }

  // "/orders?since=..." of a caller
  void parameter(const CodeFile& file, const RouteLiteral& literal, const std::string& key, const std::string& name,
                 std::vector<Use>& out) {
    const auto found = parameters_.find(key);
    if (found == parameters_.end()) return;
    for (const std::size_t i : found->second) {
      out.push_back(use_of(i, file.path(), literal.line, name, "query-parameter", UseKind::write));
    }
  }

  // A program serves what its own unit declares; a caller's base may name the unit ("http://stock:8080", stockAddr).
  void narrow(const CodeFile& file, const RouteLiteral& literal, std::vector<const Declared*>& fits) const {
    const int own = input_.units.of(file.path());
    if (literal.role == RouteRole::serve) {
      std::erase_if(fits, [&](const Declared* one) { return one->in_source && one->unit != own; });
      return;
    }
    if (fits.size() < 2 || literal.hint.empty()) return;
    std::vector<const Declared*> hinted;
    for (const Declared* one : fits) {
      const std::string name = lower(last_folder(input_.units.name(one->unit)));
      if (name.size() > 2 && literal.hint.contains(name)) hinted.push_back(one);
    }
    if (!hinted.empty()) fits = std::move(hinted);
  }
  static std::string last_folder(const std::string& name) { return name.substr(name.rfind('/') + 1); }  // npos + 1 = 0

  const TieInput& input_;
  std::map<std::string, std::vector<Declared>, std::less<>> by_path_;
  std::map<std::string, std::vector<std::string>, std::less<>> by_end_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> parameters_;  // "GET /orders?since"
};

}  // namespace

std::unique_ptr<CodeTie> route_uses(const TieInput& input) { return std::make_unique<RouteUses>(input); }

}  // namespace weir::workspace::edges

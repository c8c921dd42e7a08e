// Drift: what a program says of a message, a table or a route that nothing declares. Two small searches over the files
// that name the tables and routes, and a tie for messages; each says only what the text proves.
#include <algorithm>
#include <set>

#include "workspace/edges/left.h"
#include "workspace/edges/ties/literals.h"
#include "workspace/edges/ties/sql_statements.h"
#include "workspace/edges/ties/ties.h"
#include "workspace/edges/uses_by.h"

namespace weir::workspace {
namespace {

using namespace edges;

constexpr std::size_t drift_files = 4'000;
constexpr std::size_t drift_bytes = 32 * 1024 * 1024;

// Segments agree where either is a parameter: a caller may write the value itself.
bool may_match(std::string_view called, std::string_view declared) {
  while (!called.empty() && !declared.empty()) {
    called.remove_prefix(1);
    declared.remove_prefix(1);
    const std::string_view a = called.substr(0, called.find('/'));
    const std::string_view b = declared.substr(0, declared.find('/'));
    if (a != b && a != "{}" && b != "{}" && b != "*" && !b.contains("{}")) return b.starts_with("**");
    called.remove_prefix(a.size());
    declared.remove_prefix(b.size());
  }
  return called.empty() && declared.empty();
}

std::string first_segment(std::string_view path) { return std::string(path.substr(0, path.find('/', 1))); }

class Search {
 public:
  Search(const EdgeTable& table, const EdgeInput& input) : table_(table), input_(input), sql_(table.definitions) {
    for (std::size_t i = 0; i < table.definitions.size(); ++i) {
      const Definition& one = table.definitions[i];
      if (one.kind == DefinitionKind::route) routes_.push_back({route_of(one.name), i});
    }
  }

  std::vector<Left> run(FactCache& cache) {
    fields(cache);
    std::size_t bytes = 0;
    std::size_t read = 0;
    for (const std::uint32_t i : files()) {
      const FileEntry& file = input_.files[i];
      if (file.cls != FileClass::source || !is_code(file.language)) continue;
      if (++read > drift_files || bytes > drift_bytes) break;
      const auto text = input_.read(file.path);
      if (!text) continue;
      bytes += text->size();
      const Code code(*text, file.language);
      columns(file, code);
      routes(file, code);
    }
    return std::move(out_);
  }

 private:
  struct Route {
    HttpPath path;
    std::size_t definition;
  };

  // Those that hold a table's name or the last word of a route.
  std::vector<std::uint32_t> files() const {
    std::set<std::string> words;
    for (const Definition& one : table_.definitions) {
      if (one.kind == DefinitionKind::table) words.insert(lower(one.name));
      if (one.kind == DefinitionKind::route) words.insert(longest_word(first_segment(route_of(one.name).path)));
    }
    std::set<std::uint32_t> out;
    for (const std::string& word : words) {
      if (word.size() < 2) continue;
      for (const std::uint32_t i : input_.containing(word)) {
        if (i < input_.files.size()) out.insert(i);
      }
    }
    return {out.begin(), out.end()};
  }

  // order.shipping_address.street_address_1, where an address has no such field.
  void fields(FactCache& cache) {
    for (const Use& use : uses_by(protobuf_missing_tie(), table_, input_, cache)) {
      if (use.test) continue;
      const Definition& near = table_.definitions[use.definition];
      const std::string& message = near.kind == DefinitionKind::field ? near.owner : near.name;
      add("proto-field", message + "." + use.spelling, "not a field of " + message, near.place, use.place);
    }
  }

  // SELECT p.amount FROM payments p, where payments has no such column.
  void columns(const FileEntry& file, const Code& code) {
    if (sql_.empty()) return;
    for (std::size_t i = 0; i < code.size(); ++i) {
      const bool alone =
          code[i].is_string() && !code[i + 1].is_string() && !code[i + 1].is('+') && (i == 0 || !code[i - 1].is('+'));
      if (!alone || !looks_like_sql(code[i].text) || code[i].text.contains('{'))
        continue;  // pieces are not whole statements
      for (const SqlName& name : sql_names(code[i].text, sql_)) {
        if (!name.unknown) continue;
        const auto* tables = sql_.table(name.table);
        if (!tables || tables->size() != 1) continue;  // two units may have a table of this name
        add("sql-column", name.table + "." + std::string(name.name), "not a column of " + name.table,
            table_.definitions[tables->front()].place, {file.path, line_in(code[i], name.at)});
      }
    }
  }

  // A call below a path that this workspace serves, which no route answers.
  void routes(const FileEntry& file, const Code& code) {
    if (routes_.empty()) return;
    for (const RouteLiteral& literal : route_literals(code)) {
      if (literal.role != RouteRole::call || !literal.path.based || std::ranges::count(literal.path.path, '/') < 2)
        continue;
      const Route* near = nullptr;
      bool path_known = false;
      bool known = false;
      for (const Route& route : routes_) {
        const bool match = may_match(literal.path.path, route.path.path);
        path_known = path_known || match;
        known =
            known || (match && (literal.verb.empty() || route.path.verb.empty() || route.path.verb == literal.verb));
        const bool beside =
            first_two(route.path.path) == first_two(literal.path.path) && !first_two(route.path.path).contains('{');
        if ((match || beside) && !near) near = &route;
      }
      if (known || !near || !near_enough(literal, *near)) continue;
      const std::string symbol = (literal.verb.empty() ? "" : literal.verb + " ") + literal.path.path;
      add("route-literal", symbol, path_known ? "not declared with this verb" : "not declared",
          table_.definitions[near->definition].place, {file.path, literal.line});
    }
  }

  static std::string first_two(std::string_view path) {
    const std::size_t second = path.find('/', 1);
    return std::string(path.substr(0, second == std::string_view::npos ? second : path.find('/', second + 1)));
  }

  // Another host may have a path that begins alike: the base must name the unit, or the workspace must have one server.
  bool near_enough(const RouteLiteral& literal, const Route& near) const {
    std::set<std::string> servers;
    for (const Route& route : routes_) {
      if (first_two(route.path.path) == first_two(literal.path.path)) servers.insert(table_.unit_of[route.definition]);
    }
    if (servers.size() == 1 && literal.path.host.empty()) return true;
    for (const Use& use : table_.uses_of(static_cast<std::uint32_t>(near.definition))) {
      if (use.kind == UseKind::serve && names(literal.hint, use.unit)) return true;
    }
    return names(literal.hint, table_.unit_of[near.definition]);
  }
  static bool names(std::string_view hint, std::string_view unit) {
    const std::string name = lower(unit.substr(unit.rfind('/') + 1));  // npos + 1 = 0
    return name.size() > 2 && hint.contains(name);
  }

  void add(std::string rule, std::string symbol, std::string what, Place from, Place place) {
    Left* same = nullptr;
    for (Left& one : out_) {
      if (one.rule == rule && one.symbol == symbol && one.from == from) same = &one;
    }
    if (!same)
      same = &out_.emplace_back(Left{std::move(rule), std::move(symbol), std::move(what), std::move(from), {}, {}});
    for (const int unit : input_.units->all_of(place.file)) {
      const std::string name = input_.units->name(unit);
      if (std::ranges::find(same->units, name) == same->units.end()) same->units.push_back(name);
    }
    if (std::ranges::find(same->to, place) == same->to.end()) same->to.push_back(std::move(place));
  }

  const EdgeTable& table_;
  const EdgeInput& input_;
  SqlSchema sql_;
  std::vector<Route> routes_;
  std::vector<Left> out_;
};

}  // namespace

std::vector<Left> drift(const EdgeTable& table, const EdgeInput& input, FactCache& cache) {
  if (!input.units) return {};
  return Search(table, input).run(cache);
}

}  // namespace weir::workspace

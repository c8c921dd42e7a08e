// graph: an edge names its units and its places, not which place belongs to which unit. A unit is called by a part of
// its path, so the longest name that stands in a place's path is its unit; the ranked files know theirs.
#include "workspace/report/graph.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace weir::workspace::report {
namespace {

constexpr std::size_t shown_definitions = 6, shown_units = 9, shown_places = 7, shown_files = 12;

// Does `name` ("cart", "src/cart") stand in the path as whole parts?
bool holds(std::string_view path, std::string_view name) {
  if (name.empty()) return false;
  for (auto at = path.find(name); at != std::string_view::npos; at = path.find(name, at + 1)) {
    const bool begins = at == 0 || path[at - 1] == '/';
    const bool ends = at + name.size() < path.size() && path[at + name.size()] == '/';
    if (begins && ends) return true;
  }
  return false;
}

std::string unit_of(std::string_view path, const std::set<std::string>& names,
                    const std::map<std::string, std::string>& known) {
  if (const auto it = known.find(std::string(path)); it != known.end() && names.contains(it->second)) return it->second;
  std::string_view best;
  for (const std::string& name : names) {
    if (holds(path, name) && name.size() > best.size()) best = name;
  }
  if (!best.empty()) return std::string(best);
  return names.size() == 1 ? *names.begin() : std::string();
}

GraphPlace& place_in(GraphUnit& unit, const Place& place) {
  const auto it = std::ranges::find(unit.places, place, &GraphPlace::place);
  if (it != unit.places.end()) return *it;
  unit.places.push_back({.place = place, .definitions = {}});
  return unit.places.back();
}

void add_edge(Graph& graph, const Edge& edge, const std::map<std::string, std::string>& known) {
  const std::size_t definition = graph.definitions.size();
  graph.definitions.push_back({edge.symbol, edge.rule, edge.from, edge.units.size(), edge.to.size()});
  const std::set<std::string> names(edge.units.begin(), edge.units.end());
  for (const Place& place : edge.to) {
    const std::string name = unit_of(place.file, names, known);
    auto unit = std::ranges::find(graph.units, name, &GraphUnit::name);
    if (unit == graph.units.end())
      unit = graph.units.insert(graph.units.end(), GraphUnit{.name = name, .places = {}, .more = 0});
    GraphPlace& at = place_in(*unit, place);
    if (std::ranges::find(at.definitions, definition) == at.definitions.end()) at.definitions.push_back(definition);
  }
}

void bound(Graph& graph) {
  for (GraphUnit& unit : graph.units) {
    std::ranges::sort(unit.places, {}, [](const GraphPlace& p) { return std::tie(p.place.file, p.place.line); });
    if (unit.places.size() <= shown_places) continue;
    unit.more = unit.places.size() - shown_places;
    unit.places.resize(shown_places);
  }
  if (graph.units.size() > shown_units) {
    graph.more_units = graph.units.size() - shown_units;
    graph.units.resize(shown_units);
  }
}

}  // namespace

Graph graph_of(const RippleReport& report) {
  Graph out;
  std::map<std::string, std::string> known;
  for (const Ranked& r : report.files) {
    if (!r.unit.empty()) known.emplace(r.path, r.unit);
  }
  for (const Edge& e : report.edges) {
    if (out.definitions.size() == shown_definitions) break;
    add_edge(out, e, known);
  }
  out.more_definitions = report.edges.size() - out.definitions.size();
  const double best = report.files.empty() ? 0 : report.files.front().score;
  for (const Ranked& r : report.files) {
    if (out.files.size() == shown_files) break;
    GraphFile file{.path = r.path,
                   .unit = r.unit,
                   .reason = r.reasons.empty() ? "" : r.reasons.front().text,
                   .share = 0,
                   .definitions = {}};
    if (best > 0) file.share = std::clamp(r.score / best, 0.0, 1.0);
    for (std::size_t i = 0; i < out.definitions.size(); ++i) {
      const Edge& e = report.edges[i];
      const bool touched =
          e.from.file == r.path || std::ranges::any_of(e.to, [&](const Place& p) { return p.file == r.path; });
      if (touched) file.definitions.push_back(i);
    }
    out.files.push_back(std::move(file));
  }
  bound(out);
  return out;
}

}  // namespace weir::workspace::report

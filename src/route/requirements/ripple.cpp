// ripple: a definition that other units use is changed (observed: an edit did; named: the user's words say so), and
// each use has a place that a person can look up. A fact, so it may ask for a class. Who takes part must read the
// prompt and what is reached, and act: with one other unit that is all. Named evidence without an operation says
// nothing.
#include "route/ripple.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "decision/questions.h"
#include "route/requirements/requirements.h"

namespace weir::route::requirement {
namespace {

bool main_line(Kind kind) { return kind == Kind::main_turn || kind == Kind::tool_result || kind == Kind::subagent; }

bool printable(const Edge& edge) {
  const auto place = [](const Place& p) { return !p.file.empty() && p.line > 0; };
  return place(edge.from) && std::ranges::any_of(edge.to, place) &&
         std::ranges::any_of(edge.units, [](const std::string& unit) { return !unit.empty(); });
}

// By place, so that what an edit has shown is not named once more.
bool same_definition(const Edge& a, const Edge& b) { return a.rule == b.rule && a.from == b.from; }

std::vector<Edge> hard(const std::vector<Edge>& edges, const std::vector<Edge>& said_already) {
  std::vector<Edge> out;
  for (const Edge& edge : edges) {
    const auto same = [&](const Edge& other) { return same_definition(edge, other); };
    if (printable(edge) && std::ranges::none_of(said_already, same)) out.push_back(edge);
  }
  return out;
}

std::set<std::string> units_of(const std::vector<Edge>& edges) {
  std::set<std::string> out;
  for (const Edge& edge : edges) out.insert(edge.units.begin(), edge.units.end());
  out.erase("");
  return out;
}

std::string some(const std::set<std::string>& names) {
  constexpr std::size_t shown = 3;
  std::string out;
  std::size_t n = 0;
  for (const std::string& name : names) {
    if (n++ == shown) break;
    out += (out.empty() ? "" : ", ") + name;
  }
  return names.size() > shown ? fmt::format("{} and {} more", out, names.size() - shown) : out;
}

std::string operation_words(std::string_view operation) {
  if (operation == "rename") return "a rename";
  if (operation == "remove") return "a removal";
  if (operation == "retype") return "a change of type";
  if (operation == "default") return "a changed default";
  if (operation == "signature") return "a changed signature";
  return "a change of meaning";
}

std::string text(std::string_view what, const std::vector<Edge>& edges, const std::set<std::string>& units) {
  std::set<std::string> symbols;
  for (const Edge& edge : edges) symbols.insert(edge.symbol);
  return fmt::format("{} of {} reaches {}", what, some(symbols), some(units));
}

std::optional<Requirement> of(Strength strength, std::string_view what, std::vector<Edge> edges, const Ask& ask,
                              const View& view, const Rules& rules) {
  if (edges.empty()) return std::nullopt;
  const std::set<std::string> units = units_of(edges);
  Requirement out;
  out.rule = ripple_rule;
  out.strength = strength;
  out.text = text(what, edges, units);
  out.edges = std::move(edges);
  if (units.size() >= rules.ripple_from) out.at_least = rules.ripple_min;
  out.context = ask.prompt.high + view.ripple.slice;
  out.needs = {Need::tools};
  return out;
}

}  // namespace

std::optional<Requirement> ripple_observed(const Ask& ask, const Session&, const View& view, const Rules& rules) {
  if (!main_line(ask.kind)) return std::nullopt;
  return of(Strength::observed, "an edit", hard(view.ripple.observed, {}), ask, view, rules);
}

std::optional<Requirement> ripple_named(const Ask& ask, const Session&, const View& view, const Rules& rules) {
  if (!main_line(ask.kind) || view.ripple.operation.empty()) return std::nullopt;
  const std::vector<Edge> observed = hard(view.ripple.observed, {});
  return of(Strength::named, operation_words(view.ripple.operation), hard(view.ripple.named, observed), ask, view,
            rules);
}

}  // namespace weir::route::requirement

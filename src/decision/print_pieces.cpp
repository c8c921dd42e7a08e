// print: the pieces and the lists.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "decision/columns.h"
#include "decision/print.h"
#include "decision/questions.h"

namespace weir::print {
namespace {

constexpr std::size_t most_places = 8;  // of one edge, in a line for a person
constexpr std::size_t most_edges = 5;   // of one requirement

// How long ago the places were held against the files.
std::string reread(std::optional<Millis> age) {
  if (!age) return "";
  return age->n < 1000 ? ", re-read just now" : ", re-read " + duration_text(*age) + " ago";
}

std::string place(const Place& p) { return p.file + ":" + std::to_string(p.line); }

std::string_view without_trailing_slash(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

}  // namespace

std::string_view mark(Where where) { return where == Where::here ? "●" : "○"; }

std::string candidate(const Candidate& c) {
  return clean(fmt::format("{} {} @ {}", mark(c.where), c.model, c.endpoint));
}

std::string candidate(const View& view, const CandidateId& id) {
  if (const Candidate* c = find_candidate(view, id)) return candidate(*c);
  const std::string_view whole = id.v;
  const auto at = whole.rfind('@');
  if (at == std::string_view::npos) return clean(fmt::format("{} {}", mark(Where::cloud), whole));
  return clean(fmt::format("{} {} @ {}", mark(Where::cloud), whole.substr(0, at), whole.substr(at + 1)));
}

std::string edge(const Edge& e, std::optional<Millis> age) {
  std::string out = place(e.from) + " " + e.symbol + " → ";
  const std::size_t shown = e.to.size() > most_places + 1 ? most_places : e.to.size();
  for (std::size_t i = 0; i < shown; ++i) out += (i == 0 ? "" : ", ") + place(e.to[i]);
  if (shown < e.to.size()) out += fmt::format(" and {} more", e.to.size() - shown);
  out += fmt::format("  ({} unit{}, rule {}{})", e.units.size(), e.units.size() == 1 ? "" : "s", e.rule, reread(age));
  return clean(out);
}

std::string requirement(const Requirement& r) {
  std::string out;
  const auto add = [&](const std::string& what) { out += (out.empty() ? ": " : ", ") + what; };
  const bool of_ripple = r.rule == "ripple";
  if (r.at_least) add(fmt::format("class {} or better{}", name(*r.at_least), of_ripple ? " (ripple.min_class)" : ""));
  if (of_ripple && r.context) add(tokens_text(*r.context) + " tokens");
  for (const Need need : r.needs) add(std::string(name(need)));
  return clean(r.text + out);
}

std::string verdict(const Verdict& v) {
  const bool worth_naming = !v.source.empty() && v.source != "catalog";
  return clean(v.rule + ": " + v.reason + (worth_naming ? " (" + v.source + ")" : ""));
}

std::string score(const std::vector<Signal>& signals) {
  double sum = 0;
  std::string parts;
  for (const Signal& s : signals) {
    if (s.weight == 0) continue;  // a hint adds nothing
    sum += s.value * s.weight;
    parts += fmt::format("{}{} {:+.1f}", parts.empty() ? ": " : ", ", s.text, s.value * s.weight);
  }
  return parts.empty() ? "" : clean(fmt::format("score {:.1f}{}", sum, parts));
}

std::string short_path(std::string_view path, std::string_view home) {
  home = without_trailing_slash(home);
  const bool below =
      home.size() > 1 && path.starts_with(home) && (path.size() == home.size() || path[home.size()] == '/');
  return clean(below ? "~" + std::string(path.substr(home.size())) : std::string(path));
}

std::vector<std::string> because(const Decision& d, std::optional<Millis> age) {
  std::vector<std::string> out;
  for (const Requirement& r : d.requirements) {
    if (r.strength == Strength::hint) continue;
    for (std::size_t i = 0; i < r.edges.size() && i < most_edges; ++i)
      out.push_back(fmt::format("requirement  {}  {}", name(r.strength), edge(r.edges[i], age)));
    if (r.edges.size() > most_edges)
      out.push_back(fmt::format("and {} more definitions: --json", r.edges.size() - most_edges));
    // Facts of the request itself are in the reasons; what was found in session or repository is shown as evidence.
    if (!r.edges.empty())
      out.push_back(requirement(r));
    else if (r.strength != Strength::fact)
      out.push_back(fmt::format("requirement  {}  {}", name(r.strength), requirement(r)));
  }
  const std::string switch_row = switched(d);
  for (const std::string& reason : d.reasons) {
    if (clean(reason) != switch_row) out.push_back(clean(reason));
  }
  if (!d.target && !d.help.empty()) out.push_back(clean(d.help));
  if (std::string sum = score(d.signals); !sum.empty()) out.push_back(std::move(sum));
  for (const std::string& warning : d.warnings) out.push_back("warning: " + clean(warning));
  return out;
}

std::vector<Entry> rejected(const View& view, const Decision& d) {
  std::vector<Entry> out;
  for (const Rejected& r : d.rejected) out.push_back({candidate(view, r.candidate), clean(r.reason)});
  return out;
}

std::vector<Entry> denied(const View& view, const std::vector<Verdict>& verdicts) {
  std::vector<Entry> out;
  std::set<CandidateId> seen;
  for (const Verdict& v : verdicts) {
    if (v.effect != Effect::deny && v.effect != Effect::review) continue;
    if (seen.insert(v.candidate).second) out.push_back({candidate(view, v.candidate), verdict(v)});
  }
  return out;
}

}  // namespace weir::print

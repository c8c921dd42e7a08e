// Ripple in a decision.
#include "route/ripple.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "decision/figures.h"

namespace weir::route {
namespace {

constexpr std::size_t most_files = 3;        // named on a command line that a person copies
constexpr std::int64_t usual_tokens = 4000;  // `weir slice`'s own budget

bool of_ripple(const Requirement& r) { return r.rule == ripple_rule; }

std::string quoted(std::string_view path) {
  const bool plain = std::ranges::all_of(path, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/._-+@").find(c) != std::string_view::npos;
  });
  if (plain) return std::string(path);
  std::string out = "'";
  for (const char c : path) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace

bool reached(const Case& c) { return std::ranges::any_of(c.requirements, of_ripple); }

bool ripple_unknown(const Case& c) {
  const Index state = c.view.ripple.state;
  return state != Index::ready && state != Index::none && !reached(c);
}

Case without_ripple(const Case& c) {
  Case out = c;
  std::erase_if(out.requirements, of_ripple);
  return out;
}

void show_ripple(const Case& c, Decision& d) {
  std::ranges::copy_if(c.requirements, std::back_inserter(d.requirements), of_ripple);
}

void attach_slice(const Case& c, Decision& d) {
  std::set<std::string> files, units;
  std::size_t places = 0;
  for (const Requirement& r : c.requirements) {
    if (!of_ripple(r)) continue;
    for (const Edge& edge : r.edges) {
      files.insert(edge.from.file);
      units.insert(edge.units.begin(), edge.units.end());
      places += edge.to.size();
    }
  }
  if (files.empty()) return;
  std::string names;
  std::size_t n = 0;
  for (const std::string& file : files) {
    if (n++ < most_files) names += " " + quoted(file);
  }
  const std::int64_t tokens = std::max(usual_tokens, (c.view.ripple.slice.n + 999) / 1000 * 1000);
  d.reasons.push_back(fmt::format("slice: {} place{} in {} unit{}, {} tokens: weir slice --files{} --tokens {}", places,
                                  places == 1 ? "" : "s", units.size(), units.size() == 1 ? "" : "s",
                                  short_tokens_text(c.view.ripple.slice), names, tokens));
}

}  // namespace weir::route

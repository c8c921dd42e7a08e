// Names and needs.
#include "decision/questions.h"

#include <algorithm>

namespace weir {

bool needs(const Ask& ask, Need need) { return std::ranges::find(ask.needs, need) != ask.needs.end(); }

bool offers(const Candidate& candidate, Need need) {
  return std::ranges::find(candidate.offers, need) != candidate.offers.end();
}

bool speaks(const Candidate& candidate, std::string_view dialect) {
  return candidate.dialect == dialect || (candidate.dialect == "chat" && dialect == "completions");
}

const Candidate* find_candidate(const View& view, const CandidateId& id) {
  const auto it = std::ranges::find(view.candidates, id, &Candidate::id);
  return it == view.candidates.end() ? nullptr : &*it;
}

std::string_view without_variant(std::string_view named) {
  if (!named.ends_with(']')) return named;
  const auto open = named.rfind('[');
  return open == std::string_view::npos || open == 0 ? named : named.substr(0, open);
}

std::optional<Handover> handover(std::string_view named) {
  std::string_view rest = without_variant(named);
  if (rest.empty()) return Handover::automatic;
  for (std::string_view vendor : {"anthropic/", "openai/", "claude-"}) {
    if (rest.starts_with(vendor)) rest.remove_prefix(vendor.size());
  }
  if (!rest.starts_with("weir/") && !rest.starts_with("weir-")) return std::nullopt;
  rest.remove_prefix(std::string_view("weir/").size());
  if (rest == "auto") return Handover::automatic;
  if (rest == "local") return Handover::local;
  if (rest == "cloud") return Handover::cloud;
  return std::nullopt;
}

std::string_view canonical(Handover handover) {
  switch (handover) {
    case Handover::automatic:
      return "weir/auto";
    case Handover::local:
      return "weir/local";
    case Handover::cloud:
      return "weir/cloud";
  }
  return "";
}

bool means(const Candidate& candidate, std::string_view named) {
  const auto is = [&](std::string_view name) {
    return !name.empty() && (candidate.id.v == name || candidate.model == name ||
                             std::ranges::find(candidate.names, name) != candidate.names.end());
  };
  return is(named) || is(without_variant(named));
}

}  // namespace weir

// Verdict, Requirement, Signal, Decision: what policy and route answer. Values; printed by decision/print.h only.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/strong.h"
#include "chat/edit.h"
#include "decision/view.h"
#include "decision/words.h"

namespace weir {

struct Verdict {
  std::string rule;  // the rule's file name: "local_only"
  CandidateId candidate;
  Effect effect{};
  std::string reason;  // one line for a person
  std::string source;  // where the rule comes from: "weir.toml:12:1", "catalog", ""
  bool operator==(const Verdict&) const = default;
};

struct Requirement {
  std::string rule;
  Strength strength{};
  std::string text;
  std::vector<Edge> edges;
  std::optional<Class> at_least;
  std::optional<Tokens> context;
  std::optional<Where> where;    // side requests: must stay here
  std::vector<Need> needs = {};  // what a candidate must offer
  bool operator==(const Requirement&) const = default;
};

struct Signal {
  std::string name;
  double value = 0, weight = 0;
  std::string text;
  bool operator==(const Signal&) const = default;
};

struct Rejected {
  CandidateId candidate;
  std::string reason;
  bool operator==(const Rejected&) const = default;
};

struct Estimate {
  std::optional<MicroUsd> money;
  std::optional<Millis> first, total;
  bool operator==(const Estimate&) const = default;
};

struct Decision {
  std::optional<CandidateId> target;  // nothing: refused, see reasons
  By by{};
  std::vector<CandidateId> plan;  // fallbacks, in order; each has a permit
  std::vector<Requirement> requirements;
  std::vector<Signal> signals;
  std::vector<Wish> wishes;        // beside those that the permit is bound to
  std::vector<Rejected> rejected;  // had a permit, was not chosen
  std::vector<std::string> reasons, warnings;
  Estimate estimate, switching;
  std::optional<CandidateId> switch_from;
  std::string refusal;        // for target == nothing: what the client is told, one sentence
  std::string help;           // and what to do next
  std::string refusal_class;  // UpstreamErrorClass's name: "refused_by_policy", "not_found", ...
  bool operator==(const Decision&) const = default;
};

}  // namespace weir

// The world that policy's tests change a little and judge.
#pragma once
#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "decision/samples.h"
#include "policy/policy.h"

namespace weir::policy {

struct World {
  Ask ask = samples::ask(Kind::main_turn, "claude-sonnet-5");
  Session session = samples::session();
  View view = samples::world();
  Rules rules;

  std::optional<Verdict> run(Rule rule, const Candidate& c) const { return rule(ask, session, view, rules, c); }
  bool denies(Rule rule, const Candidate& c) const {
    const auto v = run(rule, c);
    return v && v->effect == Effect::deny;
  }
  Judgement judged() const { return judge(ask, session, view, rules); }
};

inline const Permit* permit_for(const Judgement& j, const std::string& id) {
  const auto it = std::ranges::find(j.permits, CandidateId{id}, &Permit::candidate);
  return it == j.permits.end() ? nullptr : &*it;
}

inline std::set<std::string> permitted(const Judgement& j) {
  std::set<std::string> out;
  for (const Permit& p : j.permits) out.insert(p.candidate().v);
  return out;
}

}  // namespace weir::policy

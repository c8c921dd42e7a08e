// Sorting, permits, and what a candidate lacks.
#include "route/case.h"

#include <algorithm>

#include "decision/figures.h"
#include "decision/questions.h"
#include "route/route.h"

namespace weir::route {
namespace {

bool has_permit(const Case& c, const CandidateId& id) {
  return std::ranges::any_of(c.judgement.permits,
                             [&](const Permit& permit) { return permit.covers(c.ask.id, c.ask.body, id); });
}

bool counts(const Requirement& r) { return r.at_least && r.strength != Strength::hint; }

}  // namespace

Case make_case(const Ask& ask, const Session& session, const View& view, const Rules& rules,
               const Judgement& judgement) {
  Case c{.ask = ask,
         .session = session,
         .view = view,
         .rules = rules,
         .judgement = judgement,
         .all = {},
         .permitted = {},
         .requirements = {}};
  for (const Candidate& candidate : view.candidates) c.all.push_back(&candidate);
  std::ranges::sort(c.all, {}, [](const Candidate* candidate) -> const CandidateId& { return candidate->id; });
  for (const Candidate* candidate : c.all) {
    if (has_permit(c, candidate->id)) c.permitted.push_back(candidate);
  }
  for (const Require require : requirements()) {
    if (auto requirement = require(ask, session, view, rules)) c.requirements.push_back(*std::move(requirement));
  }
  return c;
}

bool within(Scope scope, const Candidate& candidate) {
  switch (scope) {
    case Scope::all:
      return true;
    case Scope::here:
      return candidate.where == Where::here;
    case Scope::cloud:
      return candidate.where == Where::cloud;
  }
  return false;
}

const Candidate* permitted(const Case& c, const CandidateId& id) {
  const auto it = std::ranges::find(c.permitted, id, &Candidate::id);
  return it == c.permitted.end() ? nullptr : *it;
}

const Verdict* denial(const Case& c, const CandidateId& id) {
  for (const Verdict& v : c.judgement.verdicts) {
    if (v.candidate == id && (v.effect == Effect::deny || v.effect == Effect::review)) return &v;
  }
  return nullptr;
}

Demand demand(const Case& c) {
  Demand out;
  const auto joined = [&](bool with_kind) {
    std::string text;
    for (const Requirement& r : c.requirements) {
      if (!counts(r) || (r.rule == "kind") != with_kind) continue;
      text += (text.empty() ? "" : ", ") + r.text;
    }
    return text;
  };
  for (const Requirement& r : c.requirements) {
    if (counts(r)) out.at_least = std::max(out.at_least, *r.at_least);
  }
  // The kind alone is worth saying only where nothing else was found.
  out.evidence = joined(false);
  if (out.evidence.empty()) out.evidence = joined(true);
  return out;
}

std::optional<std::string> lacks(const Case& c, const Candidate& candidate) {
  const Demand needed = demand(c);
  if (candidate.cls < needed.at_least) {
    return "class " + std::string(name(candidate.cls)) + "; needs " + std::string(name(needed.at_least)) + ": " +
           needed.evidence;
  }
  for (const Requirement& r : c.requirements) {
    if (r.strength == Strength::hint) continue;
    if (r.context && candidate.context.n > 0 && candidate.context < *r.context) {
      const std::string wanted = r.rule == "context" ? r.text : tokens_text(*r.context) + " tokens: " + r.text;
      return "window " + tokens_text(candidate.context) + "; needs " + wanted;
    }
    for (const Need need : r.needs) {
      if (!offers(candidate, need)) return "no " + std::string(name(need)) + "; needed: " + r.text;
    }
    if (r.where && candidate.where != *r.where) return "must stay " + std::string(name(*r.where)) + ": " + r.text;
  }
  return std::nullopt;
}

}  // namespace weir::route

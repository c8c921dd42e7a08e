// Case: one decision's input in the order that route works in. Candidates are sorted by id, so that the order of the
// view changes nothing. Refers to its parts; lives within one call of decide or advise.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "decision/permit.h"

namespace weir::route {

// Which part of the world a choice is made in.
enum class Scope { all, here, cloud };

struct Case {
  const Ask& ask;
  const Session& session;
  const View& view;
  const Rules& rules;
  const Judgement& judgement;
  std::vector<const Candidate*> all, permitted;  // by id
  std::vector<Requirement> requirements;         // of route/requirements/, for this ask
};

Case make_case(const Ask&, const Session&, const View&, const Rules&, const Judgement&);

bool within(Scope scope, const Candidate& candidate);

// The permitted candidate of that id, or nullptr.
const Candidate* permitted(const Case& c, const CandidateId& id);

// The first deny or review about that candidate, or nullptr.
const Verdict* denial(const Case& c, const CandidateId& id);

// Why the candidate cannot carry this: "class tiny; needs mid: tools, 8 files opened". Nothing: it can. Hints never
// exclude.
std::optional<std::string> lacks(const Case& c, const Candidate& candidate);

// The highest class that a requirement asks for, and the evidence for it in a few words.
struct Demand {
  Class at_least = Class::smoke;
  std::string evidence;
};
Demand demand(const Case& c);

}  // namespace weir::route

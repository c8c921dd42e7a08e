// A policy for route's tests: what it denies is written down by the test. Only policy::judge makes permits, and route
// may not include policy, so fake_policy_test.cpp is a judge of its own, in this test alone.
#pragma once
#include <string>
#include <vector>

#include "decision/permit.h"

namespace weir::route {

struct Denial {
  std::string candidate, rule, reason, source;
};

// Everyone else is allowed.
Judgement judged(const Ask& ask, const Session& session, const View& view, const std::vector<Denial>& denials);

}  // namespace weir::route

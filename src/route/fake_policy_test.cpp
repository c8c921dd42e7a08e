// The judge of route's tests.
#include "route/fake_policy.h"

#include <algorithm>

namespace weir {
namespace {

// What the next call of judge denies: its signature is the real one's, so it cannot be told directly.
const std::vector<route::Denial>* in_force = nullptr;

}  // namespace

Judgement policy::judge(const Ask& ask, const Session&, const View& view, const Rules&) {
  Judgement out;
  for (const Candidate& c : view.candidates) {
    const auto no = std::ranges::find(*in_force, c.id.v, &route::Denial::candidate);
    if (no != in_force->end()) {
      out.verdicts.push_back({no->rule, c.id, Effect::deny, no->reason, no->source});
      continue;
    }
    out.verdicts.push_back({"access", c.id, Effect::allow, "", ""});
    out.permits.push_back(Permit(ask.id, ask.body, c.id, {}));
  }
  return out;
}

Judgement route::judged(const Ask& ask, const Session& session, const View& view, const std::vector<Denial>& denials) {
  in_force = &denials;
  return policy::judge(ask, session, view, {});
}

}  // namespace weir

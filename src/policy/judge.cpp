// judge: every rule on every candidate, and a permit where the rules agree. The only maker of permits.
#include <algorithm>

#include "policy/policy.h"

namespace weir::policy {
namespace {

std::vector<Wish> wishes_of(const Ask& ask, const Candidate& candidate) {
  std::vector<Wish> out;
  for (const Bind bind : binds()) {
    for (Wish& wish : bind(ask, candidate)) out.push_back(std::move(wish));
  }
  return out;
}

// At least one allow, no deny, no review, and every redaction has its wish.
bool agreed(std::span<const Verdict> verdicts, const std::vector<Wish>& wishes) {
  const auto any = [&](Effect effect) {
    return std::ranges::any_of(verdicts, [&](const Verdict& v) { return v.effect == effect; });
  };
  const bool bound = !any(Effect::redact) || !wishes.empty();
  return any(Effect::allow) && !any(Effect::deny) && !any(Effect::review) && bound;
}

}  // namespace

Judgement judge(const Ask& ask, const Session& session, const View& view, const Rules& rules_in_force) {
  Judgement out;
  for (const Candidate& candidate : view.candidates) {
    const std::size_t first = out.verdicts.size();
    for (const Rule rule : rules()) {
      if (auto verdict = rule(ask, session, view, rules_in_force, candidate))
        out.verdicts.push_back(*std::move(verdict));
    }
    std::vector<Wish> wishes = wishes_of(ask, candidate);
    if (agreed(std::span(out.verdicts).subspan(first), wishes)) {
      out.permits.push_back(Permit(ask.id, ask.body, candidate.id, std::move(wishes)));
    }
  }
  return out;
}

}  // namespace weir::policy

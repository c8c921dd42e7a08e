// policy: what may go where. Pure: values in, verdicts and permits out; no clock, socket, store or prompt text.
// One file per rule, one line in registry.cpp. A candidate gets a permit only when at least one rule allows it
// and none denies or sends it to review: policy fails closed, and nobody outranks it.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "decision/permit.h"

namespace weir::policy {

// A rule's answer about one candidate; nothing = the rule does not apply to it.
using Rule = std::optional<Verdict> (*)(const Ask&, const Session&, const View&, const Rules&, const Candidate&);
std::span<const Rule> rules();

// What a rule that answers `redact` demands of the body; the permit is bound to it. A redact that nothing carries
// out gives no permit.
using Bind = std::vector<Wish> (*)(const Ask&, const Candidate&);
std::span<const Bind> binds();

// Declared in decision/permit.h: Judgement judge(const Ask&, const Session&, const View&, const Rules&);
// Verdicts come by candidate in the view's order, then by rule in the registry's; permits in the view's order.

// The most that this request can cost there: high of the prompt, nothing cached, the longest answer that it allows.
// What the budget rule judges and the ledger reserves. Nothing: not metered, free, or no price known.
std::optional<MicroUsd> worst_case(const Ask& ask, const Candidate& candidate);

}  // namespace weir::policy

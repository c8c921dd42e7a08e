// policy: what may go where. Pure: values in, verdicts and permits out; no clock, socket, store or prompt text.
// One file per rule, one line in registry.cpp. A candidate gets a permit only when at least one rule allows it
// and none denies or sends it to review: policy fails closed, and nobody outranks it.
#pragma once
#include <optional>
#include <span>

#include "decision/permit.h"

namespace weir::policy {

// A rule's answer about one candidate; nothing = the rule does not apply to it.
using Rule = std::optional<Verdict> (*)(const Ask&, const Session&, const View&, const Rules&, const Candidate&);
std::span<const Rule> rules();

// Declared in decision/permit.h: Judgement judge(const Ask&, const Session&, const View&, const Rules&);

}  // namespace weir::policy

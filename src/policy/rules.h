// Every rule's declaration, and the words that they share. A rule's name is its file's name.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "decision/permit.h"

namespace weir::policy {

#define WEIR_RULE(name) \
  std::optional<Verdict> name(const Ask&, const Session&, const View&, const Rules&, const Candidate&)
WEIR_RULE(access);
WEIR_RULE(autocomplete);
WEIR_RULE(budget);
WEIR_RULE(context);
WEIR_RULE(count);
WEIR_RULE(images);
WEIR_RULE(local_only);
WEIR_RULE(safety_check);
WEIR_RULE(thinking);
WEIR_RULE(tools);
WEIR_RULE(translation);
WEIR_RULE(up);
#undef WEIR_RULE

std::vector<Wish> thinking_wishes(const Ask&, const Candidate&);

inline std::optional<Verdict> deny(const char* rule, const Candidate& candidate, std::string reason,
                                   std::string source = {}) {
  return Verdict{rule, candidate.id, Effect::deny, std::move(reason), std::move(source)};
}

}  // namespace weir::policy

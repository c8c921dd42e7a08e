// All rules, in the order in which their verdicts are listed: the first "no" is the one that a refusal names, so what
// the user has set comes before what only stands in the way today.
#include <array>

#include "policy/policy.h"
#include "policy/rules.h"

namespace weir::policy {

std::span<const Rule> rules() {
  static constexpr std::array<Rule, 12> all = {
      local_only, safety_check, autocomplete, access, up, tools, images, translation, count, context, thinking, budget,
  };
  return all;
}

std::span<const Bind> binds() {
  static constexpr std::array<Bind, 1> all = {thinking_wishes};
  return all;
}

}  // namespace weir::policy

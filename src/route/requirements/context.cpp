// context: the prompt at its highest estimate, and room for an answer. Stricter than the policy rule of that name,
// which denies only what certainly cannot fit: auto does not gamble.
#include <algorithm>

#include "decision/figures.h"
#include "route/estimate.h"
#include "route/requirements/requirements.h"

namespace weir::route::requirement {

std::optional<Requirement> context(const Ask& ask, const Session&, const View&, const Rules&) {
  if (ask.kind == Kind::count || ask.kind == Kind::embedding) return std::nullopt;
  const Tokens room = ask.max_output.n > 0 ? std::min(ask.max_output, answer_room) : expected_answer;
  const Tokens whole = ask.prompt.high + room;
  return Requirement{.rule = "context",
                     .strength = Strength::fact,
                     .text = tokens_text(whole) + " tokens, " + tokens_text(room) + " of them for the answer",
                     .edges = {},
                     .at_least = {},
                     .context = whole,
                     .where = {}};
}

}  // namespace weir::route::requirement

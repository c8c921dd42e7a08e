// context: a prompt that is longer than the window even by the lowest estimate cannot be served; where the estimate
// is unsure, the upstream decides. Counting is exempt: whoever counts wants to know how much too long it is.
#include <fmt/format.h>

#include "decision/figures.h"
#include "policy/rules.h"

namespace weir::policy {

std::optional<Verdict> context(const Ask& ask, const Session&, const View&, const Rules&, const Candidate& c) {
  const bool fits = c.context.n == 0 || ask.prompt.low <= c.context;
  if (fits || ask.kind == Kind::count) return std::nullopt;
  const char* about = ask.prompt.low == ask.prompt.high ? "" : "≈ ";
  return deny(
      "context", c,
      fmt::format("prompt {}{} tokens > window {}", about, tokens_text(ask.prompt.value), tokens_text(c.context)),
      "catalog");
}

}  // namespace weir::policy

// p_wide: how probably a change of this kind reaches four files or more, for who reads `why`. A modest prior
// (facts/ripple.md §4): it settles a tie between models that cost nothing by the call, and buys none.
#include <fmt/format.h>

#include "route/signals/signals.h"

namespace weir::route::signal {

std::optional<Weighed> p_wide(const Ask& ask, const Session&, const View& view, const Candidate& c) {
  const Ripple& r = view.ripple;
  const bool counts = ask.kind == Kind::main_turn || ask.kind == Kind::tool_result || ask.kind == Kind::subagent;
  if (!counts || !r.p_wide) return std::nullopt;
  const int steps = static_cast<int>(c.cls) - static_cast<int>(Class::small);
  const bool wider = *r.p_wide > r.p_wide_base.value_or(0.5);
  return Weighed{*r.p_wide, c.billing != Billing::metered && wider && steps > 0 ? steps * tie_points : 0};
}

std::string p_wide_text(const Ask&, const Session&, const View& view, const Candidate&) {
  const Ripple& r = view.ripple;
  std::string text = fmt::format("p(≥4 files) {:.2f}", r.p_wide.value_or(0));
  if (r.p_wide_base) text += fmt::format(" (this repository {:.2f})", *r.p_wide_base);
  return text;
}

}  // namespace weir::route::signal

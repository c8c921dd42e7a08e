// breadth: below the width that makes a requirement, a session that grows already leans towards the stronger model.
// Logarithmic, as the odds of success fall with breadth (facts/routing.md §2.4). A prior: it buys no metered call.
#include <algorithm>
#include <cmath>
#include <string>

#include "route/signals/signals.h"

namespace weir::route::signal {
namespace {

constexpr double wide_opened = 8, wide_edited = 3;  // first priors, as in Rules

bool counts(Kind kind) { return kind == Kind::main_turn || kind == Kind::tool_result || kind == Kind::subagent; }

double share(unsigned count, double wide) { return std::min(1.0, std::log1p(count) / std::log1p(wide)); }

}  // namespace

std::optional<Weighed> breadth(const Ask& ask, const Session& session, const View&, const Candidate& c) {
  const int steps = static_cast<int>(c.cls) - static_cast<int>(Class::small);
  const double width = std::max(share(session.opened, wide_opened), share(session.edited, wide_edited));
  if (!counts(ask.kind) || steps <= 0 || width <= 0 || c.billing == Billing::metered) return std::nullopt;
  return Weighed{width * steps, breadth_points};
}

std::string breadth_text(const Ask&, const Session& session, const View&, const Candidate& c) {
  return std::to_string(session.opened) + " opened, " + std::to_string(session.edited) + " edited: class " +
         std::string(name(c.cls)) + " is safer";
}

}  // namespace weir::route::signal

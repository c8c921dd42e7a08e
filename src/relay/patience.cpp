// The rules of waiting and trying again.
#include "relay/patience.h"

#include <algorithm>

#include "base/limits.h"
#include "relay/errors.h"

namespace weir::relay {
namespace {

using Cls = chat::UpstreamErrorClass;

// Full jitter over a doubling bound: clients that failed together do not come back together.
Millis backoff(const Setback& s) {
  const std::int64_t bound = limits::retry_pause_ms << std::min(s.tries_here - 1, 6U);
  return Millis{static_cast<std::int64_t>(s.chance * static_cast<double>(bound))};
}

// Transient at the same place: a limit that passes, an overload, a connection that broke before it said anything.
bool may_pass(Cls cls) {
  return cls == Cls::rate_limited || cls == Cls::overloaded || cls == Cls::server || cls == Cls::cut;
}

}  // namespace

Next next_step(const Setback& s) {
  if (!worth_a_fallback(s.cls)) return {};
  // An engine that died is up again at once, and its permit is the same: once more there before anything else.
  if (s.here && s.cls == Cls::cut && s.tries_here == 1) return {Next::Do::again, {}};
  if (s.more_in_plan) return {Next::Do::fall_back, {}};
  const bool elsewhere = s.status >= 300 && s.status < 400;  // a redirect stays one: it is not followed
  if (elsewhere || !may_pass(s.cls) || s.tries_here > limits::same_target_retries) return {};
  // What the upstream asks for is a promise: shorter would be refused again, longer than we may wait is the client's.
  const Millis pause = s.retry_after ? *s.retry_after : backoff(s);
  if (s.bound.n == 0 || s.waited + pause > s.bound) return {};
  return {Next::Do::again, pause};
}

}  // namespace weir::relay

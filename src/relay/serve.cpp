// Who of the plan serves: one after the other until an answer is whole, the client has seen something, or nobody is
// left.
#include <algorithm>

#include "base/hash.h"
#include "base/limits.h"
#include "relay/errors.h"
#include "relay/exchange.h"

namespace weir::relay {

// Target, then the plan's fallbacks, as long as the client has seen nothing with meaning. What is busy is waited for
// within a bound when there is nobody else.
Task<void> Exchange::serve() {
  if (request_->stream)
    down_.start_keepalive(config::or_default(s_.config.keepalive_after, limits::keepalive_after_ms));
  std::vector<CandidateId> line{*decision_.target};
  line.insert(line.end(), decision_.plan.begin(), decision_.plan.end());
  Tried last = not_served(error_of({ErrorKind::cancelled, "the client left before anything was sent", ""}));
  Millis waited;
  unsigned tries = 0;
  for (std::size_t i = 0, attempts = 0; i < line.size() && attempts < limits::attempts; ++attempts) {
    if (down_.over().requested()) break;  // what was never sent may not be counted as sent
    last = co_await guarded(line[i], tries == 0);
    if (last.served || committed_ || down_.over().requested()) break;
    Setback setback = setback_of(last, line[i], i + 1 < line.size());
    setback.tries_here = ++tries;
    setback.waited = waited;
    const Next next = next_step(setback);
    if (next.what == Next::Do::give_up) break;
    if (next.what == Next::Do::fall_back) {
      ++i;
      tries = 0;
      continue;
    }
    waited += next.after;
    if (next.after.n > 0 && !co_await s_.loop.sleep(next.after, down_.over())) break;
  }
  if (!last.served && down_.stopped()) last = not_served(ended_by_weir());
  if (!last.served) co_await fail_with(std::move(last));
  co_await down_.stop_keepalive();
}

// The class that makes a client ask again: whoever starts weir anew serves it.
chat::UpstreamError Exchange::ended_by_weir() {
  chat::UpstreamError error;
  error.cls = chat::UpstreamErrorClass::overloaded;
  error.status = wire::status_of(error.cls);
  error.message = "weir: is being stopped before this answer was whole; ask again";
  error.retry_after = Millis{1000};
  return error;
}

Setback Exchange::setback_of(const Tried& tried, const CandidateId& id, bool more_in_plan) const {
  const Candidate* failed = candidate(id);
  Setback out;
  out.cls = tried.error.cls;
  out.status = tried.status;
  out.retry_after = tried.error.retry_after;
  out.here = failed != nullptr && failed->where == Where::here;
  out.more_in_plan = more_in_plan;
  out.bound = s_.config.absorb;
  out.chance = static_cast<double>(hash64(record_.id().v + std::to_string(s_.loop.now().n)) >> 11) * 0x1p-53;
  return out;
}

// When the first of those that are left alone is tried again: a client that waits so long is served.
Millis Exchange::cooled_in() const {
  const Millis now = s_.loop.now();
  std::optional<Millis> first;
  for (const Candidate& c : view_->candidates) {
    const Circuit* circuit = c.health == Health::cooling ? s_.circuits.find(c.id) : nullptr;
    if (circuit != nullptr && (!first || circuit->until() < *first)) first = circuit->until();
  }
  return first ? std::max(*first - now, Millis{1000}) : Millis{limits::circuit_pause_ms};
}

Task<Exchange::Tried> Exchange::guarded(const CandidateId& id, bool first_try) {
  Circuit& circuit = s_.circuits.of(id);
  const Millis now = s_.loop.now();
  if (!circuit.admit(now)) {
    Tried closed;
    closed.error.cls = chat::UpstreamErrorClass::overloaded;
    closed.error.status = wire::status_of(closed.error.cls);
    closed.error.message = "weir: " + id.v + " is left alone for a while: " + circuit.reason(now);
    closed.error.retry_after = std::max(circuit.until() - now, Millis{1000});
    co_return closed;
  }
  Tried tried = co_await attempt(id);
  // Looked up again: other exchanges ran meanwhile.
  Circuit& after = s_.circuits.of(id);
  if (tried.served)
    after.succeeded();
  else if (committed_ || down_.over().requested() || !first_try)
    after.left();  // a cut in the middle, a client that leaves, our own second try: no news of the upstream
  else
    after.failed(tried.error.cls, s_.loop.now(), s_.config.circuit_failures);
  co_return tried;
}

}  // namespace weir::relay

// The View, candidate by candidate.
#include "relay/view.h"

namespace weir::relay {
namespace {

// With what weir may open this endpoint for this caller.
Access access_for(const Services& s, const catalog::Endpoint& endpoint, const Ask& ask, const access::Caller& caller) {
  const bool own_login = (caller.login || caller.login_key) && endpoint.name == login_endpoint(ask.dialect);
  if (own_login) return Access::login;
  if (s.keys.has(endpoint.name)) return Access::key;
  const bool names_a_key = !endpoint.key_env.empty() || !endpoint.key_file.empty() || !endpoint.key_command.empty();
  return names_a_key ? Access::none : Access::not_needed;
}

void fill(const Services& s, Candidate& c, const Ask& ask, const Session& session, const access::Caller& caller,
          Millis wall) {
  const catalog::Endpoint* endpoint = s.catalog.endpoint(c.endpoint);
  const auto backend = s.upstreams.find(c.endpoint);
  c.health = backend ? backend->health() : Health::down;
  c.health_reason = backend ? backend->health_reason() : "no backend serves this endpoint";
  const Circuit* circuit = s.circuits.find(c.id);
  const Millis now = s.loop.now();
  if (circuit != nullptr && c.health != Health::down && circuit->state(now) == Circuit::State::open) {
    c.health = Health::cooling;
    c.health_reason = circuit->reason(now);
  }
  if (endpoint != nullptr) c.access = access_for(s, *endpoint, ask, caller);
  // A login (an OAuth bearer) draws on the user's plan; a key of theirs is metered like ours.
  if (c.access == Access::login && caller.login) c.billing = Billing::quota;
  const Speed speed = s.measured.speed(c.id);
  c.ttft = speed.ttft;
  c.prefill_per_ktok = speed.prefill_per_ktok;
  c.warm = s.measured.warm(session.id, c.id, c.where == Where::here, wall);
}

}  // namespace

std::string_view login_endpoint(std::string_view dialect) { return dialect == "messages" ? "anthropic" : "openai"; }

View gather(const Services& s, const Ask& ask, const Session& session, const access::Caller& caller, Ripple ripple) {
  View view;
  view.ripple = std::move(ripple);
  view.now = s.loop.wall();
  view.catalog_rev = s.catalog.revision();
  view.config_rev = s.config_rev;
  view.candidates = s.catalog.candidates(ask.model_named, ask.prompt.value, view.now);
  for (Candidate& candidate : view.candidates) fill(s, candidate, ask, session, caller, view.now);
  const ledger::Today today = s.ledger.today();
  view.spent_today = today.metered;
  view.reserved = today.reserved + today.unknown;
  return view;
}

}  // namespace weir::relay

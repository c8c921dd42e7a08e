// serve() and the picks by name and by kind; the choice by score is automatic.cpp.
#include "route/pick.h"

#include <algorithm>
#include <tuple>

#include "decision/figures.h"
#include "decision/questions.h"
#include "route/estimate.h"
#include "route/kinds.h"
#include "route/refuse.h"
#include "route/ripple.h"
#include "route/route.h"

namespace weir::route {
namespace {

constexpr std::size_t longest_plan = 3;  // limits::attempts is one more

// How closely the name means it: the whole id, the model, an alias.
int closeness(const Candidate& candidate, std::string_view name) {
  const std::string_view plain = without_variant(name);
  if (candidate.id.v == name || candidate.id.v == plain) return 0;
  return candidate.model == name || candidate.model == plain ? 1 : 2;
}

auto preference(const Candidate& c) {
  const int readiness = c.health == Health::up ? 0 : 1;
  return std::tuple(c.where, c.billing, readiness, -c.warm.n, c.id);
}

void price_the_switch(const Case& c, const Candidate& target, Decision& d) {
  const auto& last = c.session.last_target;
  if (!last || *last == target.id || !has_conversation(c.ask.kind)) return;
  const Candidate* known = find_candidate(c.view, *last);
  Candidate gone;  // its endpoint is not there any more: only the way to the new one has a price
  gone.id = *last;
  gone.where = Where::cloud;
  const Candidate& from = known != nullptr ? *known : gone;
  d.switch_from = *last;
  d.switching = switching(c.ask, from, target);
  const std::string text = switching_text(c.ask, from, target);
  if (!text.empty()) d.reasons.push_back("from " + last->v + ": " + text);
}

}  // namespace

std::vector<Wish> wishes_for(const Ask& ask, const Candidate& candidate) {
  if (candidate.model == ask.model_named) return {};
  return {{Act::set_model, "/model", candidate.model, "model"}};
}

Decision serve(const Case& c, const Candidate& target, By by, std::string reason) {
  Decision d;
  d.target = target.id;
  d.by = by;
  d.reasons.push_back(std::move(reason));
  d.wishes = wishes_for(c.ask, target);
  d.estimate = estimate(c.ask, target);
  price_the_switch(c, target, d);
  if (target.health == Health::loading) {
    d.warnings.push_back(target.model + " is still loading" +
                         (target.health_reason.empty() ? "" : ": " + target.health_reason));
  }
  return d;
}

void warn_if_below(const Case& c, Decision& d) {
  const Candidate* target = d.target ? permitted(c, *d.target) : nullptr;
  if (target == nullptr) return;
  const auto lack = lacks(c, *target);
  if (!lack) return;
  d.warnings.push_back(target->model + ": " + *lack);
  if (!lacks(without_ripple(c), *target)) attach_slice(c, d);
}

std::vector<CandidateId> same_model_elsewhere(const Case& c, const Candidate& target) {
  std::vector<const Candidate*> others;
  for (const Candidate* p : c.permitted) {
    if (p->model == target.model && p->id != target.id && p->where <= target.where) others.push_back(p);
  }
  std::ranges::sort(others, {}, [](const Candidate* p) { return preference(*p); });
  std::vector<CandidateId> plan;
  for (const Candidate* p : others) {
    if (plan.size() < longest_plan) plan.push_back(p->id);
  }
  return plan;
}

Decision named(const Case& c, std::string_view name, By by, std::string_view said_by) {
  std::vector<const Candidate*> meant;
  for (const Candidate* candidate : c.all) {
    if (means(*candidate, name)) meant.push_back(candidate);
  }
  if (meant.empty()) return not_found(c, name, said_by);
  std::ranges::sort(meant, {}, [&](const Candidate* m) { return std::pair(closeness(*m, name), preference(*m)); });
  const auto best = std::ranges::find_if(meant, [&](const Candidate* m) { return permitted(c, m->id) != nullptr; });
  if (best == meant.end()) return denied(c, *meant.front());
  const Candidate& target = **best;
  Decision d = serve(c, target, by, said_by.empty() ? "named by the client" : "pinned (" + std::string(said_by) + ")");
  const bool place_named = closeness(target, name) == 0;
  // A safety check is never touched, and a count is of one place's tokens: both have no second try.
  const bool alone = place_named || c.ask.kind == Kind::safety_check || c.ask.kind == Kind::count;
  if (!alone) d.plan = same_model_elsewhere(c, target);
  if (is_side(c.ask.kind)) {
    std::erase_if(d.plan, [&](const CandidateId& id) { return permitted(c, id)->where != Where::here; });
  }
  show_ripple(c, d);
  warn_if_below(c, d);
  return d;
}

namespace {

// The local ones that carry it, smallest class first: a side request must not wait for, or push out, the big model.
std::optional<Decision> smallest(const Case& c, std::vector<const Candidate*> pool, std::string reason) {
  if (pool.empty()) return std::nullopt;
  std::ranges::sort(pool, {},
                    [](const Candidate* p) { return std::tuple(p->health != Health::up, p->cls, -p->warm.n, p->id); });
  Decision d = serve(c, *pool.front(), By::kind, std::move(reason));
  for (std::size_t i = 1; i < pool.size() && d.plan.size() < longest_plan; ++i) d.plan.push_back(pool[i]->id);
  for (const Requirement& r : c.requirements) {
    if (r.rule == "kind") d.requirements.push_back(r);
  }
  return d;
}

}  // namespace

std::optional<Decision> small_local(const Case& c) {
  std::vector<const Candidate*> pool;
  for (const Candidate* p : c.permitted) {
    if (p->where == Where::here && p->health == Health::up && !lacks(c, *p)) pool.push_back(p);
  }
  return smallest(c, std::move(pool), "kind " + std::string(words(c.ask.kind)) + ": class tiny carries it");
}

std::optional<Decision> fim_local(const Case& c) {
  std::vector<const Candidate*> pool;
  for (const Candidate* p : c.permitted) {
    if (p->where == Where::here && p->cls >= Class::tiny && offers(*p, Need::fim)) pool.push_back(p);
  }
  auto d = smallest(c, std::move(pool), "autocomplete never leaves unasked");
  if (!d) return d;
  const Candidate& target = *permitted(c, *d->target);
  if (target.context.n > 0) {
    d->reasons.push_back(tokens_text(c.ask.prompt.value) + " of " + tokens_text(target.context) + " tokens fit");
  }
  return d;
}

}  // namespace weir::route

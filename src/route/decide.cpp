// Who chooses, strongest first: policy (by giving permits), issuer, pin, kind, name, automatic.
#include <algorithm>
#include <utility>

#include "decision/questions.h"
#include "route/kinds.h"
#include "route/pick.h"
#include "route/refuse.h"
#include "route/ripple.h"
#include "route/route.h"

namespace weir::route {
namespace {

enum class Voice { heard, unheard };  // of name and pin

// What was seen on the way to the decision.
struct Trail {
  std::vector<std::string> reasons, warnings;
};

Decision with(Trail trail, Decision d) {
  d.reasons.insert(d.reasons.begin(), trail.reasons.begin(), trail.reasons.end());
  d.warnings.insert(d.warnings.begin(), trail.warnings.begin(), trail.warnings.end());
  return d;
}

Scope scope_of(Handover h) {
  switch (h) {
    case Handover::local:
      return Scope::here;
    case Handover::cloud:
      return Scope::cloud;
    case Handover::automatic:
      break;
  }
  return Scope::all;
}

// ---- issuer

std::optional<Decision> by_issuer(const Case& c, Trail& trail) {
  if (c.ask.kind != Kind::tool_result || !c.ask.call_by) return std::nullopt;
  const CandidateId& maker = *c.ask.call_by;
  if (const Candidate* target = permitted(c, maker)) {
    Decision d = serve(c, *target, By::issuer, "a tool result returns to the model that asked");
    d.plan = same_model_elsewhere(c, *target);
    show_ripple(c, d);
    if (reached(c)) warn_if_below(c, d);
    return d;
  }
  const Verdict* no = denial(c, maker);
  trail.warnings.push_back(maker.v + " asked for this tool and cannot have its result: " +
                           (no != nullptr ? no->reason : "it is not served any more"));
  return std::nullopt;
}

// ---- pin

const Pin* pin_in_force(const Case& c) {
  const auto& pin = c.session.pin;
  if (!pin || pin->model.empty() || (pin->until && *pin->until <= c.view.now)) return nullptr;
  return &*pin;
}

// "auto", "local" and "cloud", with or without "weir/".
std::optional<Handover> pin_handover(std::string_view model) {
  if (model == "auto") return Handover::automatic;
  if (model == "local") return Handover::local;
  if (model == "cloud") return Handover::cloud;
  return handover(model);
}

void warn_of_override(const Case& c, const Pin& pin, Decision& d) {
  const std::string& name = c.ask.model_named;
  const Candidate* target = d.target ? permitted(c, *d.target) : nullptr;
  const auto asked = handover(name);
  if (name.empty() || (asked && asked == pin_handover(pin.model)) || (target != nullptr && means(*target, name)))
    return;
  d.warnings.push_back("pin " + pin.model + " (" + pin.scope + ") overrides " + name);
}

Decision pinned(const Case& c, const Pin& pin) {
  const std::string label = "pin " + pin.model + " (" + pin.scope + ")";
  if (const auto to = pin_handover(pin.model)) return automatic(c, scope_of(*to), By::pin, label);
  return named(c, pin.model, By::pin, pin.scope);
}

Decision by_name(const Case& c);

// An embedding is worth something only beside those of the same model: a pin can keep it here, not exchange it.
Decision embedding_under(const Case& c, const Pin& pin) {
  if (handover(c.ask.model_named)) return pinned(c, pin);
  Decision d = by_name(c);
  if (pin_handover(pin.model) == Handover::local) {
    const auto leaves = [&](const CandidateId& id) { return permitted(c, id)->where != Where::here; };
    if (d.target && leaves(*d.target)) return kept_here(*permitted(c, *d.target), pin);
    std::erase_if(d.plan, leaves);
  }
  if (!pin_handover(pin.model)) d.warnings.push_back("pin " + pin.model + " does not move embeddings");
  return d;
}

// Nothing: no pin, or it does not apply to this kind, or it hands the choice to auto.
std::optional<Decision> by_pin(const Case& c, const Pin* pin, Trail& trail) {
  if (pin == nullptr || pin_handover(pin->model) == Handover::automatic) return std::nullopt;
  if (c.ask.kind == Kind::safety_check) {
    trail.warnings.push_back("pin " + pin->model + " does not move a safety check");
    return std::nullopt;
  }
  if (c.ask.kind == Kind::embedding) return embedding_under(c, *pin);
  const bool completion = c.ask.kind == Kind::autocomplete;
  if (completion && pin_handover(pin->model) == Handover::local) return std::nullopt;  // as its kind goes anyway
  Decision d = pinned(c, *pin);
  if (completion && !d.target) {
    trail.warnings.push_back("pin " + pin->model + " serves no autocomplete");
    return std::nullopt;
  }
  warn_of_override(c, *pin, d);
  return d;
}

// ---- name

Decision by_name(const Case& c) {
  const std::string& name = c.ask.model_named;
  if (const auto to = handover(name)) {
    const By by = *to == Handover::automatic ? By::automatic : By::name;
    return automatic(c, scope_of(*to), by, canonical(*to));
  }
  return named(c, name, By::name);
}

// ---- kind

// An editor that names a model which is there gets it; any other name only told us that it wants a completion.
std::optional<Decision> named_completion(const Case& c, Trail& trail) {
  if (handover(c.ask.model_named)) return std::nullopt;
  Decision d = named(c, c.ask.model_named, By::name);
  if (d.target) return d;
  trail.warnings.push_back(d.refusal);
  return std::nullopt;
}

std::optional<Decision> by_kind(const Case& c, Voice name, Trail& trail) {
  switch (goes(c.ask.kind)) {
    case Goes::to_small_local: {
      if (auto d = small_local(c)) return d;
      trail.reasons.push_back("kind " + std::string(words(c.ask.kind)) + ": no model is up here that carries it");
      return std::nullopt;
    }
    case Goes::to_fim_local: {
      if (name == Voice::heard) {
        if (auto d = named_completion(c, trail)) return d;
      }
      if (auto d = fim_local(c)) return d;
      const bool any = std::ranges::any_of(c.permitted, [](const Candidate* p) { return p->where == Where::here; });
      return any ? no_completion() : nobody(c, Scope::here, "autocomplete");
    }
    case Goes::as_named:
      return by_name(c);
    case Goes::with_session:
    case Goes::freely:
      break;
  }
  return std::nullopt;
}

// ----

Decision choose(const Case& c, Voice voice) {
  Trail trail;
  if (auto d = by_issuer(c, trail)) return *d;
  const Pin* pin = voice == Voice::heard ? pin_in_force(c) : nullptr;
  if (auto d = by_pin(c, pin, trail)) return with(std::move(trail), *std::move(d));
  // A pin to auto silences the name.
  const Voice name = pin == nullptr ? voice : Voice::unheard;
  if (auto d = by_kind(c, name, trail)) return with(std::move(trail), *std::move(d));
  if (name == Voice::heard) return with(std::move(trail), by_name(c));
  Decision d = automatic(c, Scope::all, By::automatic, "weir/auto");
  if (pin != nullptr) warn_of_override(c, *pin, d);
  return with(std::move(trail), std::move(d));
}

}  // namespace

Decision decide(const Ask& ask, const Session& session, const View& view, const Rules& rules,
                const Judgement& judgement) {
  return choose(make_case(ask, session, view, rules, judgement), Voice::heard);
}

Decision advise(const Ask& ask, const Session& session, const View& view, const Rules& rules,
                const Judgement& judgement) {
  Decision d = choose(make_case(ask, session, view, rules, judgement), Voice::unheard);
  d.wishes.clear();
  return d;
}

}  // namespace weir::route

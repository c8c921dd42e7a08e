// One sentence of what happened, one of what to do next.
#include "route/refuse.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "chat/event.h"
#include "decision/figures.h"
#include "decision/questions.h"
#include "route/near.h"
#include "route/score.h"

namespace weir::route {
namespace {

using Cls = chat::UpstreamErrorClass;

constexpr std::size_t most_named = 3;  // candidates in one sentence

Decision refused(By by, Cls cls, std::string refusal, std::string help) {
  Decision d;
  d.by = by;
  d.refusal = std::move(refusal);
  d.help = std::move(help);
  d.refusal_class = chat::name(cls);
  d.reasons.push_back(d.refusal);
  return d;
}

Cls class_of(const Verdict* verdict, const Candidate& candidate) {
  if (verdict == nullptr) return Cls::refused_by_policy;
  if (verdict->rule == "access") return Cls::authentication;
  if (verdict->rule == "context") return Cls::context_overflow;
  if (verdict->rule == "up") return candidate.health == Health::cooling ? Cls::overloaded : Cls::server;
  return Cls::refused_by_policy;
}

// The words by which clients know that they must compact: Claude Code reads them letter by letter.
std::string too_long(Tokens prompt, Tokens window) {
  return fmt::format("prompt is too long: {} tokens > {} maximum", prompt.n, window.n);
}

std::string because(const Verdict* verdict) { return verdict == nullptr ? "no rule allows it" : verdict->reason; }

std::string sentence(const Candidate& candidate, const Verdict* verdict) {
  const std::string& model = candidate.model;
  if (verdict == nullptr || verdict->rule == "access") return model + ": " + because(verdict);
  const std::string source = verdict->source.empty() ? verdict->rule : verdict->rule + ", " + verdict->source;
  return fmt::format("{} {} ({})", model,
                     verdict->rule == "local_only" ? verdict->reason : "cannot take this: " + verdict->reason, source);
}

std::string help_for(const Candidate& candidate, const Verdict* verdict) {
  const std::string_view rule = verdict == nullptr ? std::string_view() : std::string_view(verdict->rule);
  if (rule == "access")
    return fmt::format("Set a key for {} (weir config --example), or log in with the client (weir launch)",
                       candidate.endpoint);
  if (rule == "local_only")
    return "Name a model that is here, or change " + (verdict->source.empty() ? "the configuration" : verdict->source);
  if (rule == "up" && candidate.health == Health::cooling)
    return "It is tried again by itself. Another model: weir models";
  if (rule == "up") return fmt::format("Start {}, then: weir doctor", candidate.endpoint);
  if (rule == "budget") return "Raise budget.day_usd, or: weir use local";
  if (rule == "autocomplete") return "Name the model in the editor to send autocomplete there";
  if (rule == "safety_check") return "Name the cloud model that is to judge it";
  if (rule == "thinking") return "Start a new conversation with this model";
  if (rule == "context") return "Compact the conversation, or name a model with a larger window: weir models";
  return "Name another model: weir models";
}

// The verdict of the one rule that stands in the way, or nullptr: none does, or more than one.
const Verdict* sole_denial(const Case& c, const Candidate& candidate) {
  const Verdict* sole = nullptr;
  for (const Verdict& v : c.judgement.verdicts) {
    if (v.candidate != candidate.id || (v.effect != Effect::deny && v.effect != Effect::review)) continue;
    if (sole != nullptr && sole->rule != v.rule) return nullptr;
    sole = &v;
  }
  return sole;
}

bool only_context_denies(const Case& c, const Candidate& candidate) {
  const Verdict* sole = sole_denial(c, candidate);
  return sole != nullptr && sole->rule == "context";
}

// The widest window of those that would carry a shorter prompt: then the client should compact, and go on here.
std::optional<Tokens> widest_if_shorter(const Case& c, Scope scope, Class at_least) {
  std::optional<Tokens> widest;
  for (const Candidate* candidate : c.all) {
    if (!within(scope, *candidate) || candidate->cls < at_least || candidate->context.n == 0) continue;
    if (permitted(c, candidate->id) == nullptr && !only_context_denies(c, *candidate)) continue;
    widest = std::max(widest.value_or(Tokens{}), candidate->context);
  }
  return widest;
}

Tokens needed_tokens(const Case& c) {
  Tokens most = c.ask.prompt.value;
  for (const Requirement& r : c.requirements) most = std::max(most, r.context.value_or(Tokens{}));
  return most;
}

std::string would_help(const Case& c, const Candidate& candidate, const Verdict& verdict) {
  if (verdict.rule == "access") {
    for (const Signal& s : signals_of(c, candidate)) {
      if (s.name == "price") return fmt::format("would go to {} ({}) with a key or login", candidate.model, s.text);
    }
    return "would go to " + candidate.model + " with a key or login";
  }
  if (verdict.rule == "local_only") return {};  // nothing to be done about, and said by `weir why`
  if (verdict.rule == "context" || verdict.rule == "autocomplete" || c.ask.kind == Kind::autocomplete) return {};
  return fmt::format("{} would carry it: {}", candidate.id.v, verdict.reason);
}

struct Carriers {
  std::string help;                  // the best of each reason, at most three
  std::set<std::string> in_the_way;  // rules
};

// Who has no permit but the class and the window that this needs.
Carriers carriers(const Case& c) {
  std::vector<Scored> scored;
  for (const Candidate* candidate : c.all) {
    if (permitted(c, candidate->id) == nullptr && sole_denial(c, *candidate) != nullptr && !lacks(c, *candidate)) {
      scored.push_back(score(c, *candidate));
    }
  }
  rank(scored);
  Carriers out;
  for (const Scored& s : scored) {
    const Verdict& verdict = *sole_denial(c, *s.candidate);
    if (!out.in_the_way.insert(verdict.rule).second || out.in_the_way.size() > most_named) continue;
    const std::string help = would_help(c, *s.candidate, verdict);
    if (!help.empty()) out.help += (out.help.empty() ? "" : "; ") + help;
  }
  return out;
}

std::string what_is_here(const Case& c) {
  std::string classes;
  std::set<Class> seen;
  for (const Candidate* candidate : c.permitted) {
    if (candidate->where == Where::here) seen.insert(candidate->cls);
  }
  for (const Class cls : seen) classes += (classes.empty() ? "" : ", ") + std::string(name(cls));
  return classes.empty() ? "no model that may take it" : classes;
}

Decision nothing_in_scope(const Case& c, Scope scope, std::string_view label) {
  std::vector<const Candidate*> there;
  for (const Candidate* candidate : c.all) {
    if (within(scope, *candidate)) there.push_back(candidate);
  }
  if (there.empty()) {
    return refused(By::policy, Cls::not_found, fmt::format("{}: no model is {}", label, place_words(scope)),
                   "See what is there: weir models; what is missing: weir doctor");
  }
  std::ranges::sort(there, {}, [](const Candidate* t) { return std::pair(-static_cast<int>(t->cls), t->id); });
  std::string why;
  std::set<Cls> classes;
  for (std::size_t i = 0; i < there.size(); ++i) {
    const Verdict* verdict = denial(c, there[i]->id);
    classes.insert(class_of(verdict, *there[i]));
    if (i < most_named) why += (i == 0 ? "" : "; ") + there[i]->model + ": " + because(verdict);
  }
  const Cls cls =
      classes.size() == 1 && *classes.begin() != Cls::context_overflow ? *classes.begin() : Cls::refused_by_policy;
  return refused(By::policy, cls, fmt::format("{}: no model {} may take this. {}", label, place_words(scope), why),
                 help_for(*there.front(), denial(c, there.front()->id)));
}

}  // namespace

std::string_view place_words(Scope scope) {
  switch (scope) {
    case Scope::here:
      return "here";
    case Scope::cloud:
      return "in the cloud";
    case Scope::all:
      break;
  }
  return "anywhere";
}

Decision denied(const Case& c, const Candidate& candidate) {
  const Verdict* verdict = denial(c, candidate.id);
  const Cls cls = class_of(verdict, candidate);
  std::string text =
      cls == Cls::context_overflow ? too_long(c.ask.prompt.value, candidate.context) : sentence(candidate, verdict);
  return refused(By::policy, cls, std::move(text), help_for(candidate, verdict));
}

Decision not_found(const Case& c, std::string_view named, std::string_view said_by) {
  const std::vector<std::string> close = near_names(c, named);
  std::string help = close.empty() ? "See what is there: weir models" : "Close to it: ";
  for (std::size_t i = 0; i < close.size(); ++i) help += (i == 0 ? "" : ", ") + close[i];
  std::string text = said_by.empty() ? fmt::format("no endpoint serves a model named {}", named)
                                     : fmt::format("pinned ({}) to {}, which no endpoint serves", said_by, named);
  if (!said_by.empty()) help += ". Take the pin away: weir use auto";
  return refused(said_by.empty() ? By::name : By::pin, Cls::not_found, std::move(text), std::move(help));
}

Decision kept_here(const Candidate& candidate, const Pin& pin) {
  return refused(By::pin, Cls::refused_by_policy,
                 fmt::format("pin {} ({}) keeps this here, and {} is not here", pin.model, pin.scope, candidate.model),
                 "Name a model that is here: weir models; or take the pin away: weir use auto");
}

Decision no_completion() {
  return refused(By::kind, Cls::refused_by_policy, "autocomplete: no model here completes text around a hole",
                 "Name one that does: weir models");
}

Decision nobody(const Case& c, Scope scope, std::string_view label) {
  const bool any = std::ranges::any_of(c.permitted, [&](const Candidate* p) { return within(scope, *p); });
  const Demand needed = demand(c);
  const Class floor = scope == Scope::here ? Class::smoke : needed.at_least;
  if (const auto window = widest_if_shorter(c, scope, floor); window && needed_tokens(c) > *window) {
    return refused(By::policy, Cls::context_overflow, too_long(needed_tokens(c), *window),
                   "Compact the conversation, or name a model with a larger window: weir models");
  }
  if (c.all.empty() || (!any && scope != Scope::all)) return nothing_in_scope(c, scope, label);
  if (needed.evidence.empty()) return nothing_in_scope(c, scope, label);
  const Carriers could = carriers(c);
  const bool waits = could.in_the_way == std::set<std::string>{"up"};
  return refused(By::automatic, waits ? Cls::overloaded : Cls::refused_by_policy,
                 fmt::format("needs class {}: {}. Here: {}", name(needed.at_least), needed.evidence, what_is_here(c)),
                 could.help.empty() ? "Name a model to send it anyway: weir models" : could.help);
}

}  // namespace weir::route

// The choice by requirements and score.
#include <fmt/format.h>

#include <algorithm>

#include "route/estimate.h"
#include "route/kinds.h"
#include "route/pick.h"
#include "route/refuse.h"
#include "route/ripple.h"
#include "route/score.h"

namespace weir::route {
namespace {

constexpr std::size_t longest_plan = 3;

struct Field {
  std::vector<Scored> eligible;  // best first
  std::vector<Rejected> rejected;
};

Field field(const Case& c, Scope scope) {
  Field out;
  for (const Candidate* p : c.permitted) {
    if (!within(scope, *p)) continue;
    if (auto lack = lacks(c, *p))
      out.rejected.push_back({p->id, *std::move(lack)});
    else
      out.eligible.push_back(score(c, *p));
  }
  rank(out.eligible);
  return out;
}

// Where the conversation is, if it can go on there.
const Candidate* home(const Case& c, const Field& f) {
  const auto& last = c.session.last_target;
  if (!last) return nullptr;
  const auto it = std::ranges::find(f.eligible, *last, [](const Scored& s) { return s.candidate->id; });
  return it == f.eligible.end() ? nullptr : it->candidate;
}

bool follows(Kind kind) { return goes(kind) == Goes::with_session || kind == Kind::count; }

// The one that is worth leaving for most, or nullptr: staying is best.
const Candidate* worth_leaving_for(const Case& c, const Field& f, const Candidate& from) {
  const Candidate* best = nullptr;
  double most = 0;
  const double here = settled(c, from);
  for (const Scored& s : f.eligible) {
    if (s.candidate->id == from.id) continue;
    const double gain = settled(c, *s.candidate) - here - price_of_leaving(c, from, *s.candidate);
    if (gain > most) {
      most = gain;
      best = s.candidate;
    }
  }
  return best;
}

struct Choice {
  const Candidate* target = nullptr;
  std::string reason;
};

Choice choose(const Case& c, const Field& f) {
  const Candidate* from = home(c, f);
  const Scored& best = f.eligible.front();
  if (from == nullptr) return {best.candidate, ""};
  if (follows(c.ask.kind)) return {from, std::string(words(c.ask.kind)) + " goes where its conversation is"};
  if (!has_conversation(c.ask.kind)) return {best.candidate, ""};
  if (ripple_unknown(c)) return {from, "stays with " + from->id.v + " until it is known what this reaches"};
  if (const Candidate* to = worth_leaving_for(c, f, *from)) {
    return {to, "leaving " + from->id.v + " pays: it gains more than the switch costs"};
  }
  if (best.candidate->id == from->id) return {from, "stays with " + from->id.v};
  const std::string price = switching_text(c.ask, *from, *best.candidate);
  return {from, fmt::format("stays with {}: {} would not pay{}", from->id.v, best.candidate->id.v,
                            price.empty() ? "" : " (" + price + ")")};
}

// What was needed, in the manner of "one question, no tools: class tiny carries it".
std::string need_text(const Case& c) {
  const Demand needed = demand(c);
  if (needed.evidence.empty()) return std::string(words(c.ask.kind)) + ": any class carries it";
  if (needed.at_least <= Class::tiny)
    return fmt::format("{}: class {} carries it", needed.evidence, name(needed.at_least));
  return fmt::format("needs class {}: {}", name(needed.at_least), needed.evidence);
}

std::string lower_by(const Case& c, const Scored& loser, const Scored& winner) {
  if (winner.score > loser.score) {
    const std::string facts = drawbacks(c, *loser.candidate);
    return fmt::format("scores {:.1f} lower{}{}", winner.score - loser.score, facts.empty() ? "" : ": ", facts);
  }
  return loser.score > winner.score ? "the switch would cost more than it gains" : "as good; one is enough";
}

void add_others(const Case& c, Field& f, const Scored& winner, Decision& d) {
  for (const Scored& s : f.eligible) {
    if (s.candidate->id == winner.candidate->id) continue;
    d.rejected.push_back({s.candidate->id, lower_by(c, s, winner)});
    const bool may_follow = !is_side(c.ask.kind) || s.candidate->where == Where::here;
    const bool single = c.ask.kind == Kind::count || c.ask.kind == Kind::safety_check;
    if (may_follow && !single && d.plan.size() < longest_plan) d.plan.push_back(s.candidate->id);
  }
  d.rejected.insert(d.rejected.end(), f.rejected.begin(), f.rejected.end());
}

// Why the conversation could not go on where it was.
void add_forced_move(const Case& c, const Field& f, Decision& d) {
  const auto& last = c.session.last_target;
  if (!last || *d.target == *last || !has_conversation(c.ask.kind) || home(c, f) != nullptr) return;
  const auto it = std::ranges::find(f.rejected, *last, &Rejected::candidate);
  const Verdict* no = denial(c, *last);
  const std::string why = it != f.rejected.end() ? it->reason : no != nullptr ? no->reason : "not there any more";
  d.reasons.push_back("leaves " + last->v + ": " + why);
}

// The best of those, though it carries less than this needs: whoever asked is told.
Decision best_of(const Case& c, std::vector<Scored> there, By by, std::string reason) {
  const auto& last = c.session.last_target;
  std::ranges::sort(there, {}, [&](const Scored& s) {
    const bool home = last && s.candidate->id == *last;
    return std::tuple(-static_cast<int>(s.candidate->cls), !home, -s.score, s.candidate->id);
  });
  const Scored& winner = there.front();
  Decision d = serve(c, *winner.candidate, by, std::move(reason));
  d.signals = signals_of(c, *winner.candidate);
  d.requirements = c.requirements;
  for (std::size_t i = 1; i < there.size(); ++i)
    d.rejected.push_back({there[i].candidate->id, "class " + std::string(name(there[i].candidate->cls))});
  warn_if_below(c, d);
  return d;
}

// weir/local, weir/cloud.
Decision best_below(const Case& c, Scope scope, By by, std::string_view label) {
  std::vector<Scored> there;
  for (const Candidate* p : c.permitted) {
    if (within(scope, *p)) there.push_back(score(c, *p));
  }
  if (there.empty()) return nobody(c, scope, label);
  return best_of(c, std::move(there), by, std::string(label) + ": the best that is there");
}

// Nobody with a permit reaches what the ripple asks for: the best of those who carry the rest. Nothing: no ripple, or
// the rest alone is too much for everybody.
std::optional<Decision> best_beyond_ripple(const Case& c, Scope scope, By by) {
  if (!reached(c)) return std::nullopt;
  Field rest = field(without_ripple(c), scope);
  if (rest.eligible.empty()) return std::nullopt;
  Decision d = best_of(
      c, std::move(rest.eligible), by,
      fmt::format("needs class {}: {}; the best that may take it", name(demand(c).at_least), demand(c).evidence));
  for (const Rejected& other : d.rejected) {
    if (d.plan.size() < longest_plan) d.plan.push_back(other.candidate);
  }
  d.rejected.insert(d.rejected.end(), rest.rejected.begin(), rest.rejected.end());
  return d;
}

}  // namespace

Decision automatic(const Case& c, Scope scope, By by, std::string_view label) {
  Field f = field(c, scope);
  if (f.eligible.empty()) {
    if (auto best = best_beyond_ripple(c, scope, by)) return *std::move(best);
    // A place was asked for in so many words: whoever asks gets the best that is there, and is told.
    if (scope != Scope::all) return best_below(c, scope, by, label);
    Decision d = nobody(c, scope, label);
    d.requirements = c.requirements;
    d.rejected = std::move(f.rejected);
    return d;
  }
  const Choice choice = choose(c, f);
  const Scored& winner = *std::ranges::find(f.eligible, choice.target, &Scored::candidate);
  Decision d = serve(c, *choice.target, by, need_text(c));
  if (scope != Scope::all) d.reasons.push_back(fmt::format("{}: chosen among those {}", label, place_words(scope)));
  if (!choice.reason.empty()) d.reasons.push_back(choice.reason);
  add_forced_move(c, f, d);
  d.requirements = c.requirements;
  d.signals = signals_of(c, *winner.candidate);
  add_others(c, f, winner, d);
  return d;
}

}  // namespace weir::route

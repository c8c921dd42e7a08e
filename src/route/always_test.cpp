// What every decision keeps, over random worlds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "decision/questions.h"
#include "decision/samples.h"
#include "route/fake_policy.h"
#include "route/kinds.h"
#include "route/route.h"

namespace weir::route {
namespace {

struct Input {
  samples::Rng rng;
  View view;
  Ask ask;
  Session session;
  Rules rules;
  std::vector<Denial> denials;

  explicit Input(unsigned seed)
      : rng(seed),
        view(samples::random_view(rng)),
        ask(samples::random_ask(rng, view)),
        session(samples::random_session(rng, view)),
        rules(samples::random_rules(rng)) {
    const unsigned percent = samples::one_of<unsigned>(rng, {0, 30, 60, 95});
    for (const Candidate& c : view.candidates) {
      const auto rule = samples::one_of<std::string>(rng, {"access", "up", "context", "local_only", "tools", "budget"});
      if (samples::maybe(rng, percent)) denials.push_back({c.id.v, rule, "a reason", ""});
    }
  }
  Judgement judgement() const { return judged(ask, session, view, denials); }
};

template <class F>
void many(F each) {
  for (unsigned seed = 1; seed <= 1000; ++seed) {
    Input in(seed);
    SCOPED_TRACE(seed);
    each(in);
    if (testing::Test::HasFailure()) return;  // one world is enough to look at
  }
}

bool permitted(const Judgement& j, const Ask& ask, const CandidateId& id) {
  return std::ranges::any_of(j.permits, [&](const Permit& p) { return p.covers(ask.id, ask.body, id); });
}

TEST(Always, NobodyIsChosenWithoutAPermit) {
  many([](Input& in) {
    const Judgement j = in.judgement();
    for (const Decision& d :
         {decide(in.ask, in.session, in.view, in.rules, j), advise(in.ask, in.session, in.view, in.rules, j)}) {
      if (d.target) EXPECT_TRUE(permitted(j, in.ask, *d.target)) << d.target->v;
      for (const CandidateId& id : d.plan) EXPECT_TRUE(permitted(j, in.ask, id)) << id.v;
      for (const Rejected& r : d.rejected) EXPECT_TRUE(permitted(j, in.ask, r.candidate)) << r.candidate.v;
    }
  });
}

TEST(Always, APermitForAnotherExchangeOrBodyIsNone) {
  many([](Input& in) {
    const Judgement j = in.judgement();
    Ask other = in.ask;
    (in.rng() % 2 == 0 ? other.id.v : other.body.v) = "another";
    EXPECT_FALSE(decide(other, in.session, in.view, in.rules, j).target);
  });
}

TEST(Always, SameInSameOut) {
  many([](Input& in) {
    EXPECT_EQ(decide(in.ask, in.session, in.view, in.rules, in.judgement()),
              decide(in.ask, in.session, in.view, in.rules, in.judgement()));
    EXPECT_EQ(advise(in.ask, in.session, in.view, in.rules, in.judgement()),
              advise(in.ask, in.session, in.view, in.rules, in.judgement()));
  });
}

TEST(Always, TheOrderOfCandidatesChangesNothing) {
  many([](Input& in) {
    const Decision before = decide(in.ask, in.session, in.view, in.rules, in.judgement());
    std::ranges::shuffle(in.view.candidates, in.rng);
    EXPECT_EQ(before, decide(in.ask, in.session, in.view, in.rules, in.judgement()));
  });
}

TEST(Always, AdviceHearsNeitherPinNorName) {
  many([](Input& in) {
    if (goes(in.ask.kind) == Goes::as_named) return;
    const Judgement j = in.judgement();
    const Decision before = advise(in.ask, in.session, in.view, in.rules, j);
    in.ask.model_named = samples::random_name(in.rng);
    in.session.pin = samples::random_session(in.rng, in.view).pin;
    EXPECT_EQ(before, advise(in.ask, in.session, in.view, in.rules, j));
  });
}

TEST(Always, ATargetOrARefusalNeverBoth) {
  many([](Input& in) {
    const Decision d = decide(in.ask, in.session, in.view, in.rules, in.judgement());
    EXPECT_EQ(d.target.has_value(), d.refusal.empty());
    EXPECT_EQ(d.target.has_value(), d.refusal_class.empty());
    EXPECT_FALSE(d.reasons.empty());
    if (!d.target) EXPECT_TRUE(d.plan.empty() && d.wishes.empty() && !d.help.empty());
  });
}

TEST(Always, ThePlanNamesEachOnceAndNotTheTarget) {
  many([](Input& in) {
    const Decision d = decide(in.ask, in.session, in.view, in.rules, in.judgement());
    std::set<std::string> seen;
    if (d.target) seen.insert(d.target->v);
    for (const CandidateId& id : d.plan) EXPECT_TRUE(seen.insert(id.v).second) << id.v;
    EXPECT_LE(d.plan.size(), 3U);
  });
}

TEST(Always, AutoNeverGivesAModelWhatItsClassCannotCarry) {
  many([](Input& in) {
    in.session.pin.reset();
    in.ask.model_named = "weir/auto";
    const Decision d = decide(in.ask, in.session, in.view, in.rules, in.judgement());
    if (!d.target || d.by != By::automatic) return;
    std::vector<CandidateId> all = d.plan;
    all.push_back(*d.target);
    for (const CandidateId& id : all) {
      const Candidate& c = *find_candidate(in.view, id);
      for (const Requirement& r : d.requirements) {
        if (r.rule == "ripple" && !d.warnings.empty()) continue;  // the best there is, and the user is told
        if (r.at_least) EXPECT_GE(c.cls, *r.at_least);
        if (r.context && c.context.n > 0) EXPECT_GE(c.context, *r.context);
      }
      if (goes(in.ask.kind) != Goes::as_named) EXPECT_GT(c.cls, Class::smoke);
    }
  });
}

TEST(Always, WhoIsBelowTheRippleIsTheStrongestThatMayTakeIt) {
  many([](Input& in) {
    in.session.pin.reset();
    in.ask.model_named = "weir/auto";
    const Judgement j = in.judgement();
    const Decision d = decide(in.ask, in.session, in.view, in.rules, j);
    if (!d.target || d.by != By::automatic) return;
    const Candidate& target = *find_candidate(in.view, *d.target);
    for (const Requirement& r : d.requirements) {
      if (r.rule != "ripple" || !r.at_least || target.cls >= *r.at_least) continue;
      EXPECT_FALSE(d.warnings.empty());
      EXPECT_THAT(d.reasons, testing::Contains(testing::StartsWith("slice: ")));
      for (const CandidateId& id : d.plan) EXPECT_LE(find_candidate(in.view, id)->cls, target.cls) << id.v;
    }
  });
}

TEST(Always, WithoutAnEdgeNothingIsAskedFor) {
  many([](Input& in) {
    in.view.ripple.observed.clear();
    in.view.ripple.named.clear();
    in.view.ripple.state = Index::ready;
    const Decision with = decide(in.ask, in.session, in.view, in.rules, in.judgement());
    in.view.ripple = {};
    const Decision without = decide(in.ask, in.session, in.view, in.rules, in.judgement());
    EXPECT_EQ(with.requirements, without.requirements);
  });
}

TEST(Always, APinToLocalKeepsAllButSafetyChecksHere) {
  many([](Input& in) {
    in.session.pin = Pin{"local", "all", {}};
    if (in.ask.kind == Kind::safety_check) return;
    const Decision d = decide(in.ask, in.session, in.view, in.rules, in.judgement());
    if (!d.target || d.by == By::issuer) return;
    EXPECT_EQ(find_candidate(in.view, *d.target)->where, Where::here);
    for (const CandidateId& id : d.plan) EXPECT_EQ(find_candidate(in.view, id)->where, Where::here);
  });
}

TEST(Always, AToolResultReturnsToWhoAsked) {
  many([](Input& in) {
    in.ask.kind = Kind::tool_result;
    const Judgement j = in.judgement();
    if (!in.ask.call_by || !permitted(j, in.ask, *in.ask.call_by)) return;
    EXPECT_EQ(decide(in.ask, in.session, in.view, in.rules, j).target, in.ask.call_by);
    EXPECT_EQ(advise(in.ask, in.session, in.view, in.rules, j).target, in.ask.call_by);
  });
}

TEST(Always, ATakenPermitNeverWidens) {
  many([](Input& in) {
    if (in.view.candidates.empty()) return;
    const Decision before = decide(in.ask, in.session, in.view, in.rules, in.judgement());
    if (!before.target) return;
    in.denials.push_back({before.target->v, "up", "down", ""});
    const Decision after = decide(in.ask, in.session, in.view, in.rules, in.judgement());
    EXPECT_NE(after.target, before.target);
  });
}

}  // namespace
}  // namespace weir::route

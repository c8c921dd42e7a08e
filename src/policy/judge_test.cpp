// Verdicts and permits, and what every input must keep.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/test_world.h"

namespace weir::policy {
namespace {

// ---- judge

TEST(Judge, ListsVerdictsByCandidateThenRule) {
  World w;
  w.ask.needs = {Need::tools};
  const Judgement j = w.judged();
  std::vector<std::string> candidates;
  for (const Verdict& v : j.verdicts) {
    if (candidates.empty() || candidates.back() != v.candidate.v) candidates.push_back(v.candidate.v);
  }
  std::vector<std::string> expected;
  for (const Candidate& c : w.view.candidates) expected.push_back(c.id.v);
  EXPECT_EQ(candidates, expected);
  EXPECT_THAT(permitted(j), testing::UnorderedElementsAre("gemma4:26b@ollama", "qwen3.6-27b@vllm",
                                                          "claude-sonnet-5@anthropic", "claude-opus-5@anthropic"));
}

TEST(Judge, APermitIsGoodForOneExchangeBodyAndCandidate) {
  World w;
  const Judgement j = w.judged();
  const Permit* p = permit_for(j, "claude-sonnet-5@anthropic");
  ASSERT_NE(p, nullptr);
  EXPECT_TRUE(p->covers(w.ask.id, w.ask.body, samples::sonnet().id));
  EXPECT_FALSE(p->covers({"other"}, w.ask.body, samples::sonnet().id));
  EXPECT_FALSE(p->covers(w.ask.id, {"other"}, samples::sonnet().id));
  EXPECT_FALSE(p->covers(w.ask.id, w.ask.body, samples::opus().id));
}

// Each case runs some hundred worlds: the seed picks them.
template <class F>
void many(unsigned seed, F each) {
  for (unsigned i = 0; i < 300; ++i) {
    samples::Rng rng{seed * 1000 + i};
    const View view = samples::random_view(rng);
    const Ask ask = samples::random_ask(rng, view);
    const Session session = samples::random_session(rng, view);
    const Rules rules = samples::random_rules(rng);
    each(rng, ask, session, view, rules);
  }
}

TEST(JudgeAlways, APermitHasAnAllowAndNoDeny) {
  many(1, [](auto&, const Ask& a, const Session& s, const View& v, const Rules& r) {
    const Judgement j = judge(a, s, v, r);
    for (const Candidate& c : v.candidates) {
      unsigned allows = 0, denies = 0;
      for (const Verdict& verdict : j.verdicts) {
        if (verdict.candidate != c.id) continue;
        allows += verdict.effect == Effect::allow ? 1 : 0;
        denies += verdict.effect == Effect::deny || verdict.effect == Effect::review ? 1 : 0;
      }
      EXPECT_LE(allows, 1U) << "one rule allows";
      if (permit_for(j, c.id.v) != nullptr)
        EXPECT_TRUE(allows == 1 && denies == 0) << c.id.v;
      else
        EXPECT_TRUE(allows == 0 || denies > 0) << c.id.v;
    }
  });
}

TEST(JudgeAlways, SameInSameOut) {
  many(2, [](auto&, const Ask& a, const Session& s, const View& v, const Rules& r) {
    const Judgement x = judge(a, s, v, r), y = judge(a, s, v, r);
    EXPECT_EQ(x.verdicts, y.verdicts);
    EXPECT_EQ(permitted(x), permitted(y));
  });
}

TEST(JudgeAlways, AnotherLocalOnlyRootNeverWidens) {
  many(3, [](auto& rng, const Ask& a, const Session& s, const View& v, const Rules& r) {
    Rules more = r;
    more.local_only.push_back(samples::one_of<std::string>(rng, {"/", "/a", "/a/b", "/c", "/elsewhere"}));
    const auto before = permitted(judge(a, s, v, r)), after = permitted(judge(a, s, v, more));
    EXPECT_TRUE(std::ranges::includes(before, after));
  });
}

TEST(JudgeAlways, InALocalOnlyWorkspaceNothingLeavesThisMachine) {
  many(4, [](auto&, const Ask& a, const Session& s, const View& v, const Rules& r) {
    Session vault = s;
    vault.workspace = "/a/b/deep";
    Rules strict = r;
    strict.local_only.push_back("/a/b");
    const Judgement j = judge(a, vault, v, strict);
    for (const Candidate& c : v.candidates) EXPECT_TRUE(c.where == Where::here || permit_for(j, c.id.v) == nullptr);
  });
}

TEST(JudgeAlways, ALowerCapOrMoreSpentNeverWidens) {
  many(5, [](auto& rng, const Ask& a, const Session& s, const View& v, const Rules& r) {
    View spent = v;
    spent.spent_today += MicroUsd{static_cast<int>(rng() % 1'000'000)};
    EXPECT_TRUE(std::ranges::includes(permitted(judge(a, s, v, r)), permitted(judge(a, s, spent, r))));
  });
}

TEST(JudgeAlways, ForeignThinkingIsBoundToBeLeftOut) {
  many(6, [](auto&, const Ask& a, const Session& s, const View& v, const Rules& r) {
    for (const Permit& p : judge(a, s, v, r).permits) {
      const auto foreign =
          std::ranges::count_if(a.thinking_by, [&](const CandidateId& maker) { return maker != p.candidate(); });
      EXPECT_EQ(static_cast<std::size_t>(foreign), p.must_apply().size());
    }
  });
}

}  // namespace
}  // namespace weir::policy

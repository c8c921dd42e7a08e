// What a decision says: reasons, refusals, warnings, wishes, figures.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "route/test_world.h"

namespace weir::route {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// ---- words

TEST(Words, ReasonsReadLikeTheTarget) {
  World w;
  w.only({tiny, sonnet});
  w.kind(Kind::one_shot);
  EXPECT_EQ(w.decided().reasons.front(), "one question, no tools: class tiny carries it");
  w.kind(Kind::title);
  EXPECT_EQ(w.decided().reasons.front(), "kind title: class tiny carries it");
  w.kind(Kind::autocomplete, "");
  w.ask.prompt.value = {118};
  EXPECT_THAT(w.decided().reasons, ElementsAre("autocomplete never leaves unasked", "118 of 8,192 tokens fit"));
}

TEST(Words, NothingCarriesIt) {
  World w;
  w.only({tiny, sonnet});
  w.tools();
  w.session.opened = 8;
  w.session.edited = 3;
  w.ask.prompt = {{9100}, {9000}, {9200}, {}};
  w.ask.max_output = {1000};
  w.at(tiny).context = {32'768};
  w.deny(sonnet, "access", "no key and no login for anthropic yet");
  const Decision d = w.decided();
  EXPECT_EQ(d.refusal, "needs class mid: tools, 8 files opened, 3 edited. Here: tiny");
  EXPECT_EQ(d.help, "would go to claude-sonnet-5 (≈ $0.033) with a key or login");  // 9,100 * 2.5 + 1,000 * 10
  EXPECT_EQ(d.refusal_class, "refused_by_policy");
  ASSERT_EQ(d.rejected.size(), 1U);
  EXPECT_EQ(d.rejected.front().reason, "class tiny; needs mid: tools, 8 files opened, 3 edited");
}

TEST(Words, HelpNamesWhoIsDown) {
  World w;
  w.only({tiny, mid, sonnet});
  w.tools();
  w.deny(mid, "up", "down: connection refused");
  w.deny(sonnet, "access", "no key");
  EXPECT_THAT(w.decided().help, HasSubstr("gemma4:26b@ollama would carry it: down: connection refused"));
  w.only({tiny, mid});
  EXPECT_EQ(w.decided().refusal_class, "overloaded") << "waiting may help";
}

struct Refusal {
  const char* rule;
  Health health;
  const char* cls;
};

TEST(Words, ADeniedModelSaysWhy) {
  for (const Refusal& row : {Refusal{"access", Health::up, "authentication"},
                             {"context", Health::up, "context_overflow"},
                             {"up", Health::down, "server"},
                             {"up", Health::cooling, "overloaded"},
                             {"tools", Health::up, "refused_by_policy"},
                             {"budget", Health::up, "refused_by_policy"},
                             {"local_only", Health::up, "refused_by_policy"}}) {
    World w;
    w.at(sonnet).health = row.health;
    w.deny(sonnet, row.rule, "the reason", "weir.toml:12:1");
    w.kind(Kind::main_turn, "claude-sonnet-5");
    const Decision d = w.decided();
    EXPECT_EQ(d.refusal_class, row.cls) << row.rule;
    EXPECT_EQ(d.by, By::policy);
    if (d.refusal_class != "context_overflow") EXPECT_THAT(d.refusal, HasSubstr("the reason"));
  }
}

TEST(Words, LocalOnly) {
  World w;
  w.deny(sonnet, "local_only", "may not read /home/me/src/vault", "weir.toml:12:1");
  w.kind(Kind::main_turn, "claude-sonnet-5");
  EXPECT_EQ(w.decided().refusal, "claude-sonnet-5 may not read /home/me/src/vault (local_only, weir.toml:12:1)");
  EXPECT_THAT(w.decided().help, HasSubstr("weir.toml:12:1"));
}

TEST(Words, AnOverflowIsToldSoThatClientsCompact) {
  World w;
  w.ask.prompt = {{210'000}, {205'000}, {215'000}, {}};
  w.deny(sonnet, "context", "prompt ≈ 210,000 tokens > window 200,000");
  w.kind(Kind::main_turn, "claude-sonnet-5");
  EXPECT_EQ(w.decided().refusal, "prompt is too long: 210000 tokens > 200000 maximum");
}

TEST(Words, AutoAsksForCompactionWhenThatIsAllThatIsMissing) {
  World w;
  w.only({tiny, mid, sonnet});
  w.tools();
  w.ask.prompt = {{40'000}, {39'000}, {41'000}, {}};
  w.ask.max_output = {1000};
  w.deny(mid, "context", "prompt ≈ 40,000 tokens > window 32,768");
  w.deny(sonnet, "local_only", "may not read /home/me/src/vault");
  const Decision d = w.decided();
  EXPECT_EQ(d.refusal_class, "context_overflow");
  EXPECT_EQ(d.refusal, "prompt is too long: 42000 tokens > 32768 maximum");
}

TEST(Words, AnUnknownNameGetsCloseOnes) {
  World w;
  for (const auto& [typed, meant] :
       {std::pair{"claude-sonet-5", "claude-sonnet-5"}, {"gemma4", "gemma4:26b"}, {"weir/atuo", "weir/auto"}}) {
    w.kind(Kind::main_turn, typed);
    const Decision d = w.decided();
    EXPECT_EQ(d.refusal_class, "not_found") << typed;
    EXPECT_THAT(d.refusal, HasSubstr(typed));
    EXPECT_THAT(d.help, HasSubstr(meant)) << typed;
  }
  w.kind(Kind::main_turn, "zzzzzzzzzzzz");
  EXPECT_THAT(w.decided().help, HasSubstr("weir models"));
  w.kind(Kind::main_turn, std::string(100'000, 'x'));
  EXPECT_EQ(w.decided().refusal_class, "not_found");
}

TEST(Words, Warnings) {
  World w;
  w.pin("local");
  w.kind(Kind::main_turn, "claude-sonnet-5");
  EXPECT_THAT(w.decided().warnings, Contains("pin local (session) overrides claude-sonnet-5"));
  w.kind(Kind::main_turn, "gemma4:26b");
  EXPECT_THAT(w.decided().warnings, IsEmpty()) << "that is what local gives";
  w.session.pin.reset();
  w.only({tiny});
  w.tools();
  w.kind(Kind::main_turn, "weir/local");
  EXPECT_THAT(w.decided().warnings, ElementsAre("qwen2.5-coder:0.5b: class tiny; needs small: tools"));
  w.kind(Kind::main_turn, "qwen2.5-coder:0.5b");
  EXPECT_THAT(w.decided().warnings, ElementsAre("qwen2.5-coder:0.5b: class tiny; needs small: tools"));
  w.at(tiny).health = Health::loading;
  w.at(tiny).health_reason = "41 %";
  EXPECT_THAT(w.decided().warnings, Contains("qwen2.5-coder:0.5b is still loading: 41 %"));
}

TEST(Words, ALostToolResultIsWarnedAbout) {
  World w;
  w.ask.call_by = CandidateId{opus};
  w.deny(opus, "up", "down");
  w.kind(Kind::tool_result, "claude-sonnet-5");
  EXPECT_THAT(w.decided().warnings, Contains(HasSubstr("cannot have its result: down")));
}

TEST(Wishes, TheNameIsSetWhereItDiffers) {
  World w;
  w.kind(Kind::main_turn, "sonnet");
  EXPECT_THAT(w.decided().wishes, ElementsAre(Wish{Act::set_model, "/model", "claude-sonnet-5", "model"}));
  w.kind(Kind::main_turn, "claude-sonnet-5");
  EXPECT_THAT(w.decided().wishes, IsEmpty());
  w.kind(Kind::main_turn, "claude-sonnet-5[1m]");
  EXPECT_THAT(w.decided().wishes, Not(IsEmpty()));
}

TEST(Estimates, MoneyIsForMeteredPlacesOnly) {
  World w;
  w.ask.max_output = {500};
  w.kind(Kind::main_turn, "claude-sonnet-5");
  EXPECT_EQ(w.decided().estimate.money, MicroUsd{7500});  // 1,000 * $2.50/M + 500 * $10/M
  w.at(sonnet).warm = {800};
  EXPECT_EQ(w.decided().estimate.money, MicroUsd{5660});  // 200 written, 800 read
  w.ask.max_output = {128'000};
  EXPECT_EQ(w.decided().estimate.money, MicroUsd{10'660}) << "a ceiling is no expectation: 1,000";
  w.at(sonnet).billing = Billing::quota;
  EXPECT_EQ(w.decided().estimate.money, std::nullopt);
  w.at(mid).prefill_per_ktok = Millis{3000};
  w.kind(Kind::main_turn, "gemma4:26b");
  EXPECT_EQ(w.decided().estimate.first, Millis{3000});
}

TEST(Advise, IsWhatAutoWouldHaveDone) {
  World w;
  w.pin("claude-opus-5");
  w.kind(Kind::one_shot, "claude-sonnet-5");
  const Decision advice = w.advised();
  EXPECT_EQ(advice.target->v, mid);
  EXPECT_EQ(advice.by, By::automatic);
  EXPECT_THAT(advice.wishes, IsEmpty());
  w.ask.call_by = CandidateId{opus};
  w.kind(Kind::tool_result, "claude-sonnet-5");
  EXPECT_EQ(w.advised().by, By::issuer) << "the issuer still holds";
  w.kind(Kind::safety_check, "claude-sonnet-5");
  EXPECT_EQ(w.advised().target->v, sonnet) << "auto touches no safety check either";
}

TEST(Rejected, EveryPermittedOneThatAutoPassedByHasAReason) {
  World w;
  w.tools();
  const Decision d = w.decided();
  std::vector<std::string> passed;
  for (const Rejected& r : d.rejected) {
    passed.push_back(r.candidate.v);
    EXPECT_FALSE(r.reason.empty());
  }
  EXPECT_THAT(passed, testing::UnorderedElementsAre(tiny, lan, sonnet, opus));
}

}  // namespace
}  // namespace weir::route

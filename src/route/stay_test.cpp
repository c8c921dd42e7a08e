// Staying, leaving, and the plan behind the target.
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

// ---- staying and leaving

TEST(Stay, AConversationStaysWhereItIs) {
  World w;
  w.tools();
  w.last(sonnet);
  w.at(sonnet).warm = {90'000};
  w.at(mid).prefill_per_ktok = Millis{4000};
  w.at(mid).context = {262'144};
  w.ask.prompt = {{100'000}, {95'000}, {105'000}, {}};
  // Going down: 400 s of prefill (20 points) and $0.25 to come back, for 5 points and a warm turn's cents.
  const Decision d = w.decided();
  EXPECT_EQ(d.target->v, sonnet);
  EXPECT_THAT(d.reasons, Contains(HasSubstr("would not pay")));
  EXPECT_EQ(d.switch_from, std::nullopt);
}

TEST(Stay, ALastTargetThatCannotCarryItIsLeftAndPriced) {
  World w;
  w.only({mid, sonnet});
  w.at(mid).cls = Class::small;
  w.at(mid).prefill_per_ktok = Millis{3200};
  w.tools();
  w.last(mid);
  w.session.opened = 9;
  w.ask.prompt = {{12'902}, {12'500}, {13'200}, {}};
  const Decision d = w.decided();
  EXPECT_EQ(d.target->v, sonnet);
  EXPECT_EQ(d.switch_from, CandidateId{mid});
  EXPECT_EQ(d.switching.money, MicroUsd{32'255});  // 12,902 * $2.50 / M
  EXPECT_EQ(d.switching.total, Millis{41'286});    // 12.902 * 3.2 s to come back
  EXPECT_THAT(d.reasons,
              Contains("from gemma4:26b@ollama: 12.9k tokens written once $0.032; back later ≈ 41 s of prefill"));
  EXPECT_THAT(d.reasons, Contains("leaves gemma4:26b@ollama: class small; needs mid: tools, 9 files opened"));
}

TEST(Stay, AShortConversationComesHomeWhenThatPays) {
  World w;
  w.only({mid, opus});
  w.at(mid).prefill_per_ktok = Millis{500};
  w.tools();
  w.last(opus);
  w.ask.prompt = {{1000}, {900}, {1100}, {}};
  const Decision d = w.decided();
  EXPECT_EQ(d.target->v, mid);
  EXPECT_THAT(d.reasons, Contains(HasSubstr("leaving claude-opus-5@anthropic pays")));
  EXPECT_EQ(d.switching.first, Millis{500});
}

TEST(Stay, ADeniedLastTargetIsNamed) {
  World w;
  w.only({mid, sonnet});
  w.last(sonnet);
  w.deny(sonnet, "up", "cooling down: 529");
  const Decision d = w.decided();
  EXPECT_EQ(d.target->v, mid);
  EXPECT_THAT(d.reasons, Contains("leaves claude-sonnet-5@anthropic: cooling down: 529"));
}

TEST(Stay, ASideRequestHasNoSwitchPrice) {
  World w;
  w.last(sonnet);
  w.kind(Kind::title, "claude-sonnet-5");
  EXPECT_EQ(w.decided().switch_from, std::nullopt);
}

// ---- the plan

std::vector<std::string> plan(const Decision& d) {
  std::vector<std::string> out;
  for (const CandidateId& id : d.plan) out.push_back(id.v);
  return out;
}

TEST(Plan, AutoHasOthersThatCarryIt) {
  World w;
  w.tools();
  EXPECT_THAT(plan(w.decided()), testing::UnorderedElementsAre(lan, sonnet, opus));
}

TEST(Plan, ANamedModelOnlyElsewhereAndNotFartherAway) {
  World w;
  w.kind(Kind::main_turn, "claude-sonnet-5");
  EXPECT_THAT(plan(w.decided()), IsEmpty());
  w.denials.clear();
  w.at(gpt).model = "claude-sonnet-5";
  w.at(gpt).names = {"claude-sonnet-5"};
  EXPECT_THAT(plan(w.decided()), ElementsAre(gpt));
  w.ask.model_named = sonnet;  // the place was named too
  EXPECT_THAT(plan(w.decided()), IsEmpty());
  w.at(opus).model = "gemma4:26b";
  w.ask.model_named = "gemma4:26b";
  EXPECT_THAT(plan(w.decided()), IsEmpty()) << "here was chosen: the cloud is no silent second";
}

TEST(Plan, SideRequestsStayHere) {
  for (const Kind kind : {Kind::title, Kind::commit_message, Kind::probe, Kind::autocomplete}) {
    World w;
    w.at(mid).offers.push_back(Need::fim);
    w.kind(kind);
    EXPECT_THAT(plan(w.decided()), ElementsAre(mid)) << name(kind);
  }
}

TEST(Plan, ASafetyCheckHasNone) {
  World w;
  w.denials.clear();
  w.at(gpt).model = "claude-sonnet-5";
  w.at(gpt).names = {"claude-sonnet-5"};
  w.kind(Kind::safety_check, "claude-sonnet-5");
  EXPECT_THAT(plan(w.decided()), IsEmpty());
}

}  // namespace
}  // namespace weir::route

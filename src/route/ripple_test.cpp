// What is known of the workspace in a decision: edges set requirements, a guess sets none, and no policy is widened.
#include "route/ripple.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "route/test_world.h"

namespace weir::route {
namespace {

using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Edge edge_to(const std::vector<std::string>& units, const std::string& symbol = "user_id", unsigned line = 14) {
  Edge e{"proto-field", symbol, {"order.proto", line}, {}, units};
  for (const std::string& unit : units) e.to.push_back({unit + "/main.go", 88});
  return e;
}

// A turn with tools in a workspace whose index is ready.
World ready() {
  World w;
  w.tools();
  w.view.ripple.state = Index::ready;
  w.ask.prompt = {{3000}, {2800}, {3200}, {}};
  return w;
}

World rename(const std::vector<std::string>& units) {
  World w = ready();
  w.view.ripple.operation = "rename";
  w.view.ripple.named = {edge_to(units)};
  w.view.ripple.slice = {3100};
  return w;
}

std::vector<Requirement> of_ripple(const Decision& d) {
  std::vector<Requirement> out;
  for (const Requirement& r : d.requirements) {
    if (r.rule == ripple_rule) out.push_back(r);
  }
  return out;
}

TEST(Ripple, ANamedRenameAcrossUnitsNeedsLarge) {
  const Decision d = rename({"billing", "mailer", "web"}).decided();
  EXPECT_EQ(d.target->v, sonnet);
  const auto needed = of_ripple(d);
  ASSERT_EQ(needed.size(), 1U);
  EXPECT_EQ(needed[0].strength, Strength::named);
  EXPECT_EQ(needed[0].at_least, Class::large);
  EXPECT_EQ(needed[0].context, Tokens{6300});
  EXPECT_EQ(needed[0].text, "a rename of user_id reaches billing, mailer, web");
  EXPECT_THAT(d.reasons, Contains("needs class large: tools, a rename of user_id reaches billing, mailer, web"));
}

TEST(Ripple, OneOtherUnitNeedsRoomAndToolsAlone) {
  World w = rename({"billing"});
  const Decision d = w.decided();
  EXPECT_EQ(d.target->v, mid);
  ASSERT_EQ(of_ripple(d).size(), 1U);
  EXPECT_EQ(of_ripple(d)[0].at_least, std::nullopt);
  EXPECT_THAT(of_ripple(d)[0].needs, Contains(Need::tools));
  w.rules.ripple_from = 1;
  EXPECT_EQ(w.decided().target->v, sonnet);
}

TEST(Ripple, TheReachedSliceMustFit) {
  World w = rename({"billing"});
  w.only({mid, lan});
  w.view.ripple.slice = {40'000};  // of mid's 32,768
  const Decision d = w.decided();
  EXPECT_EQ(d.target->v, lan);
  EXPECT_EQ(d.rejected.front().reason, "window 32,768; needs 43,200 tokens: a rename of user_id reaches billing");
}

TEST(Ripple, TheClassIsTheUsersChoice) {
  World w = rename({"billing", "web"});
  w.rules.ripple_min = Class::mid;
  EXPECT_EQ(w.decided().target->v, mid);
  w.rules.ripple_min = Class::frontier;
  EXPECT_EQ(w.decided().target->v, opus);
}

TEST(Ripple, WordsWithoutAnOperationSayNothing) {
  World w = rename({"billing", "mailer", "web"});
  w.view.ripple.operation.clear();
  EXPECT_THAT(of_ripple(w.decided()), IsEmpty());
  EXPECT_EQ(w.decided().target->v, mid);
}

TEST(Ripple, WhatHasNoPlaceOrNoOtherUnitIsNoEvidence) {
  for (const auto& spoil :
       std::vector<void (*)(Edge&)>{[](Edge& e) { e.to.clear(); }, [](Edge& e) { e.units.clear(); },
                                    [](Edge& e) { e.units = {""}; }, [](Edge& e) { e.from.line = 0; },
                                    [](Edge& e) {
                                      for (Place& p : e.to) p.file.clear();
                                    }}) {
    World w = rename({"billing", "web"});
    w.view.ripple.observed = w.view.ripple.named;
    spoil(w.view.ripple.named[0]);
    spoil(w.view.ripple.observed[0]);
    EXPECT_THAT(of_ripple(w.decided()), IsEmpty());
  }
}

TEST(Ripple, AnEditCountsWithoutAnyWord) {
  World w = ready();
  w.view.ripple.observed = {edge_to({"billing", "web"})};
  const Decision d = w.decided();
  EXPECT_EQ(d.target->v, sonnet);
  ASSERT_EQ(of_ripple(d).size(), 1U);
  EXPECT_EQ(of_ripple(d)[0].strength, Strength::observed);
  EXPECT_EQ(of_ripple(d)[0].text, "an edit of user_id reaches billing, web");
}

TEST(Ripple, WhatAnEditHasShownIsNotNamedAgain) {
  World w = rename({"billing", "web"});
  w.view.ripple.observed = w.view.ripple.named;
  w.view.ripple.named.push_back(edge_to({"mailer"}, "amount", 15));
  const auto needed = of_ripple(w.decided());
  ASSERT_EQ(needed.size(), 2U);
  EXPECT_EQ(needed[0].strength, Strength::observed);
  EXPECT_EQ(needed[1].strength, Strength::named);
  ASSERT_EQ(needed[1].edges.size(), 1U);
  EXPECT_EQ(needed[1].edges[0].symbol, "amount");
}

TEST(Ripple, OneUnitReachedTwiceIsOne) {
  World w = rename({"billing"});
  w.view.ripple.named.push_back(edge_to({"billing"}, "amount", 15));
  EXPECT_EQ(of_ripple(w.decided())[0].at_least, std::nullopt);
}

TEST(Ripple, SideRequestsAndOneQuestionHaveNone) {
  for (const Kind kind : {Kind::title, Kind::commit_message, Kind::probe, Kind::compaction, Kind::one_shot,
                          Kind::autocomplete, Kind::safety_check, Kind::count, Kind::embedding}) {
    World w = rename({"billing", "web"});
    w.view.ripple.observed = w.view.ripple.named;
    w.kind(kind);
    EXPECT_THAT(of_ripple(w.decided()), IsEmpty()) << name(kind);
  }
}

// ---- nobody reaches it

TEST(Ripple, TheBestOfThePermittedGetsItWithAWarningAndTheSlice) {
  World w = rename({"billing", "mailer", "web"});
  w.only({tiny, mid, lan, gpt});
  const Decision d = w.decided();
  EXPECT_EQ(d.target->v, mid) << "of one class, this machine";
  EXPECT_EQ(d.by, By::automatic);
  EXPECT_THAT(d.warnings, Contains("gemma4:26b: class mid; needs large: tools, a rename of user_id reaches billing, "
                                   "mailer, web"));
  EXPECT_THAT(d.reasons, Contains("slice: 3 places in 3 units, 3.1k tokens: weir slice --files order.proto --tokens "
                                  "4000"));
  EXPECT_EQ(of_ripple(d).size(), 1U);
  ASSERT_FALSE(d.plan.empty());
  EXPECT_EQ(d.plan.front().v, lan);
}

TEST(Ripple, TheBestIsTheStrongestAndStaysHomeAmongEquals) {
  World w = rename({"billing", "web"});
  w.only({mid, lan});
  w.last(lan);
  EXPECT_EQ(w.decided().target->v, lan);
  w.at(mid).cls = Class::small;
  w.last(mid);
  EXPECT_EQ(w.decided().target->v, lan);
}

TEST(Ripple, WhatElseIsNeededStaysNeeded) {
  World w = rename({"billing", "web"});
  w.only({tiny});
  const Decision d = w.decided();
  EXPECT_EQ(d.target, std::nullopt);
  EXPECT_EQ(d.refusal, "needs class large: tools, a rename of user_id reaches billing, web. Here: tiny");
}

TEST(Ripple, NeverOutsideThePermits) {
  World w = rename({"billing", "web"});
  for (const std::string& id : {sonnet, opus}) w.deny(id, "local_only", "may not read /home/me/src/shop");
  const Decision d = w.decided();
  EXPECT_EQ(d.target->v, mid);
  EXPECT_THAT(d.warnings, Contains(HasSubstr("needs large")));
  w.deny(mid, "up", "down");
  w.deny(lan, "up", "down");
  w.deny(tiny, "tools", "takes no tools");
  EXPECT_EQ(w.decided().target, std::nullopt);
}

// ---- what the user chose

TEST(Ripple, AChosenModelWinsAndTheUserIsTold) {
  World named = rename({"billing", "web"});
  named.kind(Kind::main_turn, "gemma4:26b");
  World pinned = rename({"billing", "web"});
  pinned.pin("local");
  for (const World& w : {named, pinned}) {
    const Decision d = w.decided();
    EXPECT_EQ(d.target->v, mid);
    EXPECT_THAT(d.warnings, Contains(HasSubstr("needs large")));
    EXPECT_THAT(d.reasons, Contains(HasSubstr("slice: 2 places in 2 units")));
    EXPECT_EQ(of_ripple(d).size(), 1U) << "the evidence is shown whoever chose";
    EXPECT_EQ(w.advised().target->v, sonnet);
  }
}

TEST(Ripple, AToolResultReturnsToWhoAskedAndTheEvidenceIsShown) {
  World w = ready();
  w.kind(Kind::tool_result);
  w.ask.call_by = CandidateId{mid};
  w.view.ripple.observed = {edge_to({"billing", "web"})};
  const Decision d = w.decided();
  EXPECT_EQ(d.target->v, mid);
  EXPECT_EQ(d.by, By::issuer);
  EXPECT_EQ(of_ripple(d).size(), 1U);
  EXPECT_THAT(d.warnings, Contains(HasSubstr("needs large")));
}

// ---- not known

TEST(Ripple, UnknownKeepsTheSessionsModel) {
  World w = ready();
  w.last(sonnet);
  w.at(mid).prefill_per_ktok = Millis{10};  // coming home would pay at once
  ASSERT_EQ(w.decided().target->v, mid);
  for (const Index state : {Index::indexing, Index::late, Index::stale}) {
    w.view.ripple.state = state;
    const Decision d = w.decided();
    EXPECT_EQ(d.target->v, sonnet) << name(state);
    EXPECT_THAT(d.reasons, Contains("stays with claude-sonnet-5@anthropic until it is known what this reaches"));
  }
  w.view.ripple.state = Index::none;  // ripple is off
  EXPECT_EQ(w.decided().target->v, mid);
}

TEST(Ripple, UnknownBeforeAnyTurnDecidesAsWithoutRipple) {
  World w = ready();
  w.view.ripple.state = Index::indexing;
  EXPECT_EQ(w.decided().target->v, mid);
}

TEST(Ripple, AFactCountsWhateverTheIndexSays) {
  World w = rename({"billing", "web"});
  w.view.ripple.state = Index::stale;
  w.last(mid);
  EXPECT_EQ(w.decided().target->v, sonnet);
}

// ---- the prior

TEST(PWide, NeitherExcludesNorBuys) {
  for (const double p : {0.0, 0.3, 0.58, 0.99, 1.0}) {
    World w = ready();
    const Decision without = w.decided();
    w.view.ripple.p_wide = p;
    w.view.ripple.p_wide_base = 0.41;
    const Decision with = w.decided();
    EXPECT_EQ(with.target, without.target) << p;
    EXPECT_EQ(with.plan, without.plan) << p;
    EXPECT_THAT(of_ripple(with), IsEmpty());
  }
}

TEST(PWide, AddsNothingToWhatCostsByTheCall) {
  World w = ready();
  w.only({sonnet});
  w.view.ripple.p_wide = 0.9;
  w.view.ripple.p_wide_base = 0.2;
  const Decision d = w.decided();
  const auto it = std::ranges::find(d.signals, "p_wide", &Signal::name);
  ASSERT_NE(it, d.signals.end());
  EXPECT_EQ(it->value, 0.9);
  EXPECT_EQ(it->weight, 0.0);
  EXPECT_EQ(it->text, "p(≥4 files) 0.90 (this repository 0.20)");
}

TEST(PWide, BreaksATie) {
  World w = ready();
  w.only({mid, lan});
  Candidate& stronger = w.at(lan);
  stronger.cls = Class::large;
  stronger.where = Where::here;
  // A tie to the last bit but for the class: the wait takes away what the class gives.
  stronger.prefill_per_ktok = Millis{10'000};
  w.ask.prompt = {{1000}, {1000}, {1000}, {}};
  ASSERT_EQ(w.decided().target->v, mid) << "by id";
  w.view.ripple.p_wide = 0.6;
  w.view.ripple.p_wide_base = 0.4;
  EXPECT_EQ(w.decided().target->v, lan);
  w.view.ripple.p_wide = 0.3;
  EXPECT_EQ(w.decided().target->v, mid) << "less than usual leans nowhere";
}

TEST(Breadth, BuysNoMeteredCall) {
  World w = ready();
  w.session.opened = 7;
  w.session.edited = 2;
  for (const std::string& id : {sonnet, opus}) {
    World one = w;
    one.only({id});
    EXPECT_THAT(one.decided().signals, Each(testing::Field(&Signal::name, Not("breadth")))) << id;
  }
}

}  // namespace
}  // namespace weir::route

// The rules one by one, as tables.
#include "policy/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/test_world.h"

namespace weir::policy {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// ---- access

TEST(Access, AllowsWithKeyLoginOrNothingToAskFor) {
  World w;
  Candidate c = samples::sonnet();
  for (const Access how : {Access::key, Access::login, Access::not_needed}) {
    c.access = how;
    ASSERT_EQ(w.run(access, c)->effect, Effect::allow);
  }
  c.access = Access::none;
  EXPECT_TRUE(w.denies(access, c));
  EXPECT_EQ(w.run(access, c)->reason, "no key and no login for anthropic yet");
}

// ---- local_only

struct RootRow {
  const char* root;
  const char* workspace;
  bool inside;
};

TEST(LocalOnly, CoversTheRootAndAllBelowIt) {
  const std::vector<RootRow> rows = {
      {"/home/me/vault", "/home/me/vault", true},
      {"/home/me/vault", "/home/me/vault/deep/er", true},
      {"/home/me/vault/", "/home/me/vault", true},
      {"/home/me/vault", "/home/me/vault/", true},
      {"/home/me/vault", "/home/me/vaults", false},
      {"/home/me/vault", "/home/me", false},
      {"/home/me/vault", "/home/me/shop", false},
      {"/home/me/vault", "/home/me/shop/../vault/x", true},
      {"/home/me/vault", "/home/me/vault/../shop", false},
      {"/home/me/vault", "/home//me/./vault", true},
      {"/", "/anything", true},
      {"/home/me/vault", "", false},
      {"", "/home/me", false},
  };
  for (const RootRow& row : rows) {
    World w;
    w.rules.local_only = {row.root};
    w.session.workspace = row.workspace;
    EXPECT_EQ(w.denies(local_only, samples::sonnet()), row.inside) << row.root << " " << row.workspace;
    EXPECT_EQ(w.denies(local_only, samples::lan()), row.inside) << "the LAN is not this machine: " << row.workspace;
    EXPECT_FALSE(w.run(local_only, samples::gemma())) << row.workspace;
  }
}

TEST(LocalOnly, NamesTheLineThatSaysSo) {
  World w;
  w.rules.local_only = {"/elsewhere", "/home/me/src/shop"};
  w.rules.local_only_source = {"weir.toml:9:1", "weir.toml:12:1"};
  const auto v = w.run(local_only, samples::sonnet());
  ASSERT_TRUE(v);
  EXPECT_EQ(v->source, "weir.toml:12:1");
  EXPECT_EQ(v->reason, "may not read /home/me/src/shop");
}

// ---- up

TEST(Up, OnlyWhatIsKnownToBeDownIsDenied) {
  World w;
  Candidate c = samples::gemma();
  c.health_reason = "connection refused";
  for (const auto& [health, denied] : {std::pair{Health::up, false},
                                       {Health::loading, false},
                                       {Health::unknown, false},
                                       {Health::cooling, true},
                                       {Health::down, true}}) {
    c.health = health;
    EXPECT_EQ(w.denies(up, c), denied) << name(health);
  }
  EXPECT_EQ(w.run(up, c)->reason, "down: connection refused");
}

// ---- context

TEST(Context, DeniesWhatCannotFitEvenAtItsLowest) {
  World w;
  Candidate c = samples::gemma();
  w.ask.prompt = {{33'000}, {32'768}, {34'000}, chat::CountSource::ratio};
  EXPECT_FALSE(w.run(context, c)) << "unsure: the upstream decides";
  w.ask.prompt.low = {32'769};
  ASSERT_TRUE(w.denies(context, c));
  EXPECT_EQ(w.run(context, c)->reason, "prompt ≈ 33,000 tokens > window 32,768");
  c.context = {0};
  EXPECT_FALSE(w.run(context, c)) << "an unknown window allows";
}

TEST(Context, CountingIsExempt) {
  World w;
  w.ask = samples::ask(Kind::count);
  w.ask.prompt = {{500'000}, {490'000}, {510'000}, chat::CountSource::ratio};
  EXPECT_FALSE(w.run(context, samples::sonnet()));
}

TEST(Context, AnExactCountIsNotCalledAbout) {
  World w;
  w.ask.prompt = {{9000}, {9000}, {9000}, chat::CountSource::tokenizer};
  EXPECT_EQ(w.run(context, samples::engine())->reason, "prompt 9,000 tokens > window 8,192");
}

// ---- tools, images

struct ToolRow {
  std::vector<Need> needs, offers;
  bool denied;
};

TEST(Tools, AreTakenOrNot) {
  const std::vector<ToolRow> rows = {
      {{}, {}, false},
      {{Need::tools}, {}, true},
      {{Need::tools}, {Need::tools}, false},
      {{Need::tools, Need::forced_tool}, {Need::tools}, true},
      {{Need::tools, Need::forced_tool}, {Need::tools, Need::forced_tool}, false},
  };
  for (const ToolRow& row : rows) {
    World w;
    w.ask.needs = row.needs;
    Candidate c = samples::engine();
    c.offers = row.offers;
    EXPECT_EQ(w.denies(tools, c), row.denied);
    w.ask.kind = Kind::count;
    EXPECT_FALSE(w.run(tools, c));
  }
}

TEST(Images, AKnownBlindModelGetsNone) {
  World w;
  w.ask.needs = {Need::images};
  Candidate c = samples::gemma();
  EXPECT_TRUE(w.denies(images, c));
  c.class_known = false;
  EXPECT_FALSE(w.run(images, c));
  EXPECT_FALSE(w.run(images, samples::sonnet()));
}

// ---- translation

struct DialectRow {
  Kind kind;
  const char* client;
  Need need;
  const char* upstream;
  bool offered;
  bool denied;
};

TEST(Translation, OnlyWhatWeirCanTranslate) {
  const std::vector<DialectRow> rows = {
      {Kind::main_turn, "messages", Need::images, "messages", true, false},
      {Kind::main_turn, "messages", Need::images, "chat", true, true},
      {Kind::main_turn, "chat", Need::images, "engine", true, true},
      {Kind::main_turn, "messages", Need::json_schema, "messages", true, false},
      {Kind::main_turn, "messages", Need::json_schema, "chat", true, true},
      {Kind::title, "messages", Need::json_schema, "engine", true, false},
      {Kind::main_turn, "messages", Need::tools, "chat", true, false},
      {Kind::autocomplete, "completions", Need::fim, "engine", true, false},
      {Kind::autocomplete, "completions", Need::fim, "engine", false, true},
      {Kind::autocomplete, "completions", Need::fim, "chat", true, false},
      {Kind::autocomplete, "completions", Need::fim, "messages", false, true},
      {Kind::embedding, "chat", Need::streaming, "chat", true, false},
      {Kind::embedding, "chat", Need::streaming, "engine", true, true},
      {Kind::embedding, "chat", Need::streaming, "messages", true, true},
  };
  for (const DialectRow& row : rows) {
    World w;
    w.ask = samples::ask(row.kind, "x", row.client);
    w.ask.needs = {row.need};
    Candidate c = samples::sonnet();
    c.dialect = row.upstream;
    c.offers.clear();
    if (row.offered) c.offers = {row.need};
    EXPECT_EQ(w.denies(translation, c), row.denied)
        << name(row.kind) << " " << row.client << " " << name(row.need) << " -> " << row.upstream;
  }
}

// ---- thinking

TEST(Thinking, TheMakerReadsItsOwn) {
  World w;
  w.ask.thinking_by = {samples::sonnet().id, samples::sonnet().id};
  w.ask.thinking_paths = {"/messages/1/content/0", "/messages/3/content/0"};
  EXPECT_FALSE(w.run(thinking, samples::sonnet()));
  EXPECT_THAT(permit_for(w.judged(), "claude-sonnet-5@anthropic")->must_apply(), IsEmpty());
}

TEST(Thinking, OthersGetAPermitBoundToLeavingItOut) {
  World w;
  w.ask.thinking_by = {samples::sonnet().id, {"?"}, samples::opus().id};
  w.ask.thinking_paths = {"/messages/1/content/0", "/messages/3/content/0", "/messages/5/reasoning_content"};
  const Judgement j = w.judged();
  const Permit* opus = permit_for(j, "claude-opus-5@anthropic");
  ASSERT_NE(opus, nullptr);
  ASSERT_THAT(opus->must_apply(), SizeIs(2));
  EXPECT_EQ(opus->must_apply()[0],
            (Wish{Act::drop_block, "/messages/1/content/0", "", "thinking made by claude-sonnet-5@anthropic"}));
  EXPECT_EQ(opus->must_apply()[1].path, "/messages/3/content/0");
  EXPECT_THAT(w.run(thinking, samples::opus())->reason, HasSubstr("someone weir has not seen"));
  // A member of a message is stripped, not cut out of an array. A crossed dialect lists the wishes too.
  const Permit* gemma = permit_for(j, "gemma4:26b@ollama");
  ASSERT_NE(gemma, nullptr);
  ASSERT_THAT(gemma->must_apply(), SizeIs(3));
  EXPECT_EQ(gemma->must_apply()[2].act, Act::strip_field);
}

TEST(Thinking, ABlockThatCannotBeNamedCannotBeLeftOut) {
  World w;
  w.ask.thinking_by = {samples::opus().id, samples::opus().id};
  w.ask.thinking_paths = {"/messages/1/content/0"};
  EXPECT_TRUE(w.denies(thinking, samples::sonnet()));
  EXPECT_EQ(permit_for(w.judged(), "claude-sonnet-5@anthropic"), nullptr);
  EXPECT_NE(permit_for(w.judged(), "claude-opus-5@anthropic"), nullptr);
}

// ---- autocomplete, safety check, count

TEST(Autocomplete, NeverLeavesUnlessThatModelIsNamed) {
  World w;
  for (const auto& [named, leaves] : {std::pair{"", false},
                                      {"weir/auto", false},
                                      {"weir/cloud", false},
                                      {"gpt-6.1", false},
                                      {"claude-sonnet-5", true},
                                      {"claude-sonnet-5@anthropic", true},
                                      {"sonnet", true}}) {
    w.ask = samples::ask(Kind::autocomplete, named, "completions");
    EXPECT_EQ(!w.denies(autocomplete, samples::sonnet()), leaves) << named;
    EXPECT_TRUE(w.denies(autocomplete, samples::lan())) << named;
    EXPECT_FALSE(w.run(autocomplete, samples::engine())) << named;
  }
}

TEST(SafetyCheck, NeverGoesToALocalModel) {
  World w;
  w.ask = samples::ask(Kind::safety_check, "gemma4:26b");
  EXPECT_TRUE(w.denies(safety_check, samples::gemma()));
  EXPECT_FALSE(w.run(safety_check, samples::sonnet()));
  EXPECT_FALSE(w.judged().permits.empty());
  w.rules.local_only = {"/home/me/src"};
  EXPECT_THAT(w.judged().permits, IsEmpty()) << "in a local-only workspace nobody is left";
}

TEST(Count, AProviderCountsInItsOwnDialect) {
  World w;
  w.ask = samples::ask(Kind::count, "claude-sonnet-5", "chat");
  EXPECT_TRUE(w.denies(count, samples::sonnet()));
  EXPECT_FALSE(w.run(count, samples::gemma())) << "here weir counts by itself";
  w.ask.dialect = "messages";
  EXPECT_FALSE(w.run(count, samples::sonnet()));
}

// ---- budget

TEST(Budget, HoldsForTheWorstCase) {
  World w;
  w.ask.prompt = {{10'000}, {9000}, {12'000}, chat::CountSource::ratio};
  w.ask.max_output = {2000};
  // 12,000 written at $2.50/M and 2,000 out at $10/M: $0.03 + $0.02.
  ASSERT_EQ(worst_case(w.ask, samples::sonnet()), MicroUsd{50'000});
  w.rules.day_cap = MicroUsd{5'000'000};
  w.rules.day_cap_source = "weir.toml:3:1";
  w.view.spent_today = {4'900'000};
  w.view.reserved = {50'000};
  EXPECT_FALSE(w.run(budget, samples::sonnet())) << "exactly the cap is within it";
  w.view.reserved = {50'001};
  ASSERT_TRUE(w.denies(budget, samples::sonnet()));
  EXPECT_EQ(w.run(budget, samples::sonnet())->reason,
            "$4.90 spent today, $0.050 reserved, this one at most $0.050: over the day's $5.00");
  EXPECT_EQ(w.run(budget, samples::sonnet())->source, "weir.toml:3:1");
  EXPECT_FALSE(w.run(budget, samples::gemma())) << "owned";
  Candidate login = samples::sonnet();
  login.billing = Billing::quota;
  EXPECT_FALSE(w.run(budget, login));
  w.rules.day_cap.reset();
  EXPECT_FALSE(w.run(budget, samples::sonnet()));
}

TEST(Budget, TheLongestAnswerIsTheSmallerOfAllowedAndPossible) {
  World w;
  w.ask.prompt = {};
  w.ask.max_output = {128'000};
  EXPECT_EQ(worst_case(w.ask, samples::sonnet()), MicroUsd{640'000}) << "64,000 is all that the model can write";
  w.ask.max_output = {0};
  EXPECT_EQ(worst_case(w.ask, samples::sonnet()), MicroUsd{640'000}) << "no ceiling said";
  w.ask.kind = Kind::count;
  EXPECT_EQ(worst_case(w.ask, samples::sonnet()), std::nullopt) << "counting is free";
}

TEST(Budget, ACapCannotBeKeptWithoutAPrice) {
  World w;
  w.rules.day_cap = MicroUsd{5'000'000};
  Candidate c = samples::sonnet();
  c.price.reset();
  EXPECT_TRUE(w.denies(budget, c));
}

}  // namespace
}  // namespace weir::policy

// Who is chosen, by whom, and what is said about it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <stdexcept>

#include "decision/questions.h"
#include "decision/samples.h"
#include "route/fake_policy.h"
#include "route/route.h"

namespace weir::route {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string tiny = "qwen2.5-coder:0.5b@engine", mid = "gemma4:26b@ollama", lan = "qwen3.6-27b@vllm",
                  sonnet = "claude-sonnet-5@anthropic", opus = "claude-opus-5@anthropic", gpt = "gpt-6.1@openai", none;

struct World {
  Ask ask = samples::ask(Kind::main_turn);
  Session session = samples::session();
  View view = samples::world();
  Rules rules;
  std::vector<Denial> denials = {{gpt, "access", "no key and no login for openai yet", ""}};

  Candidate& at(const std::string& id) {
    for (Candidate& c : view.candidates) {
      if (c.id.v == id) return c;
    }
    throw std::out_of_range(id);
  }
  void only(const std::vector<std::string>& ids) {
    std::erase_if(view.candidates, [&](const Candidate& c) { return std::ranges::find(ids, c.id.v) == ids.end(); });
  }
  void deny(const std::string& id, const std::string& rule, const std::string& reason = "for a reason",
            const std::string& source = "") {
    denials.push_back({id, rule, reason, source});
  }
  void kind(Kind k, std::string model = "weir/auto") {
    ask.kind = k;
    ask.model_named = std::move(model);
  }
  void tools() { ask.needs.push_back(Need::tools); }
  void pin(std::string model) { session.pin = Pin{std::move(model), "session", {}}; }
  void last(const std::string& id) { session.last_target = CandidateId{id}; }
  Decision decided() const { return decide(ask, session, view, rules, judged(ask, session, view, denials)); }
  Decision advised() const { return advise(ask, session, view, rules, judged(ask, session, view, denials)); }
};

struct Row {
  const char* what;
  std::function<void(World&)> given;
  std::string target;
  By by;
};

void expect_all(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    World w;
    row.given(w);
    const Decision d = w.decided();
    EXPECT_EQ(d.target ? d.target->v : none, row.target)
        << row.what << ": " << (d.reasons.empty() ? d.refusal : d.reasons.front());
    EXPECT_EQ(d.by, row.by) << row.what;
    EXPECT_FALSE(d.reasons.empty()) << row.what;
    if (!d.target) EXPECT_TRUE(!d.refusal.empty() && !d.help.empty() && !d.refusal_class.empty()) << row.what;
  }
}

TEST(Decide, ByName) {
  expect_all({
      {"the model named", [](World& w) { w.kind(Kind::main_turn, "claude-opus-5"); }, opus, By::name},
      {"its whole id", [](World& w) { w.kind(Kind::main_turn, "gemma4:26b@ollama"); }, mid, By::name},
      {"an alias", [](World& w) { w.kind(Kind::main_turn, "sonnet"); }, sonnet, By::name},
      {"with a variant", [](World& w) { w.kind(Kind::main_turn, "claude-sonnet-5[1m]"); }, sonnet, By::name},
      {"though auto would stay here", [](World& w) { w.kind(Kind::one_shot, "claude-opus-5"); }, opus, By::name},
      {"below its class too", [](World& w) { w.kind(Kind::main_turn, "qwen2.5-coder:0.5b"); }, tiny, By::name},
      {"unknown", [](World& w) { w.kind(Kind::main_turn, "claude-sonet-5"); }, none, By::name},
      {"denied", [](World& w) { w.kind(Kind::main_turn, "gpt-6.1"); }, none, By::policy},
      {"denied at one endpoint, allowed at another",
       [](World& w) {
         w.at(gpt).model = "claude-sonnet-5";
         w.at(gpt).names = {"claude-sonnet-5"};
         w.deny(sonnet, "up");
         w.denials.erase(w.denials.begin());
         w.kind(Kind::main_turn, "claude-sonnet-5");
       },
       gpt, By::name},
      {"the nearer of two endpoints",
       [](World& w) {
         w.at(lan).model = "gemma4:26b";
         w.at(lan).names = {"gemma4:26b"};
         w.kind(Kind::main_turn, "gemma4:26b");
       },
       mid, By::name},
      {"weir/local", [](World& w) { w.kind(Kind::main_turn, "weir/local"); }, mid, By::name},
      {"weir/local with tiny alone",
       [](World& w) {
         w.only({tiny, sonnet});
         w.tools();
         w.kind(Kind::main_turn, "weir/local");
       },
       tiny, By::name},
      {"claude-weir-local[1m]", [](World& w) { w.kind(Kind::main_turn, "claude-weir-local[1m]"); }, mid, By::name},
      {"weir/cloud", [](World& w) { w.kind(Kind::one_shot, "weir/cloud"); }, sonnet, By::name},
      {"weir/local and nothing here",
       [](World& w) {
         w.only({sonnet, lan});
         w.kind(Kind::one_shot, "weir/local");
       },
       none, By::policy},
      {"no name is auto", [](World& w) { w.kind(Kind::one_shot, ""); }, mid, By::automatic},
      {"weir-auto", [](World& w) { w.kind(Kind::one_shot, "weir-auto"); }, mid, By::automatic},
      {"anthropic/weir-auto", [](World& w) { w.kind(Kind::one_shot, "anthropic/weir-auto"); }, mid, By::automatic},
  });
}

TEST(Decide, ByKind) {
  expect_all({
      {"a title moves though another was named", [](World& w) { w.kind(Kind::title, "claude-opus-5"); }, tiny,
       By::kind},
      {"a commit message too", [](World& w) { w.kind(Kind::commit_message, "claude-opus-5"); }, tiny, By::kind},
      {"a probe too", [](World& w) { w.kind(Kind::probe, "claude-opus-5"); }, tiny, By::kind},
      {"and though nobody serves the name", [](World& w) { w.kind(Kind::title, "claude-haiku-9"); }, tiny, By::kind},
      {"not to a model that is down",
       [](World& w) {
         w.deny(tiny, "up");
         w.kind(Kind::title, "claude-opus-5");
       },
       mid, By::kind},
      {"nor to one still loading",
       [](World& w) {
         w.at(tiny).health = Health::loading;
         w.kind(Kind::title);
       },
       mid, By::kind},
      {"nor to smoke",
       [](World& w) {
         w.at(tiny).cls = Class::smoke;
         w.only({tiny, opus});
         w.kind(Kind::title, "claude-opus-5");
       },
       opus, By::name},
      {"nor to the LAN",
       [](World& w) {
         w.only({lan, opus});
         w.kind(Kind::title, "claude-opus-5");
       },
       opus, By::name},
      {"autocomplete", [](World& w) { w.kind(Kind::autocomplete, ""); }, tiny, By::kind},
      {"autocomplete by a known name",
       [](World& w) {
         w.at(mid).offers.push_back(Need::fim);
         w.kind(Kind::autocomplete, "gemma4:26b");
       },
       mid, By::name},
      {"autocomplete by an editor's guess", [](World& w) { w.kind(Kind::autocomplete, "codestral"); }, tiny, By::kind},
      {"autocomplete named to the cloud", [](World& w) { w.kind(Kind::autocomplete, "claude-sonnet-5"); }, sonnet,
       By::name},
      {"autocomplete without FIM here",
       [](World& w) {
         w.only({mid, sonnet});
         w.kind(Kind::autocomplete, "");
       },
       none, By::kind},
      {"a safety check as named",
       [](World& w) {
         w.deny(tiny, "safety_check");
         w.deny(mid, "safety_check");
         w.kind(Kind::safety_check, "claude-sonnet-5");
       },
       sonnet, By::name},
      {"a safety check that nobody may judge",
       [](World& w) {
         for (const std::string& id : {tiny, mid}) w.deny(id, "safety_check");
         for (const std::string& id : {sonnet, opus, lan}) w.deny(id, "local_only", "may not read /home/me/src/shop");
         w.kind(Kind::safety_check, "claude-sonnet-5");
       },
       none, By::policy},
      {"a count as named", [](World& w) { w.kind(Kind::count, "claude-opus-5"); }, opus, By::name},
      {"a count in auto follows the conversation",
       [](World& w) {
         w.last(opus);
         w.kind(Kind::count);
       },
       opus, By::automatic},
      {"an embedding as named", [](World& w) { w.kind(Kind::embedding, "qwen3.6-27b"); }, lan, By::name},
      {"compaction follows in auto",
       [](World& w) {
         w.last(opus);
         w.kind(Kind::compaction);
       },
       opus, By::automatic},
      {"compaction by name",
       [](World& w) {
         w.last(opus);
         w.kind(Kind::compaction, "claude-sonnet-5");
       },
       sonnet, By::name},
      {"a subagent follows in auto",
       [](World& w) {
         w.last(sonnet);
         w.tools();
         w.kind(Kind::subagent);
       },
       sonnet, By::automatic},
  });
}

TEST(Decide, ByIssuerAndPin) {
  expect_all({
      {"a tool result returns",
       [](World& w) {
         w.ask.call_by = CandidateId{opus};
         w.kind(Kind::tool_result, "claude-sonnet-5");
       },
       opus, By::issuer},
      {"whatever is pinned",
       [](World& w) {
         w.pin("local");
         w.ask.call_by = CandidateId{opus};
         w.kind(Kind::tool_result);
       },
       opus, By::issuer},
      {"not without a permit",
       [](World& w) {
         w.deny(opus, "up");
         w.ask.call_by = CandidateId{opus};
         w.kind(Kind::tool_result, "claude-sonnet-5");
       },
       sonnet, By::name},
      {"not to one that is gone",
       [](World& w) {
         w.ask.call_by = CandidateId{"x@y"};
         w.kind(Kind::tool_result, "claude-sonnet-5");
       },
       sonnet, By::name},
      {"an unknown issuer in auto stays",
       [](World& w) {
         w.last(sonnet);
         w.tools();
         w.kind(Kind::tool_result);
       },
       sonnet, By::automatic},
      {"only a tool result has an issuer",
       [](World& w) {
         w.ask.call_by = CandidateId{opus};
         w.kind(Kind::main_turn, "claude-sonnet-5");
       },
       sonnet, By::name},
      {"pin to a model",
       [](World& w) {
         w.pin("claude-opus-5");
         w.kind(Kind::main_turn, "gemma4:26b");
       },
       opus, By::pin},
      {"pin moves side requests too",
       [](World& w) {
         w.pin("claude-opus-5");
         w.kind(Kind::title, "claude-sonnet-5");
       },
       opus, By::pin},
      {"pin to local",
       [](World& w) {
         w.pin("local");
         w.kind(Kind::main_turn, "claude-sonnet-5");
       },
       mid, By::pin},
      {"pin to cloud",
       [](World& w) {
         w.pin("cloud");
         w.kind(Kind::main_turn, "gemma4:26b");
       },
       sonnet, By::pin},
      {"pin to auto silences the name",
       [](World& w) {
         w.pin("auto");
         w.kind(Kind::one_shot, "claude-opus-5");
       },
       mid, By::automatic},
      {"an expired pin",
       [](World& w) {
         w.pin("local");
         w.session.pin->until = w.view.now;
         w.kind(Kind::main_turn, "claude-sonnet-5");
       },
       sonnet, By::name},
      {"a pin that nobody serves",
       [](World& w) {
         w.pin("gpt-7");
         w.kind(Kind::main_turn, "claude-sonnet-5");
       },
       none, By::pin},
      {"a pin that is denied",
       [](World& w) {
         w.pin("gpt-6.1");
         w.kind(Kind::main_turn, "claude-sonnet-5");
       },
       none, By::policy},
      {"pin local never leaves",
       [](World& w) {
         w.only({sonnet, opus});
         w.pin("local");
         w.kind(Kind::main_turn, "claude-sonnet-5");
       },
       none, By::policy},
      {"a safety check under a pin",
       [](World& w) {
         w.pin("claude-opus-5");
         w.kind(Kind::safety_check, "claude-sonnet-5");
       },
       sonnet, By::name},
      {"autocomplete under pin cloud stays",
       [](World& w) {
         for (const std::string& id : {sonnet, opus, lan}) w.deny(id, "autocomplete");
         w.pin("cloud");
         w.kind(Kind::autocomplete, "");
       },
       tiny, By::kind},
      {"autocomplete under pin local, named to the cloud",
       [](World& w) {
         w.pin("local");
         w.kind(Kind::autocomplete, "claude-sonnet-5");
       },
       tiny, By::kind},
      {"an embedding is not exchanged",
       [](World& w) {
         w.pin("claude-opus-5");
         w.kind(Kind::embedding, "qwen3.6-27b");
       },
       lan, By::name},
      {"but kept here",
       [](World& w) {
         w.pin("local");
         w.kind(Kind::embedding, "claude-sonnet-5");
       },
       none, By::pin},
  });
}

TEST(Decide, Automatic) {
  expect_all({
      {"one question: here",
       [](World& w) {
         w.only({tiny, sonnet});
         w.kind(Kind::one_shot);
       },
       tiny, By::automatic},
      {"one question, smoke alone here",
       [](World& w) {
         w.at(tiny).cls = Class::smoke;
         w.only({tiny, sonnet});
         w.kind(Kind::one_shot);
       },
       sonnet, By::automatic},
      {"a turn with tools: here if a model carries it", [](World& w) { w.tools(); }, mid, By::automatic},
      {"else in the cloud",
       [](World& w) {
         w.only({tiny, sonnet, opus});
         w.tools();
       },
       sonnet, By::automatic},
      {"a conversation is more than tiny carries", [](World& w) { w.only({tiny, sonnet}); }, sonnet, By::automatic},
      {"wide by opened files",
       [](World& w) {
         w.at(mid).cls = Class::small;
         w.only({mid, sonnet});
         w.tools();
         w.session.opened = 8;
       },
       sonnet, By::automatic},
      {"not yet wide",
       [](World& w) {
         w.at(mid).cls = Class::small;
         w.only({mid, sonnet});
         w.tools();
         w.session.opened = 7;
         w.session.edited = 2;
       },
       mid, By::automatic},
      {"wide by edited files",
       [](World& w) {
         w.at(mid).cls = Class::small;
         w.only({mid, sonnet});
         w.tools();
         w.session.edited = 3;
       },
       sonnet, By::automatic},
      {"mid carries wide",
       [](World& w) {
         w.only({mid, sonnet});
         w.tools();
         w.session.opened = 30;
       },
       mid, By::automatic},
      {"configured otherwise",
       [](World& w) {
         w.rules.wide_min = Class::frontier;
         w.tools();
         w.session.opened = 8;
       },
       opus, By::automatic},
      {"too long for here",
       [](World& w) {
         w.only({mid, sonnet});
         w.ask.prompt = {{31'000}, {30'000}, {32'000}, {}};
       },
       sonnet, By::automatic},
      {"an unknown window is no obstacle",
       [](World& w) {
         w.only({mid, sonnet});
         w.at(mid).context = {};
         w.ask.prompt = {{90'000}, {80'000}, {95'000}, {}};
       },
       mid, By::automatic},
      {"the cheaper of two that carry it",
       [](World& w) {
         w.only({sonnet, opus});
         w.tools();
       },
       sonnet, By::automatic},
      {"no price is not a low price",
       [](World& w) {
         w.only({sonnet, opus});
         w.at(opus).price.reset();
       },
       sonnet, By::automatic},
      {"a quota before money",
       [](World& w) {
         w.only({sonnet, opus});
         w.at(opus).billing = Billing::quota;
       },
       opus, By::automatic},
      {"nothing carries it",
       [](World& w) {
         w.only({tiny});
         w.tools();
       },
       none, By::automatic},
      {"nothing is there", [](World& w) { w.only({}); }, none, By::policy},
  });
}

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

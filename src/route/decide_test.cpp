// Who is chosen and by whom, as tables.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "route/test_world.h"

namespace weir::route {
namespace {

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

}  // namespace
}  // namespace weir::route

// What a person reads: the pages of TARGET.md, and that nothing from outside can break a line or a header.
#include "decision/print.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "decision/columns.h"
#include "decision/questions.h"
#include "decision/samples.h"

namespace weir::print {
namespace {

using testing::HasSubstr;
using testing::ElementsAre;
using testing::Not;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

// The example of TARGET.md: a rename whose field three services read.
Why rename() {
  Why w;
  w.id = {"01KBX3T9QM7P4WJ2Z8C5RVD0HN"};
  w.time = "08:14:02";
  w.home = "/home/me";
  w.ask = samples::ask(Kind::main_turn, "claude-weir-auto");
  w.ask->prompt = {{12'902}, {12'100}, {13'600}, chat::CountSource::ratio};
  w.session = samples::session();
  w.view = samples::world();
  w.view.ripple.p_wide = 0.58;
  w.view.ripple.p_wide_base = 0.41;
  w.verdicts = {{"access", {"gpt-6.1@openai"}, Effect::deny, "no key for this origin", ""},
                {"up", {"gpt-6.1@openai"}, Effect::deny, "down", ""},
                {"local_only", {"qwen3.6-27b@vllm"}, Effect::deny, "may not read /home/me/src/shop", "weir.toml:12:1"}};
  Decision& d = w.decision;
  d.target = CandidateId{"claude-sonnet-5@anthropic"};
  d.by = By::automatic;
  Requirement ripple;
  ripple.rule = "ripple";
  ripple.strength = Strength::named;
  ripple.text = "\"rename\" reaches its users";
  ripple.at_least = Class::large;
  ripple.edges = {{"proto-field",
                   "user_id",
                   {"order.proto", 14},
                   {{"billing/charge.go", 88}, {"mailer/tpl.py", 12}, {"web/api.ts", 40}},
                   {"billing", "mailer", "web"}}};
  d.requirements = {ripple};
  d.reasons = {"needs class large: \"rename\" reaches its users",
               "from gemma4:26b@ollama: 12.9k tokens written once $0.032; back later ≈ 41 s of prefill"};
  d.rejected = {{{"gemma4:26b@ollama"}, "class mid; needs large"},
                {{"qwen2.5-coder:0.5b@engine"}, "class tiny; needs large"}};
  d.switch_from = CandidateId{"gemma4:26b@ollama"};
  d.estimate.money = MicroUsd{38'255};
  w.outcome.emplace();
  w.outcome->end = End::complete;
  w.outcome->first = Millis{910};
  w.outcome->duration = Millis{7402};
  w.outcome->usage = {Tokens{12'904}, Tokens{0}, Tokens{12'902}, Tokens{611}, std::nullopt};
  w.outcome->usage_reported = true;
  w.outcome->finish_reasons = {"end_turn"};
  w.outcome->served_by = w.decision.target;
  w.outcome->bytes_out = {56'212};
  AttemptRecord attempt;
  attempt.candidate = *w.decision.target;
  attempt.status = 200;
  attempt.edits = {{10, 16, "claude-sonnet-5", "model"}};
  w.outcome->attempts = {attempt};
  w.cost = MicroUsd{38'369};
  w.cost_source = "priced";
  w.replay = "same decision";
  return w;
}

TEST(Why, ReadsLikeTheTarget) {
  EXPECT_EQ(why(rename()),
            R"(01KBX3T9QM7P4WJ2Z8C5RVD0HN   08:14:02   claude-code   session 5f2e turn 3   main turn   ~/src/shop

asked        claude-weir-auto (weir/auto)
went         ○ claude-sonnet-5 @ anthropic   metered   plan: no other permit reaches class large
because      requirement  named  order.proto:14 user_id → billing/charge.go:88, mailer/tpl.py:12,
             web/api.ts:40  (3 units, rule proto-field, re-read just now)
             "rename" reaches its users: class large or better (ripple.min_class)
             needs class large: "rename" reaches its users
rejected     ● gemma4:26b @ ollama            class mid; needs large
             ● qwen2.5-coder:0.5b @ engine    class tiny; needs large
denied       ○ gpt-6.1 @ openai               access: no key for this origin
             ○ qwen3.6-27b @ vllm             local_only: may not read /home/me/src/shop
                                              (weir.toml:12:1)
hint         p(≥4 files) 0.58 (this repository 0.41)    hints never exclude
switch       from gemma4:26b@ollama: 12.9k tokens written once $0.032; back later ≈ 41 s of prefill
cost         $0.038 (estimated $0.036–0.040)   12,904 in, 0 cached; 611 out   reported by provider
sent         1 edit: model "claude-weir-auto" → "claude-sonnet-5"; 56,212 bytes; 1 attempt
stream       first 0.9 s, whole 7.4 s, end_turn
advice       same     replay  same decision     more: weir why 01KBX3T9QM --json
)");
}

TEST(Why, AnIndexThatIsNotReadySaysSo) {
  Why w = rename();
  w.view.ripple.state = Index::indexing;
  w.view.ripple.detail = "41 %";
  EXPECT_THAT(why(w), HasSubstr("\nripple       unknown: index 41 %    unknown is never narrow"));
  w.view.ripple.state = Index::late;
  w.view.ripple.detail.clear();
  EXPECT_THAT(why(w), HasSubstr("\nripple       unknown: index late    "));
  for (const Index quiet : {Index::ready, Index::none}) {
    w.view.ripple.state = quiet;
    EXPECT_EQ(ripple(w.view), "") << name(quiet);
  }
}

TEST(Why, WideRipplesAreCutShortAndDated) {
  Why w = rename();
  Edge wide = w.decision.requirements[0].edges[0];
  wide.to.assign(40, {"billing/charge.go", 88});
  w.decision.requirements[0].edges.assign(9, wide);
  w.view.ripple.age = {3000};
  const std::string page = why(w);
  EXPECT_THAT(edge(wide, Millis{3000}),
              HasSubstr("and 32 more  (3 units, rule proto-field, re-read 3.0 s ago)"));
  EXPECT_THAT(page, HasSubstr("and 32 more"));
  EXPECT_THAT(page, HasSubstr("and 4 more definitions: --json"));
  for (const std::string& line : lines_of(page)) EXPECT_LE(cells(line), 100U) << line;
}

TEST(Why, ARefusalSaysThatNothingWasSent) {
  Why w = rename();
  w.decision = {};
  w.decision.by = By::automatic;
  w.decision.refusal = "needs class mid: tools, 8 files opened, 3 edited. Here: tiny";
  w.decision.reasons = {w.decision.refusal};
  w.decision.help = "would go to claude-sonnet-5 (≈ $0.04) with a key or login";
  w.decision.refusal_class = "refused_by_policy";
  w.outcome->attempts.clear();
  w.outcome->end = End::refused;
  const std::string page = why(w);
  EXPECT_THAT(page, HasSubstr("went         ○ not sent   refused_by_policy\n"));
  EXPECT_THAT(page, HasSubstr("because      needs class mid: tools, 8 files opened, 3 edited. Here: tiny\n"
                              "             would go to claude-sonnet-5 (≈ $0.04) with a key or login\n"));
  EXPECT_THAT(page, HasSubstr("sent         nothing\n"));
  EXPECT_THAT(page, Not(HasSubstr("cost  ")));
}

TEST(Why, AnExchangeWithoutADecisionStillPrints) {
  Why w;
  w.id = {"01KBX3T9QM7P4WJ2Z8C5RVD0HN"};
  w.time = "08:14:02";
  w.outcome.emplace();
  w.outcome->end = End::refused;
  w.outcome->error_type = "invalid_request";
  w.outcome->error_message = "no JSON";
  EXPECT_THAT(why(w), HasSubstr("refused, invalid_request: no JSON"));
}

TEST(Why, FallbacksAndCutsAreSaid) {
  Why w = rename();
  AttemptRecord failed;
  failed.candidate = *w.decision.target;
  failed.status = 529;
  failed.error_type = "overloaded";
  w.outcome->attempts.insert(w.outcome->attempts.begin(), failed);
  w.outcome->served_by = CandidateId{"gemma4:26b@ollama"};
  w.outcome->attempts.back().candidate = *w.outcome->served_by;
  w.outcome->end = End::cut;
  w.advice = Decision{};
  w.advice->target = CandidateId{"gemma4:26b@ollama"};
  w.advice->reasons = {"needs class mid: tools"};
  const std::string page = why(w);
  EXPECT_THAT(page, HasSubstr("served by ● gemma4:26b @ ollama"));
  EXPECT_THAT(page, HasSubstr("○ claude-sonnet-5 @ anthropic said overloaded"));
  EXPECT_THAT(page, HasSubstr("cut after 7.4 s"));
  EXPECT_THAT(page, HasSubstr("advice       ● gemma4:26b @ ollama: needs class mid: tools"));
}

TEST(Why, OwnedAndUnknownPricesAreNotZero) {
  Why w = rename();
  w.cost.reset();
  w.cost_source = "unknown";
  EXPECT_THAT(cost(w), HasSubstr("price unknown"));
  w.cost_source = "owned";
  w.decision.estimate.money.reset();
  EXPECT_THAT(cost(w), testing::StartsWith("owned   12,904 in"));
  w.outcome->usage_reported = false;
  EXPECT_THAT(cost(w), testing::EndsWith("estimated by weir"));
}

TEST(Why, ColourPaintsTheMarksOnly) {
  const std::string plain = why(rename()), painted = why(rename(), Colour::ansi);
  std::string stripped;
  for (std::size_t i = 0; i < painted.size(); ++i) {
    if (painted[i] == '\x1b')
      i = painted.find('m', i);
    else
      stripped += painted[i];
  }
  EXPECT_EQ(stripped, plain);
  EXPECT_NE(painted, plain);
}

// ---- what comes from outside

TEST(Pages, NeverWiderThanAHundredColumnsAndWithoutControls) {
  samples::Rng rng(7);
  const std::vector<std::string> bad = {
      "\x1b[2J", "a\nb",   "\r",  "\xff\xfe", "很长的模型名称很长的模型名称", "\u202e", std::string(300, 'x'),
      "a b",     "\u0301", "\x80"};
  const auto nasty = [&] {
    std::string out;
    for (unsigned i = 0; i < rng() % 6; ++i) out += samples::one_of(rng, bad);
    return out;
  };
  for (int i = 0; i < 300; ++i) {
    Why w = rename();
    for (Candidate& c : w.view.candidates) {
      c.model += nasty();
      c.endpoint += nasty();
    }
    w.ask->model_named = nasty();
    w.ask->client = nasty();
    w.session.workspace = "/" + nasty();
    w.session.id = nasty();
    for (std::string* s :
         {&w.decision.reasons[0], &w.decision.rejected[0].reason, &w.verdicts[0].reason, &w.verdicts[0].source})
      *s = nasty();
    w.decision.rejected.push_back({{nasty() + "@" + nasty()}, nasty()});
    w.decision.warnings = {nasty()};
    w.outcome->error_message = nasty();
    w.outcome->error_type = nasty();
    w.outcome->attempts[0].edits[0].reason = nasty();
    for (const std::string& line : lines_of(why(w))) {
      EXPECT_LE(cells(line), 100U) << line;
      EXPECT_EQ(clean(line), line);
    }
    const std::string value = header(w.decision);
    EXPECT_LE(value.size(), 200U);
    for (const char c : value) EXPECT_TRUE(c >= 0x20 && c < 0x7f) << value;
  }
}

TEST(Pages, LongListsAreCut) {
  Why w = rename();
  for (int i = 0; i < 40; ++i) w.decision.rejected.push_back({{"m" + std::to_string(i) + "@e"}, "class tiny"});
  EXPECT_THAT(why(w), HasSubstr("and 30 more: --json"));
}

TEST(Header, IsOneShortLineOfAscii) {
  Decision d;
  d.target = CandidateId{"claude-sonnet-5@anthropic"};
  d.by = By::automatic;
  d.reasons = {"needs class large: order.proto:14 user_id → billing/charge.go:88", "from x: $0.032; back later ≈ 41 s"};
  d.warnings = {"class ≥ mid"};
  EXPECT_EQ(
      header(d),
      "claude-sonnet-5@anthropic by automatic: needs class large: order.proto:14 user_id -> billing/charge.go:88; "
      "from x: $0.032; back later ~ 41 s; warning: class >= mid");
  d = {};
  d.refusal_class = "not_found";
  d.reasons = {"no endpoint serves a model named ü"};
  EXPECT_EQ(header(d), "not sent, not_found: no endpoint serves a model named ?");
}

// ---- figures and questions

TEST(Figures, Money) {
  for (const auto& [micro, text] : {std::pair{0, "$0.00"},
                                    {38'369, "$0.038"},
                                    {32'255, "$0.032"},
                                    {5'000'000, "$5.00"},
                                    {110'000, "$0.11"},
                                    {99'600, "$0.10"},
                                    {400, "$0.0004"},
                                    {2, "$0.000002"},
                                    {1'234'567, "$1.23"},
                                    {99'400, "$0.099"},
                                    {999, "$0.001"}}) {
    EXPECT_EQ(money_text({micro}), text) << micro;
  }
}

TEST(Figures, TokensAndTime) {
  EXPECT_EQ(tokens_text({12'904}), "12,904");
  EXPECT_EQ(tokens_text({999}), "999");
  EXPECT_EQ(grouped(-1'234'567), "-1,234,567");
  EXPECT_EQ(short_tokens_text({12'902}), "12.9k");
  EXPECT_EQ(short_tokens_text({999'999}), "1.0M");
  EXPECT_EQ(duration_text({910}), "0.9 s");
  EXPECT_EQ(duration_text({41'286}), "41 s");
  EXPECT_EQ(duration_text({400'000}), "6 min 40 s");
}

TEST(Figures, CostRoundsUpAndWritesTheCacheWhereThatCosts) {
  const Price price{{2'000'000}, {10'000'000}, {200'000}, {2'500'000}, ""};
  EXPECT_EQ(cost_of(price, {12'902}, {2}, {611}), MicroUsd{32'255 + 1 + 6110});
  const Price free_writes{{1'000'000}, {0}, {100'000}, {0}, ""};
  EXPECT_EQ(cost_of(free_writes, {1}, {0}, {0}), MicroUsd{1});
}

TEST(Questions, NamesOfOurOwn) {
  for (const char* text : {"", "weir/auto", "weir-auto", "claude-weir-auto", "anthropic/weir-auto",
                           "claude-weir-auto[1m]", "anthropic/claude-weir-auto"}) {
    EXPECT_EQ(handover(text), Handover::automatic) << text;
  }
  EXPECT_EQ(handover("weir/local"), Handover::local);
  EXPECT_EQ(handover("claude-weir-cloud[1m]"), Handover::cloud);
  for (const char* text :
       {"auto", "weir", "weir/", "weir/autos", "claude-sonnet-5", "[1m]", "my-weir-auto", "weirauto"}) {
    EXPECT_EQ(handover(text), std::nullopt) << text;
  }
}

TEST(Questions, MeansIsExact) {
  const Candidate c = samples::sonnet();
  for (const char* text : {"claude-sonnet-5", "sonnet", "claude-sonnet-5@anthropic", "claude-sonnet-5[1m]"})
    EXPECT_TRUE(means(c, text)) << text;
  for (const char* text : {"", "claude", "claude-sonnet", "CLAUDE-SONNET-5", "claude-sonnet-5@openai"})
    EXPECT_FALSE(means(c, text)) << text;
}

TEST(Columns, Wrap) {
  EXPECT_THAT(wrapped("", 10), ElementsAre(""));
  EXPECT_THAT(wrapped("one two  three", 9), ElementsAre("one two", "three"));
  EXPECT_THAT(wrapped("abcdefghij kl", 4), ElementsAre("abcd", "efgh", "ij", "kl"));
  EXPECT_THAT(wrapped("a   b", 5), ElementsAre("a   b"));
  EXPECT_THAT(wrapped("one two   three four", 12), ElementsAre("one two", "three four")) << "rather at the wide gap";
  EXPECT_THAT(wrapped("said ○ gpt", 8), ElementsAre("said", "○ gpt")) << "a mark stays with its name";
  EXPECT_EQ(cells("≈ → ●"), 5U);
  EXPECT_EQ(cells("模型"), 4U);
}

TEST(Pieces, PathsAreShortenedAtTheHomeOnly) {
  EXPECT_EQ(short_path("/home/me/src", "/home/me"), "~/src");
  EXPECT_EQ(short_path("/home/me", "/home/me/"), "~");
  EXPECT_EQ(short_path("/home/menu", "/home/me"), "/home/menu");
  EXPECT_EQ(short_path("/x", ""), "/x");
  EXPECT_EQ(short_path("/x", "/"), "/x");
}

}  // namespace
}  // namespace weir::print

// What the ledger keeps reads back as it was, and a document that lacks a field is refused by its path.
#include "decision/json.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <set>

#include "decision/words.h"

namespace weir {
namespace {

Ask full_ask() {
  Ask ask;
  ask.id = {"01KBX3T9QM7P4WJ2Z8C5RVD0HN"};
  ask.body = {std::string(32, 'a')};
  ask.kind = Kind::tool_result;
  ask.client = "claude-code";
  ask.dialect = "messages";
  ask.model_named = "claude-weir-auto \"quoted\"\n\xC3\xA9";
  ask.prompt = {Tokens{12650}, Tokens{12100}, Tokens{13200}, chat::CountSource::tokenizer};
  ask.max_output = {32000};
  ask.needs = {Need::tools, Need::json_schema};
  ask.thinking_by = {{"?"}, {"claude-sonnet-5@anthropic"}};
  ask.thinking_paths = {"/messages/1/content/0", "/messages/3/content/0"};
  ask.call_by = CandidateId{"gemma4:26b@ollama"};
  ask.agent = "agent-1";
  return ask;
}

Session full_session() {
  Session session{
      .id = "5f2e", .workspace = "/home/me/shop", .turn = 3, .opened = 8, .edited = 2, .pin = {}, .last_target = {}};
  session.pin = Pin{"local", "session", Millis{1'795'507'200'000}};
  session.last_target = CandidateId{"a@b"};
  return session;
}

Edge edge() {
  return {"proto-field", "user_id", {"a:b/order.proto", 14}, {{"billing/charge.go", 88}, {"", 0}}, {"billing", "web"}};
}

Candidate candidate(std::string id) {
  Candidate c;
  c.id = {std::move(id)};
  c.model = "m";
  c.endpoint = "e";
  c.names = {"m", "m@e"};
  c.cls = Class::frontier;
  c.class_known = false;
  c.billing = Billing::metered;
  c.where = Where::cloud;
  c.health = Health::cooling;
  c.health_reason = "loading 41 %";
  c.access = Access::login;
  c.dialect = "messages";
  c.context = {200'000};
  c.max_output = {64'000};
  c.offers = {Need::tools, Need::thinking, Need::streaming};
  c.price = Price{{3'000'000}, {15'000'000}, {300'000}, {3'750'000}, "2026-11-01"};
  c.warm = {12'900};
  c.ttft = Millis{900};
  return c;
}

View full_view() {
  View view{.now = {1'795'507'200'123},
            .catalog_rev = "c1",
            .config_rev = "r1",
            .candidates = {},
            .ripple = {},
            .spent_today = {110'000},
            .reserved = {7}};
  view.candidates = {candidate("m@e"), Candidate{}};
  view.ripple = {.state = Index::ready,
                 .observed = {edge()},
                 .named = {edge(), edge()},
                 .operation = "rename",
                 .slice = Tokens{4000},
                 .p_wide = 0.58,
                 .p_wide_base = 0.1 + 0.2,
                 .age = Millis{3000},
                 .detail = "41 %"};
  return view;
}

Rules full_rules() {
  Rules rules;
  rules.local_only = {"/home/me/vault", "/x"};
  rules.local_only_source = {"weir.toml:12:1", ""};
  rules.day_cap = MicroUsd{5'000'000};
  rules.day_cap_source = "weir.toml:3:1";
  rules.opened_wide = 9;
  rules.edited_wide = 4;
  rules.wide_min = Class::large;
  rules.ripple_from = 3;
  return rules;
}

Decision full_decision() {
  Decision d;
  d.target = CandidateId{"m@e"};
  d.by = By::automatic;
  d.plan = {{"a@b"}, {"c@d"}};
  d.requirements = {{"ripple",
                     Strength::named,
                     "rename reaches its users",
                     {edge()},
                     Class::large,
                     Tokens{9},
                     Where::here,
                     {Need::tools}},
                    {}};
  d.signals = {{"p_wide", 0.58, -0.0, "p(>=4 files)"}, {"tiny", 5e-324, 1.0 / 3, ""}};
  d.wishes = {{Act::append_text, "/messages/3", "x", "why"}, {Act::set_model, "/model", "m", "model"}};
  d.rejected = {{{"g@o"}, "class mid"}};
  d.reasons = {"one", "two"};
  d.warnings = {"w"};
  d.estimate = {MicroUsd{38'500}, Millis{900}, {}};
  d.switching = {MicroUsd{32'255}, Millis{0}, Millis{5}};
  d.switch_from = CandidateId{"g@o"};
  d.refusal = "no";
  d.help = "do";
  d.refusal_class = "refused_by_policy";
  return d;
}

template <class T>
T again(const T& v) {
  const std::string text = json_of(v);
  const auto doc = Json::parse(text);
  if (!doc) throw std::runtime_error(doc.error().message);
  auto back = from_json<T>(doc->root());
  if (!back) throw std::runtime_error(back.error().message);
  EXPECT_EQ(json_of(*back), text);
  return *back;
}

// Each member of the top object, taken away, makes the rest unreadable, and the message names it; but for those that
// ledgers of before do not have.
template <class T>
void lacks_nothing(const T& v, const std::set<std::string>& newer = {}) {
  const std::string text = json_of(v);
  const auto doc = Json::parse(text);
  ASSERT_TRUE(doc);
  ASSERT_GT(doc->root().size(), 0U);
  for (const JsonValue member : doc->root()) {
    JsonWriter w;
    w.object();
    for (const JsonValue other : doc->root()) {
      if (other.key() != member.key()) w.key(other.key()).raw(other.raw());
    }
    w.end();
    const auto rest = Json::parse(w.str());
    ASSERT_TRUE(rest);
    const auto back = from_json<T>(rest->root());
    if (newer.contains(std::string(member.key()))) {
      EXPECT_TRUE(back) << member.key();
      continue;
    }
    ASSERT_FALSE(back) << member.key();
    EXPECT_EQ(back.error().kind, ErrorKind::invalid);
    EXPECT_NE(back.error().message.find("." + member.key()), std::string::npos) << back.error().message;
  }
}

TEST(DecisionJson, FullValuesComeBackEqual) {
  EXPECT_EQ(again(full_ask()), full_ask());
  EXPECT_EQ(again(full_session()), full_session());
  EXPECT_EQ(again(candidate("m@e")), candidate("m@e"));
  EXPECT_EQ(again(full_view()), full_view());
  EXPECT_EQ(again(full_rules()), full_rules());
  EXPECT_EQ(again(full_decision()), full_decision());
}

TEST(DecisionJson, EmptyValuesComeBackEqual) {
  EXPECT_EQ(again(Ask{}), Ask{});
  EXPECT_EQ(again(Session{}), Session{});
  EXPECT_EQ(again(Candidate{}), Candidate{});
  EXPECT_EQ(again(View{}), View{});
  EXPECT_EQ(again(Rules{}), Rules{});
  EXPECT_EQ(again(Decision{}), Decision{});
  EXPECT_EQ(again(Verdict{}), Verdict{});
}

TEST(DecisionJson, EveryNamedValueComesBack) {
  const auto each = [](auto last, auto check) {
    using E = decltype(last);
    for (int i = 0; i <= static_cast<int>(last); ++i) check(static_cast<E>(i));
  };
  each(Kind::embedding, [](Kind v) {
    Ask a;
    a.kind = v;
    EXPECT_EQ(again(a), a);
    EXPECT_EQ(from_name<Kind>(name(v)), v);
  });
  each(Need::streaming, [](Need v) {
    Ask a;
    a.needs = {v};
    EXPECT_EQ(again(a), a);
    EXPECT_EQ(from_name<Need>(name(v)), v);
  });
  each(chat::CountSource::ratio, [](chat::CountSource v) {
    Ask a;
    a.prompt.source = v;
    EXPECT_EQ(again(a), a);
  });
  each(Class::frontier, [](Class v) {
    Candidate c;
    c.cls = v;
    EXPECT_EQ(again(c), c);
    EXPECT_EQ(from_name<Class>(name(v)), v);
  });
  each(Billing::metered, [](Billing v) {
    Candidate c;
    c.billing = v;
    EXPECT_EQ(again(c), c);
    EXPECT_EQ(from_name<Billing>(name(v)), v);
  });
  each(Where::cloud, [](Where v) {
    Candidate c;
    c.where = v;
    EXPECT_EQ(again(c), c);
    EXPECT_EQ(from_name<Where>(name(v)), v);
  });
  each(Health::unknown, [](Health v) {
    Candidate c;
    c.health = v;
    EXPECT_EQ(again(c), c);
    EXPECT_EQ(from_name<Health>(name(v)), v);
  });
  each(Access::not_needed, [](Access v) {
    Candidate c;
    c.access = v;
    EXPECT_EQ(again(c), c);
    EXPECT_EQ(from_name<Access>(name(v)), v);
  });
  each(Index::none, [](Index v) {
    View x;
    x.ripple.state = v;
    EXPECT_EQ(again(x), x);
    EXPECT_EQ(from_name<Index>(name(v)), v);
  });
  each(By::automatic, [](By v) {
    Decision d;
    d.by = v;
    EXPECT_EQ(again(d), d);
    EXPECT_EQ(from_name<By>(name(v)), v);
  });
  each(Strength::hint, [](Strength v) {
    Decision d;
    d.requirements = {{}};
    d.requirements[0].strength = v;
    EXPECT_EQ(again(d), d);
    EXPECT_EQ(from_name<Strength>(name(v)), v);
  });
  each(Act::append_text, [](Act v) {
    Decision d;
    d.wishes = {{v, "", "", ""}};
    EXPECT_EQ(again(d), d);
  });
  each(Effect::redact, [](Effect v) {
    Verdict x;
    x.effect = v;
    EXPECT_EQ(again(x), x);
    EXPECT_EQ(from_name<Effect>(name(v)), v);
  });
  each(End::failed, [](End v) { EXPECT_EQ(from_name<End>(name(v)), v); });
  EXPECT_EQ(from_name<Kind>("no_such_kind"), std::nullopt);
  EXPECT_EQ(from_name<Kind>(""), std::nullopt);
}

TEST(DecisionJson, DoublesComeBackBitByBit) {
  for (const double v : {0.1, -0.0, 1e-320, 0.1 + 0.2, 1.7976931348623157e308, 3.0}) {
    Decision d;
    d.signals = {{"s", v, 0, ""}};
    EXPECT_EQ(std::bit_cast<std::uint64_t>(again(d).signals[0].value), std::bit_cast<std::uint64_t>(v));
  }
  Decision d;
  d.signals = {{"s", std::numeric_limits<double>::quiet_NaN(), 0, ""}};
  EXPECT_TRUE(std::isnan(again(d).signals[0].value));
}

TEST(DecisionJson, ExtremeIntegersComeBack) {
  View view;
  view.now = {INT64_MAX};
  view.spent_today = {INT64_MIN};
  EXPECT_EQ(again(view), view);
}

TEST(DecisionJson, AMissingFieldIsRefusedByName) {
  lacks_nothing(full_ask());
  lacks_nothing(full_session(), {"last_opened", "last_opened_turn", "last_edited", "last_edited_turn"});
  lacks_nothing(candidate("m@e"));
  lacks_nothing(full_view());
  lacks_nothing(full_rules());
  lacks_nothing(full_decision());
}

TEST(DecisionJson, AWrongFieldIsRefusedByPath) {
  const std::string good = json_of(full_decision());
  const auto refused = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    const auto doc = Json::parse(text);
    if (!doc) return std::string("no JSON");
    const auto back = from_json<Decision>(doc->root());
    return back ? std::string("accepted") : back.error().message;
  };
  EXPECT_NE(refused(R"("strength":"named")", R"("strength":"loud")").find(".requirements[0].strength"),
            std::string::npos);
  EXPECT_NE(refused("charge.go:88", "charge.go:x").find(".requirements[0].edges[0].to[0]"), std::string::npos);
  EXPECT_NE(refused(R"("by":"automatic")", R"("by":5)").find(".by"), std::string::npos);
  EXPECT_NE(refused(R"("prefill_ms":0)", R"("prefill_ms":"0")").find(".switch.prefill_ms"), std::string::npos);
}

TEST(DecisionJson, ARippleOfAnOlderWeirIsRead) {
  const auto doc = Json::parse(R"({"state":"ready","edges":[{"rule":"r","symbol":"s","from":"a:1","to":["b:2"],)"
                               R"("units":["u"]}],"slice":7,"p_wide":null,"p_wide_base":null,"age_ms":5})");
  ASSERT_TRUE(doc);
  const auto old = from_json<Ripple>(doc->root());
  ASSERT_TRUE(old) << old.error().message;
  Ripple expected;
  expected.state = Index::ready;
  expected.slice = {7};
  expected.age = {5};
  expected.named = {{"r", "s", {"a", 1}, {{"b", 2}}, {"u"}}};
  EXPECT_EQ(*old, expected);
}

TEST(DecisionJson, ARequirementOfAnOlderWeirIsRead) {
  std::string text = json_of(full_decision());
  const std::string later = R"("needs":["tools"],)";
  ASSERT_NE(text.find(later), std::string::npos);
  text.erase(text.find(later), later.size());
  const auto doc = Json::parse(text);
  ASSERT_TRUE(doc);
  const auto old = from_json<Decision>(doc->root());
  ASSERT_TRUE(old) << old.error().message;
  EXPECT_TRUE(old->requirements[0].needs.empty());
}

TEST(DecisionJson, ShapesAreThoseThatWhyShows) {
  const std::string text = json_of(full_decision());
  const auto doc = Json::parse(text);
  ASSERT_TRUE(doc);
  const JsonValue root = doc->root();
  EXPECT_EQ(root.at_pointer("/requirements/0/edges/0/from").string(), "a:b/order.proto:14");
  EXPECT_EQ(root.at_pointer("/requirements/0/at_least").string(), "large");
  EXPECT_EQ(root.at_pointer("/switch/from").string(), "g@o");
  EXPECT_EQ(root.at_pointer("/switch/microusd").integer(), 32'255);
  EXPECT_TRUE(root.at_pointer("/estimate/total_ms").is_null());
  EXPECT_EQ(root.at_pointer("/rejected/0/reason").string(), "class mid");
}

TEST(DecisionJson, OutcomeComesBackWithItsAttempts) {
  Outcome outcome;
  outcome.end = End::cut;
  outcome.commit = Millis{910};
  outcome.usage = {.input = Tokens{5}, .cache_read = {}, .cache_write = Tokens{0}, .output = {}, .reasoning = {}};
  outcome.usage_reported = true;
  outcome.finish_reasons = {"end_turn"};
  outcome.served_by = CandidateId{"m@e"};
  AttemptRecord attempt;
  attempt.n = 2;
  attempt.status = 529;
  attempt.edits = {{10, 16, "claude", "model"}};
  outcome.attempts = {attempt};
  const Outcome back = again(outcome);
  EXPECT_EQ(back.end, End::cut);
  EXPECT_EQ(back.usage, outcome.usage);
  ASSERT_EQ(back.attempts.size(), 1U);
  EXPECT_EQ(back.attempts[0].edits, attempt.edits);
  EXPECT_EQ(back.attempts[0].status, 529);
}

}  // namespace
}  // namespace weir

// What the ledger prints: the JSON of TARGET.md, every key always present, unknown as null.
#include <algorithm>
#include <cctype>

#include "ledger/fixture.h"
#include "store/db.h"

namespace weir::ledger {
namespace {

std::vector<std::string> keys(JsonValue object) {
  std::vector<std::string> out;
  for (const JsonValue member : object) out.push_back(member.key());
  return out;
}

const std::vector<std::string> log_keys = {"schema",
                                           "weir.id",
                                           "time",
                                           "weir.state",
                                           "weir.client",
                                           "weir.kind",
                                           "weir.dialect",
                                           "weir.workspace",
                                           "weir.turn",
                                           "weir.agent",
                                           "gen_ai.operation.name",
                                           "gen_ai.provider.name",
                                           "gen_ai.conversation.id",
                                           "gen_ai.request.model",
                                           "gen_ai.response.model",
                                           "gen_ai.request.stream",
                                           "gen_ai.usage.input_tokens",
                                           "gen_ai.usage.cache_read.input_tokens",
                                           "gen_ai.usage.cache_write.input_tokens",
                                           "gen_ai.usage.output_tokens",
                                           "gen_ai.usage.reasoning.output_tokens",
                                           "weir.usage.source",
                                           "gen_ai.response.finish_reasons",
                                           "gen_ai.response.time_to_first_chunk",
                                           "weir.duration_ms",
                                           "weir.attempts",
                                           "http.response.status_code",
                                           "error.type",
                                           "weir.target",
                                           "weir.where",
                                           "weir.by",
                                           "weir.reason",
                                           "weir.advice",
                                           "weir.billing",
                                           "weir.cost_microusd",
                                           "weir.cost.source",
                                           "weir.bytes_out",
                                           "weir.bytes_in"};

class Read : public Fixture {
 protected:
  std::string line(const std::string& id) {
    LogQuery query;
    query.id = id;
    const auto lines = log_lines(path_, query);
    return lines ? lines->front() : lines.error().message;
  }
};

TEST_F(Read, ASettledLineIsTheOneOfTheTarget) {
  Intent intent = intent_at({1'795'508'042'118});
  auto ledger = must_open();
  ASSERT_TRUE(intend(*ledger, loop_, intent));
  ledger->settle(settlement_of(intent.id));
  ledger.reset();
  EXPECT_EQ(
      line(intent.id.v),
      R"({"schema":"weir.log/1","weir.id":")" + intent.id.v +
          R"(","time":"2026-11-24T08:14:02.118Z","weir.state":"settled","weir.client":"claude-code",)"
          R"("weir.kind":"main_turn","weir.dialect":"messages","weir.workspace":"/home/me/shop","weir.turn":3,)"
          R"("weir.agent":null,"gen_ai.operation.name":"chat","gen_ai.provider.name":"anthropic",)"
          R"("gen_ai.conversation.id":"5f2e","gen_ai.request.model":"claude-weir-auto",)"
          R"("gen_ai.response.model":"claude-sonnet-5","gen_ai.request.stream":true,)"
          R"("gen_ai.usage.input_tokens":12904,"gen_ai.usage.cache_read.input_tokens":0,)"
          R"("gen_ai.usage.cache_write.input_tokens":12902,"gen_ai.usage.output_tokens":611,)"
          R"("gen_ai.usage.reasoning.output_tokens":null,"weir.usage.source":"reported",)"
          R"("gen_ai.response.finish_reasons":["end_turn"],"gen_ai.response.time_to_first_chunk":0.91,)"
          R"("weir.duration_ms":7402,"weir.attempts":1,"http.response.status_code":200,"error.type":null,)"
          R"("weir.target":"claude-sonnet-5@anthropic","weir.where":"cloud","weir.by":"automatic",)"
          R"("weir.reason":"needs class large","weir.advice":null,"weir.billing":"metered",)"
          R"("weir.cost_microusd":38369,"weir.cost.source":"priced","weir.bytes_out":56212,"weir.bytes_in":9120})");
}

TEST_F(Read, AnUnsettledLineHasEveryKeyAndNullsForWhatIsNotKnown) {
  auto ledger = must_open();
  const Intent intent = intent_at(loop_.wall());
  ASSERT_TRUE(intend(*ledger, loop_, intent));
  const std::string text = line("last");
  const auto doc = Json::parse(text);
  ASSERT_TRUE(doc) << text;
  EXPECT_EQ(keys(doc->root()), log_keys);
  EXPECT_EQ((*doc)["weir.state"].string(), "unsettled");
  for (const char* key : {"gen_ai.usage.input_tokens", "weir.usage.source", "gen_ai.response.finish_reasons",
                          "weir.duration_ms", "weir.attempts", "http.response.status_code", "weir.cost_microusd",
                          "weir.cost.source", "weir.bytes_out", "gen_ai.response.model"}) {
    EXPECT_TRUE((*doc)[key].is_null()) << key;
  }
}

TEST_F(Read, AnExchangeWithoutADecisionStillHasItsLineAndItsWhy) {
  auto ledger = must_open();
  Intent intent;
  intent.id = new_exchange_id(loop_.wall());
  intent.wall = loop_.wall();
  intent.dialect = "messages";
  intent.decision.refusal = "the body is no JSON";
  intent.decision.refusal_class = "invalid_request";
  ASSERT_TRUE(intend(*ledger, loop_, intent));
  Settlement settlement;
  settlement.id = intent.id;
  settlement.outcome.end = End::refused;
  settlement.outcome.status = 400;
  settlement.outcome.error_type = "invalid_request";
  ledger->settle(settlement);
  ledger.reset();
  const std::string text = line("last");
  const auto doc = Json::parse(text);
  ASSERT_TRUE(doc);
  EXPECT_EQ(keys(doc->root()), log_keys);
  EXPECT_EQ((*doc)["weir.state"].string(), "refused");
  EXPECT_EQ((*doc)["weir.reason"].string(), "the body is no JSON");
  EXPECT_EQ((*doc)["http.response.status_code"].integer(), 400);
  for (const char* key : {"weir.kind", "weir.turn", "weir.by", "weir.target", "weir.billing", "weir.client"}) {
    EXPECT_TRUE((*doc)[key].is_null()) << key;
  }
  const auto why = why_json(path_, "last");
  ASSERT_TRUE(why) << why.error().message;
  const auto whole = Json::parse(*why);
  ASSERT_TRUE(whole);
  EXPECT_EQ((*whole)["ask"]["needs"].size(), 0U);
  EXPECT_TRUE((*whole)["ask"]["prompt"]["value"].is_null());
  EXPECT_TRUE((*whole)["view"]["ripple"]["age_ms"].is_null());
}

TEST_F(Read, FailedAndCutAreToldApart) {
  auto ledger = must_open();
  const Intent failed = intent_at(loop_.wall()), cut = intent_at(loop_.wall());
  ASSERT_TRUE(intend(*ledger, loop_, failed));
  ASSERT_TRUE(intend(*ledger, loop_, cut));
  Settlement s = settlement_of(failed.id);
  s.outcome.end = End::failed;
  s.outcome.error_type = "overloaded";
  s.outcome.served_by.reset();
  s.billing = s.where = "";
  ledger->settle(s);
  s = settlement_of(cut.id);
  s.outcome.end = End::cut;
  s.outcome.usage_reported = false;
  ledger->settle(s);
  ledger.reset();
  const std::string first = line(failed.id.v), second = line(cut.id.v);
  EXPECT_NE(first.find(R"("weir.state":"failed")"), std::string::npos);
  EXPECT_NE(first.find(R"("error.type":"overloaded")"), std::string::npos);
  EXPECT_NE(first.find(R"("weir.billing":"metered")"), std::string::npos);  // where it was meant to go
  EXPECT_NE(second.find(R"("weir.state":"settled")"), std::string::npos);
  EXPECT_NE(second.find(R"("weir.usage.source":"estimated")"), std::string::npos);
}

TEST_F(Read, WhyIsWholeAndHasTheShapeOfTheTarget) {
  auto ledger = must_open();
  Intent intent = intent_at(loop_.wall());
  intent.advice = Decision{};
  intent.advice->by = By::policy;
  intent.advice->refusal = "nothing may take it";
  ASSERT_TRUE(intend(*ledger, loop_, intent));
  ledger->settle(settlement_of(intent.id));
  ledger.reset();
  const auto text = why_json(path_, intent.id.v);
  ASSERT_TRUE(text) << text.error().message;
  const auto doc = Json::parse(*text);
  ASSERT_TRUE(doc);
  const JsonValue root = doc->root();
  EXPECT_EQ(keys(root), (std::vector<std::string>{"schema", "log", "ask", "view", "verdicts", "requirements", "signals",
                                                  "decision", "advice", "edits", "attempts", "outcome"}));
  EXPECT_EQ(keys(root["log"]), log_keys);
  EXPECT_EQ(root["log"].raw(), line(intent.id.v));
  EXPECT_EQ(root["log"]["weir.advice"].string(), "refused");
  EXPECT_EQ(root["ask"].raw(),
            R"({"needs":["tools"],"prompt":{"value":12650,"low":12100,"high":13200,"source":"ratio"},)"
            R"("body_hash":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"})");
  EXPECT_EQ(keys(root["view"]), (std::vector<std::string>{"hash", "catalog_rev", "config_rev", "ripple"}));
  EXPECT_EQ(root["view"]["ripple"].raw(),
            R"({"state":"ready","age_ms":3000,"detail":null,"operation":null,"slice_tokens":null,)"
            R"("p_wide":null,"p_wide_base":null})");
  EXPECT_EQ(root["verdicts"].raw(), R"([{"rule":"access","candidate":"gpt-6.1@openai","effect":"deny",)"
                                    R"("reason":"no key for this origin","source":""}])");
  EXPECT_EQ(root["requirements"][0]["edges"].raw(),
            R"([{"rule":"proto-field","symbol":"user_id","from":"order.proto:14","to":["billing/charge.go:88"],)"
            R"("units":["billing"]}])");
  EXPECT_EQ(root["signals"].raw(), R"([{"name":"p_wide","value":0.58,"weight":0,"text":"p"}])");
  EXPECT_EQ(root["decision"]["switch"].raw(), R"({"from":"gemma4:26b@ollama","microusd":32255,"prefill_ms":0})");
  EXPECT_EQ(root["decision"]["estimate"].raw(), R"({"microusd":38500,"first_ms":900,"total_ms":null})");
  EXPECT_EQ(keys(root["advice"]), keys(root["decision"]));
  EXPECT_EQ(root["advice"]["by"].string(), "policy");
  EXPECT_EQ(root["edits"].raw(), R"([{"attempt":1,"at":10,"size":16,"bytes":"claude-sonnet-5","reason":"model"}])");
  EXPECT_EQ(root["attempts"][0]["head_ms"].integer(), 240);
  EXPECT_TRUE(root["attempts"][0]["retry_after_ms"].is_null());
  EXPECT_EQ(root["outcome"]["end"].string(), "complete");
  EXPECT_EQ(root["outcome"]["frame"].string(), "message_stop");
}

TEST_F(Read, QueriesFindByIdPrefixSessionTimeAndState) {
  auto ledger = must_open();
  std::vector<ExchangeId> ids;
  for (int i = 0; i < 5; ++i) {
    Intent intent = intent_at({loop_.wall().n + i * 1000});
    // By hand: ids of one process differ at their ends only while its clock stands, as the tests' clock does.
    intent.id = {"01KBX3T9Q" + std::string(1, "ABCDE"[i]) + std::string(16, '7')};
    if (i == 2) intent.session.id = "other";
    ids.push_back(intent.id);
    ASSERT_TRUE(intend(*ledger, loop_, intent));
    if (i != 4) ledger->settle(settlement_of(intent.id));
  }
  ledger.reset();
  const auto found = [&](LogQuery query) {
    std::vector<std::string> out;
    const auto lines = log_lines(path_, query);
    if (!lines) ADD_FAILURE() << lines.error().message;
    if (!lines) return out;
    for (const std::string& text : *lines) {
      const auto doc = Json::parse(text);
      out.push_back((*doc)["weir.id"].string());
    }
    return out;
  };
  using Ids = std::vector<std::string>;
  EXPECT_EQ(found({}), (Ids{ids[4].v, ids[3].v, ids[2].v, ids[1].v, ids[0].v}));
  LogQuery query;
  query.limit = 2;
  EXPECT_EQ(found(query), (Ids{ids[4].v, ids[3].v}));
  query = {};
  query.session = "other";
  EXPECT_EQ(found(query), (Ids{ids[2].v}));
  query.session = "oth";  // as it is shown, shortened
  EXPECT_EQ(found(query), (Ids{ids[2].v}));
  query.session = "othes";
  EXPECT_EQ(found(query), Ids{});
  query = {};
  query.since = Millis{loop_.wall().n + 3000};
  EXPECT_EQ(found(query), (Ids{ids[4].v, ids[3].v}));
  query = {};
  query.unsettled = true;
  EXPECT_EQ(found(query), (Ids{ids[4].v}));
  query = {};
  query.id = "last";
  EXPECT_EQ(found(query), (Ids{ids[4].v}));
  query.id = ids[1].v;
  std::ranges::transform(*query.id, query.id->begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  EXPECT_EQ(found(query), (Ids{ids[1].v}));
  query.id = ids[1].v.substr(0, 10);
  EXPECT_EQ(found(query), (Ids{ids[1].v}));
  query.id = "01";
  const auto several = log_lines(path_, query);
  ASSERT_FALSE(several);
  EXPECT_EQ(several.error().kind, ErrorKind::invalid);
  query.id = "7ZZ";
  const auto none = log_lines(path_, query);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::not_found);
  EXPECT_FALSE(none.error().help.empty());
}

TEST_F(Read, WithoutALedgerOrARequestItSaysSo) {
  const auto lines = log_lines(path_, {});
  ASSERT_FALSE(lines);
  EXPECT_EQ(lines.error().kind, ErrorKind::not_found);
  EXPECT_FALSE(lines.error().help.empty());
  must_open().reset();
  EXPECT_EQ(log_lines(path_, {})->size(), 0U);
  const auto why = why_json(path_, "last");
  ASSERT_FALSE(why);
  EXPECT_EQ(why.error().kind, ErrorKind::not_found);
}

TEST_F(Read, CostsAreSummedPerDayTargetAndBilling) {
  auto ledger = must_open();
  const auto add = [&](Millis wall, const std::function<void(Intent&, Settlement&)>& change, bool settle = true) {
    Intent intent = intent_at(wall);
    Settlement settlement = settlement_of(intent.id);
    change(intent, settlement);
    ASSERT_TRUE(intend(*ledger, loop_, intent));
    if (settle) ledger->settle(settlement);
  };
  const Millis day_one = loop_.wall(), day_two{day_one.n + 86'400'000};
  const auto owned = [](Intent& i, Settlement& s) {
    i.decision.target = s.outcome.served_by = CandidateId{"gemma4:26b@ollama"};
    i.billing = s.billing = s.cost_source = "owned";
    i.where = s.where = "here";
    s.cost.reset();
  };
  add(day_one, [](Intent&, Settlement&) {});
  add(day_one, [](Intent&, Settlement&) {});
  add(day_one, [](Intent&, Settlement& s) {
    s.cost.reset();
    s.cost_source = "unknown";
  });
  add(day_one, [](Intent&, Settlement&) {}, false);
  add(day_one, owned);
  add(day_two, owned);
  add(day_one, [](Intent& i, Settlement& s) {
    i.decision.target.reset();
    i.billing = i.where = "";
    s.outcome = {};
    s.outcome.end = End::refused;
    s.cost.reset();
    s.billing = s.where = "";
  });
  // A fallback served: the cost is that one's.
  add(day_two, [](Intent&, Settlement& s) {
    s.outcome.served_by = CandidateId{"gpt-6.1@openai"};
    s.cost = MicroUsd{5};
  });
  ledger.reset();
  const auto rows = costs(path_, std::nullopt);
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 4U);
  const CostRow& claude = (*rows)[0];
  EXPECT_EQ(claude.day, "2026-11-24");
  EXPECT_EQ(claude.target, "claude-sonnet-5@anthropic");
  EXPECT_EQ(claude.billing, "metered");
  EXPECT_EQ(claude.requests, 4);
  EXPECT_EQ(claude.cost, MicroUsd{2 * 38'369});
  EXPECT_EQ(claude.unknown, 2);
  EXPECT_EQ(claude.input, Tokens{3 * 12'904});
  EXPECT_EQ(claude.output, Tokens{3 * 611});
  EXPECT_EQ((*rows)[1].billing, "owned");
  EXPECT_EQ((*rows)[1].unknown, 0);
  EXPECT_EQ((*rows)[3].target, "gpt-6.1@openai");
  EXPECT_EQ((*rows)[3].cost, MicroUsd{5});
  EXPECT_EQ(costs(path_, day_two)->size(), 2U);
}

TEST_F(Read, ReplayGetsWhatWasWritten) {
  auto ledger = must_open();
  std::vector<Intent> written;
  for (int i = 0; i < 20; ++i) {
    Intent intent = intent_at({loop_.wall().n + i});
    View view = *intent.view;
    view.candidates[0].warm = {i % 3};
    if (i % 4 == 0) view.candidates[0].ttft = Millis{i};
    if (i % 5 == 0) view.candidates[1].prefill_per_ktok = Millis{10 * i};
    view.ripple.p_wide = 0.1 * i;
    intent.view = view;
    intent.rules.day_cap = MicroUsd{i % 2};
    written.push_back(intent);
    ASSERT_TRUE(intend(*ledger, loop_, intent));
  }
  Intent undecided;
  undecided.id = new_exchange_id(loop_.wall());
  undecided.wall = loop_.wall();
  ASSERT_TRUE(intend(*ledger, loop_, undecided));
  std::size_t at = 0;
  LogQuery query;
  query.limit = 100;
  const auto done = replay_rows(path_, query, [&](const ReplayRow& row) -> Result<void> {
    const Intent& intent = written.at(at++);
    EXPECT_EQ(row.id, intent.id);
    EXPECT_EQ(row.ask, *intent.ask);
    EXPECT_EQ(row.session, intent.session);
    EXPECT_EQ(row.view, *intent.view);
    EXPECT_EQ(row.rules, intent.rules);
    EXPECT_EQ(row.decision, intent.decision);
    return {};
  });
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(at, written.size());
  // The newest three, oldest of them first; the callback's error comes through.
  query.limit = 4;
  std::vector<std::string> ids;
  const auto stopped = replay_rows(path_, query, [&](const ReplayRow& row) -> Result<void> {
    ids.push_back(row.id.v);
    if (ids.size() == 2) return fail(ErrorKind::cancelled, "enough");
    return {};
  });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().message, "enough");
  EXPECT_EQ(ids, (std::vector<std::string>{written[17].id.v, written[18].id.v}));
}

// The first weirs wrote the list of candidates into each row.
TEST_F(Read, ARowOfTheFirstWeirsIsReadLikeOneOfToday) {
  Intent intent = intent_at(loop_.wall());
  {
    auto ledger = must_open();
    ASSERT_TRUE(intend(*ledger, loop_, intent));
  }
  auto db = store::Db::open(path_, store::OpenMode::read_write);
  ASSERT_TRUE(db);
  ASSERT_TRUE(
      db->exec("UPDATE exchanges SET candidates = (SELECT json FROM parts WHERE hash = candidates ->> '$.list')"));
  ASSERT_EQ(db->changes(), 1);
  const auto why = read_why(path_, intent.id.v);
  ASSERT_TRUE(why) << why.error().message;
  EXPECT_EQ(why->view.candidates, intent.view->candidates);
}

TEST_F(Read, WhatRepeatsIsStoredOnce) {
  auto ledger = must_open();
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(intend(*ledger, loop_, intent_at(loop_.wall())));
  ledger.reset();
  ledger = must_open();
  for (int i = 0; i < 10; ++i) {  // what is measured of a candidate moves with each turn and makes no part of its own
    Intent intent = intent_at(loop_.wall());
    View view = *intent.view;
    view.candidates[1].warm = {1000 * i};
    view.candidates[1].ttft = Millis{100 + i};
    intent.view = view;
    ASSERT_TRUE(intend(*ledger, loop_, intent));
  }
  auto db = store::Db::open(path_, store::OpenMode::read_only);
  ASSERT_TRUE(db);
  auto count = db->prepare("SELECT count(*) FROM parts");
  ASSERT_TRUE(count);
  ASSERT_TRUE(count->step());
  EXPECT_EQ(count->integer(0), 5);  // two candidates, their list, the rules, the verdicts
}

}  // namespace
}  // namespace weir::ledger

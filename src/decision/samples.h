// A small world for the tests of policy, route and the printer: a laptop with a tiny engine and a mid model, a LAN
// server, two providers. Values to change, not fixtures to share; nothing but tests includes this.
#pragma once
#include <random>
#include <string>
#include <vector>

#include "decision/ask.h"
#include "decision/view.h"

namespace weir::samples {

inline Candidate engine() {  // tiny, FIM, takes no tools
  Candidate c;
  c.id = {"qwen2.5-coder:0.5b@engine"};
  c.model = "qwen2.5-coder:0.5b";
  c.endpoint = "engine";
  c.names = {c.id.v, c.model, "qwen-tiny"};
  c.cls = Class::tiny;
  c.billing = Billing::owned;
  c.where = Where::here;
  c.health = Health::up;
  c.access = Access::not_needed;
  c.dialect = "engine";
  c.context = {8192};
  c.max_output = {8192};
  c.offers = {Need::fim, Need::json_schema, Need::streaming};
  return c;
}

inline Candidate gemma() {  // mid, local, tools
  Candidate c = engine();
  c.id = {"gemma4:26b@ollama"};
  c.model = "gemma4:26b";
  c.endpoint = "ollama";
  c.names = {c.id.v, c.model};
  c.cls = Class::mid;
  c.dialect = "chat";
  c.context = {32'768};
  c.offers = {Need::tools, Need::streaming};
  return c;
}

inline Candidate sonnet() {  // large, cloud, metered, speaks Messages
  Candidate c;
  c.id = {"claude-sonnet-5@anthropic"};
  c.model = "claude-sonnet-5";
  c.endpoint = "anthropic";
  c.names = {c.id.v, c.model, "sonnet"};
  c.cls = Class::large;
  c.billing = Billing::metered;
  c.where = Where::cloud;
  c.health = Health::up;
  c.access = Access::key;
  c.dialect = "messages";
  c.context = {200'000};
  c.max_output = {64'000};
  c.offers = {Need::tools, Need::forced_tool, Need::images, Need::thinking, Need::json_schema, Need::streaming};
  c.price = Price{{2'000'000}, {10'000'000}, {200'000}, {2'500'000}, "2026-07-02"};
  return c;
}

inline Candidate opus() {
  Candidate c = sonnet();
  c.id = {"claude-opus-5@anthropic"};
  c.model = "claude-opus-5";
  c.names = {c.id.v, c.model};
  c.cls = Class::frontier;
  c.price = Price{{5'000'000}, {25'000'000}, {500'000}, {6'250'000}, "2026-07-02"};
  return c;
}

inline Candidate gpt() {  // no key yet
  Candidate c = sonnet();
  c.id = {"gpt-6.1@openai"};
  c.model = "gpt-6.1";
  c.endpoint = "openai";
  c.names = {c.id.v, c.model};
  c.access = Access::none;
  c.dialect = "chat";
  return c;
}

inline Candidate lan() {
  Candidate c = gemma();
  c.id = {"qwen3.6-27b@vllm"};
  c.model = "qwen3.6-27b";
  c.endpoint = "vllm";
  c.names = {c.id.v, c.model};
  c.where = Where::lan;
  c.context = {131'072};
  return c;
}

inline View view(std::vector<Candidate> candidates) {
  View v;
  v.now = {1'795'500'000'000};
  v.candidates = std::move(candidates);
  return v;
}

inline View world() { return view({engine(), gemma(), lan(), sonnet(), opus(), gpt()}); }

inline Ask ask(Kind kind, std::string model = "weir/auto", std::string dialect = "messages") {
  Ask a;
  a.id = {"01KBX3T9QM7P4WJ2Z8C5RVD0HN"};
  a.body = {"00112233445566778899aabbccddeeff"};
  a.kind = kind;
  a.client = "claude-code";
  a.dialect = std::move(dialect);
  a.model_named = std::move(model);
  a.prompt = {{1000}, {900}, {1100}, chat::CountSource::ratio};
  return a;
}

inline Session session() {
  Session s;
  s.id = "5f2e";
  s.workspace = "/home/me/src/shop";
  s.turn = 3;
  return s;
}

// ---- random worlds: any combination that the types allow, small numbers so that edges are met often

using Rng = std::mt19937;

template <class T>
const T& one_of(Rng& rng, const std::vector<T>& values) {
  return values[rng() % values.size()];
}

inline bool maybe(Rng& rng, unsigned percent = 50) { return rng() % 100 < percent; }

inline std::vector<Need> random_needs(Rng& rng, unsigned percent) {
  std::vector<Need> out;
  for (Need n :
       {Need::tools, Need::forced_tool, Need::images, Need::thinking, Need::fim, Need::json_schema, Need::streaming}) {
    if (maybe(rng, percent)) out.push_back(n);
  }
  return out;
}

inline Candidate random_candidate(Rng& rng, unsigned number) {
  Candidate c;
  c.model = "m" + std::to_string(number % 4);  // the same model at several endpoints
  c.endpoint = "e" + std::to_string(number);
  c.id = {c.model + "@" + c.endpoint};
  c.names = {c.id.v, c.model};
  if (maybe(rng, 20)) c.names.push_back("alias");
  c.cls = static_cast<Class>(rng() % 6);
  c.class_known = maybe(rng, 80);
  c.billing = static_cast<Billing>(rng() % 3);
  c.where = static_cast<Where>(rng() % 3);
  c.health = static_cast<Health>(rng() % 5);
  c.access = static_cast<Access>(rng() % 4);
  c.dialect = one_of<std::string>(rng, {"messages", "chat", "engine"});
  c.context = {one_of<std::int64_t>(rng, {0, 500, 1200, 6000, 100'000})};
  c.max_output = {one_of<std::int64_t>(rng, {0, 1000, 64'000})};
  c.offers = random_needs(rng, 75);
  if (maybe(rng, 70))
    c.price = Price{
        {static_cast<int>(rng() % 9'000'000)}, {static_cast<int>(rng() % 30'000'000)}, {200'000}, {0}, "2026-07-02"};
  c.warm = {one_of<std::int64_t>(rng, {0, 0, 400, 5000})};
  if (maybe(rng)) c.ttft = Millis{static_cast<int>(rng() % 3000)};
  if (maybe(rng)) c.prefill_per_ktok = Millis{static_cast<int>(rng() % 5000)};
  return c;
}

inline Edge random_edge(Rng& rng) {
  Edge e{"proto-field",
         one_of<std::string>(rng, {"user_id", "amount"}),
         {"order.proto", static_cast<unsigned>(rng() % 3)},
         {},
         {}};
  const unsigned uses = rng() % 4;
  for (unsigned i = 0; i < uses; ++i) {
    e.units.push_back(one_of<std::string>(rng, {"", "billing", "web", "mailer"}));
    e.to.push_back({e.units.back() + "/main.go", static_cast<unsigned>(rng() % 90)});
  }
  return e;
}

inline Ripple random_ripple(Rng& rng) {
  Ripple r;
  if (maybe(rng, 40)) return r;
  r.state = static_cast<Index>(rng() % 5);
  if (maybe(rng, 30)) r.observed.push_back(random_edge(rng));
  if (maybe(rng, 50)) r.named.push_back(random_edge(rng));
  r.operation = one_of<std::string>(rng, {"", "rename", "meaning"});
  r.slice = {one_of<std::int64_t>(rng, {0, 900, 50'000})};
  if (maybe(rng)) r.p_wide = static_cast<double>(rng() % 100) / 100;
  if (maybe(rng)) r.p_wide_base = static_cast<double>(rng() % 100) / 100;
  return r;
}

inline View random_view(Rng& rng) {
  View v;
  v.now = {1'795'500'000'000};
  const unsigned count = rng() % 8;
  for (unsigned i = 0; i < count; ++i) v.candidates.push_back(random_candidate(rng, i));
  v.spent_today = {static_cast<int>(rng() % 2'000'000)};
  v.reserved = {static_cast<int>(rng() % 500'000)};
  v.ripple = random_ripple(rng);
  return v;
}

inline std::string random_name(Rng& rng) {
  return one_of<std::string>(rng, {"", "weir/auto", "claude-weir-auto[1m]", "weir/local", "weir-cloud", "m0", "m1[1m]",
                                   "m2@e2", "alias", "nobody"});
}

inline std::optional<CandidateId> random_id(Rng& rng, const View& v) {
  if (maybe(rng, 40)) return std::nullopt;
  if (v.candidates.empty() || maybe(rng, 10)) return CandidateId{"gone@nowhere"};
  return v.candidates[rng() % v.candidates.size()].id;
}

inline Ask random_ask(Rng& rng, const View& v) {
  Ask a = ask(static_cast<Kind>(rng() % 12), random_name(rng),
              one_of<std::string>(rng, {"messages", "chat", "completions"}));
  const std::int64_t size = one_of<std::int64_t>(rng, {0, 100, 1000, 5000, 90'000});
  a.prompt = {{size}, {size * 9 / 10}, {size * 11 / 10}, chat::CountSource::ratio};
  a.max_output = {one_of<std::int64_t>(rng, {0, 64, 32'000})};
  a.needs = random_needs(rng, 15);
  const unsigned blocks = maybe(rng, 20) ? rng() % 4 : 0;
  for (unsigned i = 0; i < blocks; ++i) {
    a.thinking_by.push_back(random_id(rng, v).value_or(CandidateId{"?"}));
    if (maybe(rng, 90)) a.thinking_paths.push_back("/messages/" + std::to_string(i) + "/content/0");
  }
  a.call_by = random_id(rng, v);
  return a;
}

inline Session random_session(Rng& rng, const View& v) {
  Session s = session();
  s.workspace = one_of<std::string>(rng, {"", "/a", "/a/b", "/a/bc", "/c"});
  s.opened = rng() % 12;
  s.edited = rng() % 5;
  s.last_target = random_id(rng, v);
  if (maybe(rng, 30)) {
    s.pin = Pin{one_of<std::string>(rng, {"auto", "local", "cloud", "m0", "alias", "nobody"}), "session", {}};
    if (maybe(rng, 30)) s.pin->until = Millis{v.now.n + (maybe(rng) ? 1000 : -1000)};
  }
  return s;
}

inline Rules random_rules(Rng& rng) {
  Rules r;
  if (maybe(rng, 30)) r.local_only.push_back(one_of<std::string>(rng, {"/a", "/a/b/", "/c", "/"}));
  if (maybe(rng, 30)) r.day_cap = MicroUsd{static_cast<int>(rng() % 3'000'000)};
  return r;
}

}  // namespace weir::samples

// The catalogue as a user meets it: names, candidates, where things are, what they cost on a day.
#include "catalog/catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "catalog/names.h"

namespace weir::catalog {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;

constexpr std::int64_t kDay = 86'400'000;
constexpr Millis kNov24{1'795'478'400'000};  // 2026-11-24T00:00:00Z

Catalog loaded(std::string_view toml = "") {
  auto config = config::parse(toml, "/etc/weir.toml");
  EXPECT_TRUE(config.has_value()) << (config ? "" : config.error().message);
  auto catalog = Catalog::load(*config);
  EXPECT_TRUE(catalog.has_value()) << (catalog ? "" : catalog.error().message);
  return catalog ? *catalog : Catalog{};
}

const Candidate* with_id(const std::vector<Candidate>& all, std::string_view id) {
  for (const Candidate& c : all) {
    if (c.id.v == id) return &c;
  }
  return nullptr;
}

std::vector<std::string> meant_by(const std::vector<Candidate>& all, std::string_view name) {
  std::vector<std::string> out;
  for (const Candidate& c : all) {
    if (has(c.names, name)) out.push_back(c.id.v);
  }
  return out;
}

Endpoint ollama(std::vector<Endpoint::Served> models) {
  Endpoint e;
  e.name = "ollama";
  e.kind = "openai";
  e.base_url = "http://127.0.0.1:11434";
  e.dialect = "chat";
  e.where = Where::here;
  e.billing = Billing::owned;
  e.source = "found on port 11434";
  e.models = std::move(models);
  return e;
}

// --- names

TEST(Names, PeopleAndServersMeanTheSameModel) {
  const Catalog c = loaded();
  const std::pair<const char*, const char*> names[] = {
      {"claude-sonnet-5", "claude-sonnet-5"},
      {"anthropic/claude-sonnet-5", "claude-sonnet-5"},
      {"claude-sonnet-5-20260630", "claude-sonnet-5"},
      {"claude-sonnet-5-5", "claude-sonnet-5-5"},
      {"claude-opus-5-5-20260922", "claude-opus-5-5"},
      {"claude-haiku-4-5-20251001", "claude-haiku-4-5"},
      {"gpt-6.1-sol", "gpt-6.1-sol"},
      {"gpt-5.4-mini-2026-03-17", "gpt-5.4-mini"},
      {"gemma4", "gemma4:e4b"},
      {"gemma4:26b", "gemma4:26b"},
      {"gemma4:26b-a4b-it-q4_K_M", "gemma4:26b"},
      {"google/gemma-4-26b-a4b", "gemma4:26b"},
      {"ggml-org/gemma-4-26B-A4B-it-GGUF:Q4_K_M", "gemma4:26b"},
      {"/models/gemma-4-26B-A4B-it-UD-Q4_K_XL.gguf", "gemma4:26b"},
      {"hf.co/unsloth/gemma-4-31B-it-GGUF", "gemma4:31b"},
      {"gemma-4-E4B-it-Q4_K_M.gguf", "gemma4:e4b"},
      {"gemma4:12b-it-qat", "gemma4:12b"},
      {"qwen/qwen3.6-27b", "qwen3.6:27b"},
      {"qwen3.6:35b-a3b", "qwen3.6:35b"},
      {"Qwen3.6-35B-A3B-UD-Q4_K_XL.gguf", "qwen3.6:35b"},
      {"qwen3-coder", "qwen3-coder:30b"},
      {"qwen/qwen3-coder-30b", "qwen3-coder:30b"},
      {"Qwen3-Coder-30B-A3B-Instruct-Q4_K_M.gguf", "qwen3-coder:30b"},
      {"qwen3-coder:480b-cloud", "qwen3-coder:480b"},
      {"qwen2.5-coder:0.5b", "qwen2.5-coder:0.5b"},
      {"qwen2.5-coder:0.5b-instruct-q4_K_M", "qwen2.5-coder:0.5b"},
      {"qwen2.5-coder-0.5b-instruct-q4_k_m.gguf", "qwen2.5-coder:0.5b"},
      {"qwen2.5-coder:latest", "qwen2.5-coder:7b"},
      {"Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF", "qwen2.5-coder:1.5b"},
      {"openai/gpt-oss-20b", "gpt-oss:20b"},
      {"gpt-oss:120b-cloud", "gpt-oss:120b"},
      {"SmolLM2-135M-Instruct.Q4_1.gguf", "smollm2:135m"},
      {"llama4:16x17b", "llama4:scout"},
      {"meta-llama/Llama-4-Scout-17B-16E-Instruct", "llama4:scout"},
      {"codestral:22b", "codestral:22b"},
  };
  for (const auto& [written, model] : names) {
    const Model* found = c.find(written);
    ASSERT_NE(found, nullptr) << written;
    EXPECT_EQ(found->name, model) << written;
  }
}

TEST(Names, StrangersAndCompanionsAreNotKnown) {
  const Catalog c = loaded();
  for (const char* name : {"", "/", ".gguf", "my-model", "claude", "claude-opus-9", "gemma", "gpt", "qwen2.5-coder:70b",
                           "mmproj-gemma-4-26B-A4B-it-f16.gguf", "mtp-gemma-4-31B-it.gguf",
                           "gemma-4-31b-it-assistant-Q8_0.gguf", "eagle3-qwen3-coder-30b.gguf"}) {
    EXPECT_EQ(c.find(name), nullptr) << name;
  }
}

TEST(Names, Wildcards) {
  EXPECT_TRUE(matches("a*c", "abbc"));
  EXPECT_TRUE(matches("*a*b*", "xxaxxb"));
  EXPECT_TRUE(matches("a?c", "abc"));
  EXPECT_TRUE(matches("*", ""));
  EXPECT_FALSE(matches("a?c", "ac"));
  EXPECT_FALSE(matches("a*c", "abcd"));
  EXPECT_FALSE(matches(std::string(200, '*') + "b", std::string(200, 'a')));
}

TEST(Names, CloudTags) {
  for (const char* id : {"gpt-oss:120b-cloud", "glm-4.6:cloud", "kimi-k2:1t-CLOUD"})
    EXPECT_TRUE(is_cloud_tag(id)) << id;
  for (const char* id : {"gpt-oss:120b", "cloud", "cloudy:7b", "my-cloud", "x:cloudy", "cloud:7b"})
    EXPECT_FALSE(is_cloud_tag(id)) << id;
}

// --- candidates

TEST(Candidates, BuiltInProvidersListWhatIsCurrent) {
  const auto all = loaded().candidates("weir/auto", Tokens{1000}, kNov24);
  const Candidate* sonnet = with_id(all, "claude-sonnet-5@anthropic");
  ASSERT_NE(sonnet, nullptr);
  EXPECT_EQ(sonnet->dialect, "messages");
  EXPECT_EQ(sonnet->where, Where::cloud);
  EXPECT_EQ(sonnet->billing, Billing::metered);
  EXPECT_EQ(sonnet->context, Tokens{1'000'000});
  EXPECT_TRUE(sonnet->class_known);
  ASSERT_TRUE(sonnet->price.has_value());
  EXPECT_EQ(sonnet->price->in, MicroUsd{2'000'000});
  EXPECT_THAT(sonnet->names, Contains("anthropic/claude-sonnet-5"));
  const Candidate* gpt = with_id(all, "gpt-6.1-sol@openai");
  ASSERT_NE(gpt, nullptr);
  EXPECT_EQ(gpt->dialect, "chat");
  EXPECT_THAT(gpt->names, Contains("claude-gpt-6.1-sol"));
  EXPECT_EQ(with_id(all, "claude-haiku-4-5@anthropic"), nullptr);  // not current: only when named
}

TEST(Candidates, AnOldOrNewNameOfAProviderIsTaken) {
  const Catalog c = loaded();
  const auto old = c.candidates("claude-haiku-4-5-20251001", Tokens{1000}, kNov24);
  const Candidate* haiku = with_id(old, "claude-haiku-4-5-20251001@anthropic");
  ASSERT_NE(haiku, nullptr);
  EXPECT_TRUE(haiku->class_known);
  EXPECT_TRUE(haiku->price.has_value());
  const auto fresh = c.candidates("claude-opus-9", Tokens{1000}, kNov24);
  const Candidate* opus = with_id(fresh, "claude-opus-9@anthropic");
  ASSERT_NE(opus, nullptr);
  EXPECT_EQ(opus->cls, Class::frontier);
  EXPECT_FALSE(opus->class_known);
  EXPECT_FALSE(opus->price.has_value());
  EXPECT_EQ(opus->context, Tokens{0});
}

TEST(Candidates, ALocalModelsNameNeverGoesUp) {
  const Catalog c = loaded();  // no local server is there
  for (const char* name : {"claude-qwen2.5-coder-0.5b", "claude-weir-qwen2.5-coder-0.5b", "claude-gemma4-26b",
                           "claude-my-own-model-7b", "claude-weir-auto", "weir/local", "gpt-oss:20b", "gpt-oss-20b",
                           "openai/gpt-oss-20b", "gemma4:26b", "claude-sonnet-5@openai", "claude-opus-9@anthropic"}) {
    const auto before = c.candidates("weir/auto", Tokens{1}, kNov24).size();
    EXPECT_EQ(c.candidates(name, Tokens{1}, kNov24).size(), before) << name;
  }
}

TEST(Candidates, DiscoveredModelsAreHereAndOwned) {
  Catalog c = loaded();
  c.put(ollama({{"gemma4:26b", true, true, {}, {}},
                {"mystery:7b", false, true, {}, {}},
                {"gpt-oss:120b-cloud", false, true, {}, {}},
                {"hosted", false, false, {}, {}}}));
  const auto all = c.candidates("", Tokens{1000}, kNov24);
  const Candidate* gemma = with_id(all, "gemma4:26b@ollama");
  ASSERT_NE(gemma, nullptr);
  EXPECT_EQ(gemma->where, Where::here);
  EXPECT_EQ(gemma->billing, Billing::owned);
  EXPECT_EQ(gemma->cls, Class::mid);
  EXPECT_FALSE(gemma->price.has_value());
  EXPECT_THAT(gemma->offers, Contains(Need::tools));
  EXPECT_THAT(gemma->offers, Not(Contains(Need::forced_tool)));
  EXPECT_THAT(gemma->offers, Not(Contains(Need::fim)));
  const Candidate* mystery = with_id(all, "mystery:7b@ollama");
  EXPECT_EQ(mystery->cls, Class::small);
  EXPECT_FALSE(mystery->class_known);
  EXPECT_THAT(mystery->offers, testing::UnorderedElementsAre(Need::tools, Need::streaming));
  for (const char* id : {"gpt-oss:120b-cloud@ollama", "hosted@ollama"}) {
    const Candidate* cloud = with_id(all, id);
    ASSERT_NE(cloud, nullptr) << id;
    EXPECT_EQ(cloud->where, Where::cloud) << id;
    EXPECT_EQ(cloud->billing, Billing::quota) << id;
  }
  c.remove("ollama");
  EXPECT_EQ(with_id(c.candidates("", Tokens{1}, kNov24), "gemma4:26b@ollama"), nullptr);
}

TEST(Candidates, ToolsSeeLocalModelsUnderClaudeNames) {
  Catalog c = loaded();
  c.put(ollama({{"qwen2.5-coder:0.5b", true, true, {"coder"}, {}}, {"google/gemma-4-26b-a4b", true, true, {}, {}}}));
  const auto all = c.candidates("", Tokens{1}, kNov24);
  for (const char* name : {"qwen2.5-coder:0.5b", "qwen2.5-coder:0.5b@ollama", "claude-qwen2.5-coder-0.5b",
                           "claude-weir-qwen2.5-coder-0.5b", "coder"}) {
    EXPECT_THAT(meant_by(all, name), testing::ElementsAre("qwen2.5-coder:0.5b@ollama")) << name;
  }
  EXPECT_THAT(meant_by(all, "gemma4:26b"), testing::ElementsAre("google/gemma-4-26b-a4b@ollama"));
  EXPECT_THAT(meant_by(all, "claude-google-gemma-4-26b-a4b"), testing::ElementsAre("google/gemma-4-26b-a4b@ollama"));
  EXPECT_THAT(meant_by(all, "claude-sonnet-5"), testing::ElementsAre("claude-sonnet-5@anthropic"));
}

TEST(Candidates, TheConfigurationNarrowsAndNames) {
  Catalog c = loaded(R"([endpoint.box]
kind = "openai"
base_url = "http://127.0.0.1:9000"
[endpoint.box.model."gemma4:31b"]
context = 32768
max_output = 4096
tools = false
fim = true
class = "mid"
aliases = ["big"]
[endpoint.box.model."mine"]
context = 999
tools = true
)");
  const auto all = c.candidates("", Tokens{1}, kNov24);
  const Candidate* gemma = with_id(all, "gemma4:31b@box");
  ASSERT_NE(gemma, nullptr);
  EXPECT_EQ(gemma->context, Tokens{32768});
  EXPECT_EQ(gemma->max_output, Tokens{4096});
  EXPECT_EQ(gemma->cls, Class::mid);
  EXPECT_THAT(gemma->offers, Not(Contains(Need::tools)));
  EXPECT_THAT(gemma->offers, Contains(Need::fim));
  EXPECT_THAT(meant_by(all, "big"), testing::ElementsAre("gemma4:31b@box"));
  const Candidate* mine = with_id(all, "mine@box");
  EXPECT_EQ(mine->context, Tokens{999});
  EXPECT_THAT(mine->offers, Contains(Need::forced_tool));
  // A window larger than the model's own is no larger.
  Catalog wide = loaded(
      "[endpoint.box]\nkind=\"openai\"\nbase_url=\"http://"
      "127.0.0.1:9000\"\n[endpoint.box.model.\"smollm2:135m\"]\ncontext = 1000000");
  EXPECT_EQ(with_id(wide.candidates("", Tokens{1}, kNov24), "smollm2:135m@box")->context, Tokens{8192});
}

TEST(Candidates, WhatTheFileSaysSurvivesDiscovery) {
  Catalog c = loaded(
      "[endpoint.ollama]\nkind=\"openai\"\nbase_url=\"http://"
      "localhost:11434\"\n[endpoint.ollama.model.\"mystery:7b\"]\nclass = \"mid\"");
  c.put(ollama({{"mystery:7b", true, true, {}, {}}}));
  const auto all = c.candidates("", Tokens{1}, kNov24);
  EXPECT_EQ(with_id(all, "mystery:7b@ollama")->cls, Class::mid);
  EXPECT_TRUE(with_id(all, "mystery:7b@ollama")->class_known);
}

TEST(Candidates, TheEngineForcesToolsAndTakesNoImages) {
  Catalog c = loaded();
  Endpoint engine = ollama({{"qwen2.5-coder:0.5b", true, true, {}, {}}, {"gemma4:26b", false, true, {}, {}}});
  engine.name = engine.kind = engine.dialect = "engine";
  c.put(engine);
  const auto all = c.candidates("", Tokens{1}, kNov24);
  EXPECT_THAT(with_id(all, "qwen2.5-coder:0.5b@engine")->offers, Contains(Need::forced_tool));
  EXPECT_THAT(with_id(all, "qwen2.5-coder:0.5b@engine")->offers, Contains(Need::fim));
  EXPECT_THAT(with_id(all, "gemma4:26b@engine")->offers, Not(Contains(Need::images)));
}

// --- endpoints

struct Place {
  const char* toml;
  Where where;
  Billing billing;
};

TEST(Endpoints, WhereTheyAreAndHowTheyArePaid) {
  const Place places[] = {
      {"kind=\"openai\"\nbase_url=\"http://127.0.0.1:8081\"", Where::here, Billing::owned},
      {"kind=\"openai\"\nbase_url=\"http://localhost:8081\"", Where::here, Billing::owned},
      {"kind=\"openai\"\nbase_url=\"http://192.168.1.9:8000\"", Where::lan, Billing::owned},
      {"kind=\"openai\"\nbase_url=\"http://gpu.local:8000\"", Where::lan, Billing::owned},
      {"kind=\"openai\"\nbase_url=\"https://openrouter.ai/api\"", Where::cloud, Billing::metered},
      {"kind=\"openai\"\nbase_url=\"https://gpu.example.com\"\nbilling=\"owned\"", Where::cloud, Billing::owned},
      {"kind=\"openai\"\nbase_url=\"http://127.0.0.1:4000\"\nbilling=\"metered\"", Where::cloud, Billing::metered},
      {"kind=\"openai\"\nbase_url=\"http://127.0.0.1:4000\"\nbilling=\"quota\"", Where::cloud, Billing::quota},
      {"kind=\"openai\"\nbase_url=\"http://127.0.0.1:4000\"\nwhere=\"lan\"", Where::lan, Billing::owned},
      {"kind=\"openai\"\nbase_url=\"http://127.0.0.1:4000\"\nwhere=\"cloud\"", Where::cloud, Billing::metered},
      {"kind=\"anthropic\"\nbase_url=\"http://127.0.0.1:4000\"", Where::cloud, Billing::metered},
      {"kind=\"anthropic\"\nbase_url=\"http://127.0.0.1:4000\"\nbilling=\"owned\"", Where::here, Billing::owned},
  };
  for (const Place& p : places) {
    const Catalog c = loaded(std::string("[endpoint.box]\n") + p.toml);
    const Endpoint* e = c.endpoint("box");
    ASSERT_NE(e, nullptr) << p.toml;
    EXPECT_EQ(e->where, p.where) << p.toml;
    EXPECT_EQ(e->billing, p.billing) << p.toml;
    EXPECT_EQ(e->source, "/etc/weir.toml:1:1");
  }
}

TEST(Endpoints, BuiltInOnesCanBeChangedAndDisabled) {
  const Catalog plain = loaded();
  EXPECT_EQ(plain.endpoint("anthropic")->key_env, "ANTHROPIC_API_KEY");
  EXPECT_EQ(plain.endpoint("anthropic")->source, "built in");
  EXPECT_EQ(plain.endpoint("openai")->base_url, "https://api.openai.com");
  EXPECT_EQ(loaded("[endpoint.openai]\nenabled = false").endpoint("openai"), nullptr);
  const Catalog other = loaded("[endpoint.anthropic]\nkey_file = \"/k\"");
  EXPECT_EQ(other.endpoint("anthropic")->key_env, "");
  EXPECT_EQ(other.endpoint("anthropic")->key_file, "/k");
  EXPECT_TRUE(other.endpoint("anthropic")->open_list);
}

TEST(Endpoints, AnotherHostDoesNotGetTheProvidersKeyUnasked) {
  const Catalog c = loaded("[endpoint.anthropic]\nbase_url = \"http://127.0.0.1:9999\"");
  EXPECT_EQ(c.endpoint("anthropic")->key_env, "");
  EXPECT_EQ(c.endpoint("anthropic")->where, Where::cloud);
  const Catalog asked =
      loaded("[endpoint.anthropic]\nbase_url = \"http://127.0.0.1:9999\"\nkey_env = \"ANTHROPIC_API_KEY\"");
  EXPECT_EQ(asked.endpoint("anthropic")->key_env, "ANTHROPIC_API_KEY");
}

TEST(Endpoints, AreFoundByTheirOrigin) {
  const Catalog c = loaded("[endpoint.box]\nkind=\"openai\"\nbase_url=\"http://127.0.0.1:11434/v1\"");
  ASSERT_NE(c.endpoint_at("http://127.0.0.1:11434"), nullptr);
  EXPECT_EQ(c.endpoint_at("http://127.0.0.1:11434")->name, "box");
  EXPECT_EQ(c.endpoint_at("http://127.0.0.1:1234"), nullptr);
  EXPECT_EQ(c.endpoint_at("nonsense"), nullptr);
}

// --- prices

MicroUsd in_price(const Catalog& c, std::string_view model, std::int64_t prompt, Millis wall) {
  const auto price = c.price(model, Tokens{prompt}, wall);
  return price ? price->in : MicroUsd{-1};
}

TEST(Prices, StepUpBeyondThePromptSize) {
  const Catalog c = loaded();
  EXPECT_EQ(in_price(c, "claude-haiku-5-5", 0, kNov24), MicroUsd{100'000});
  EXPECT_EQ(in_price(c, "claude-haiku-5-5", 100'000, kNov24), MicroUsd{100'000});
  EXPECT_EQ(in_price(c, "claude-haiku-5-5", 100'001, kNov24), MicroUsd{500'000});
  EXPECT_EQ(c.price("claude-haiku-5-5", Tokens{100'001}, kNov24)->out, MicroUsd{2'500'000});
  EXPECT_EQ(c.price("gpt-6.1-sol", Tokens{272'001}, kNov24)->in, MicroUsd{4'000'000});
  EXPECT_EQ(c.price("gpt-6.1-sol", Tokens{272'001}, kNov24)->out, MicroUsd{15'000'000});
  EXPECT_EQ(c.price("gpt-6.1-sol", Tokens{272'001}, kNov24)->cache_read, MicroUsd{200'000});
}

TEST(Prices, ChangeOnTheirDayAtMidnightUtc) {
  const Catalog c = loaded();
  constexpr Millis oct7{kNov24.n - 48 * kDay};
  constexpr Millis dec1{kNov24.n + 7 * kDay};
  EXPECT_EQ(c.price("claude-sonnet-5-5", Tokens{1}, oct7 - Millis{1})->cache_read, MicroUsd{200'000});
  EXPECT_EQ(c.price("claude-sonnet-5-5", Tokens{1}, oct7)->cache_read, MicroUsd{100'000});
  EXPECT_EQ(c.price("claude-sonnet-5-5", Tokens{1}, oct7)->dated, "2026-10-07");
  EXPECT_EQ(in_price(c, "gemini-4-argon", 1, dec1 - Millis{1}), MicroUsd{2'000'000});
  EXPECT_EQ(in_price(c, "gemini-4-argon", 1, dec1), MicroUsd{4'000'000});
}

TEST(Prices, UnknownIsNothingNotZero) {
  const Catalog c = loaded();
  EXPECT_FALSE(c.price("gemma4:26b", Tokens{1}, kNov24).has_value());
  EXPECT_FALSE(c.price("claude-opus-9", Tokens{1}, kNov24).has_value());
  EXPECT_FALSE(c.price("claude-opus-5-5", Tokens{1}, Millis{0}).has_value());
  EXPECT_TRUE(c.price("claude-opus-5-5-20260922", Tokens{1}, kNov24).has_value());
}

TEST(Prices, TheTurnOfTheTargetCostsWhatItSays) {
  const auto p = loaded().price("claude-sonnet-5", Tokens{12'904}, kNov24);
  ASSERT_TRUE(p.has_value());
  const std::int64_t cost = (12'902 * p->cache_write.n + 2 * p->in.n + 611 * p->out.n) / 1'000'000;
  EXPECT_EQ(cost, 38'369);
}

TEST(Revision, FollowsWhatIsServed) {
  Catalog c = loaded();
  const std::string before = c.revision();
  EXPECT_EQ(loaded().revision(), before);
  c.put(ollama({{"gemma4:26b", true, true, {}, {}}}));
  EXPECT_NE(c.revision(), before);
  c.remove("ollama");
  EXPECT_EQ(c.revision(), before);
}

}  // namespace
}  // namespace weir::catalog

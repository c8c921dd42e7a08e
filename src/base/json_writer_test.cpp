// JsonWriter: whatever goes in, JSON comes out, and it reads back as it was.
#include "base/json_writer.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "base/json.h"

namespace weir {
namespace {

TEST(JsonWriter, CommasAndNestingAreItsBusiness) {
  JsonWriter w;
  w.object().field("a", 1).key("b").array().value("x").value(true).null().array().end().object().end().end();
  w.field("c", std::optional<int>()).field("d", std::optional<std::string>("y")).key("e").raw("[1,2]").end();
  EXPECT_EQ(w.str(), R"({"a":1,"b":["x",true,null,[],{}],"c":null,"d":"y","e":[1,2]})");
}

TEST(JsonWriter, IntegersAtTheirEnds) {
  JsonWriter w;
  w.array().value(std::numeric_limits<std::int64_t>::min()).value(std::numeric_limits<std::uint64_t>::max());
  w.value(static_cast<unsigned char>(7)).value(std::size_t{0}).end();
  EXPECT_EQ(w.take(), "[-9223372036854775808,18446744073709551615,7,0]");
}

TEST(JsonWriter, NumbersThatJsonLacksAreNull) {
  JsonWriter w;
  w.array().value(std::nan("")).value(std::numeric_limits<double>::infinity()).value(-HUGE_VAL).end();
  EXPECT_EQ(w.str(), "[null,null,null]");
}

TEST(JsonWriter, DoublesReadBackBitByBit) {
  std::mt19937_64 random(7);
  std::vector<double> values = {0.0,   -0.0, 0.1,        1.0 / 3, 1e308, 5e-324, 2.2250738585072014e-308,
                                -1e21, 1e17, 123456789.0};
  while (values.size() < 20'000) {
    const auto v = std::bit_cast<double>(random());
    if (std::isfinite(v)) values.push_back(v);
  }
  for (const double v : values) {
    JsonWriter w;
    w.value(v);
    const auto doc = Json::parse(w.str());
    ASSERT_TRUE(doc) << w.str();
    const auto back = doc->root().number();
    ASSERT_TRUE(back) << w.str();
    EXPECT_EQ(std::bit_cast<std::uint64_t>(*back), std::bit_cast<std::uint64_t>(v)) << w.str();
  }
}

TEST(JsonWriter, AnyBytesMakeAValidString) {
  std::string all;
  for (int c = 0; c < 128; ++c) all.push_back(static_cast<char>(c));
  all += "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80";
  const std::string quoted = json_quote(all);
  const auto doc = Json::parse(quoted);
  ASSERT_TRUE(doc);
  EXPECT_EQ(doc->root().string(), all);
  EXPECT_EQ(json_quote("\xFF"
                       "a\xE2\x82"),
            "\"\xEF\xBF\xBD"
            "a\xEF\xBF\xBD\xEF\xBF\xBD\"");
  std::mt19937 random(3);
  for (int i = 0; i < 2000; ++i) {
    std::string noise(static_cast<std::size_t>(i % 40), '\0');
    for (char& c : noise) c = static_cast<char>(random());
    const std::string text = json_quote(noise);
    EXPECT_TRUE(Json::parse(text));
  }
}

TEST(JsonWriter, KeysAreEscapedToo) {
  JsonWriter w;
  w.object().field("a\"\n", "x").end();
  EXPECT_EQ(w.str(), R"({"a\"\n":"x"})");
}

}  // namespace
}  // namespace weir

// Json: what is JSON and what is not, and that every value knows exactly where it stands.
#include "base/json.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmath>
#include <cstring>

#include "base/limits.h"

namespace weir {
namespace {

struct Bad {
  std::string text;
  std::size_t at;  // the byte that the message names
};

class Refused : public testing::TestWithParam<Bad> {};

TEST_P(Refused, NamesTheByte) {
  const auto parsed = Json::parse(GetParam().text);
  ASSERT_FALSE(parsed) << GetParam().text;
  EXPECT_EQ(parsed.error().kind, ErrorKind::invalid);
  const std::string place = "byte " + std::to_string(GetParam().at) + ":";
  EXPECT_NE(parsed.error().message.find(place), std::string::npos) << GetParam().text << "\n" << parsed.error().message;
}

INSTANTIATE_TEST_SUITE_P(Json, Refused,
                         testing::Values(Bad{"", 0}, Bad{"   ", 3}, Bad{"{", 1}, Bad{"[", 1}, Bad{"]", 0}, Bad{"}", 0},
                                         Bad{"{]", 1}, Bad{"[}", 1}, Bad{"[1}", 2}, Bad{R"({"a":1])", 6},
                                         Bad{"[1 2]", 3}, Bad{"[1,]", 3}, Bad{"[,1]", 1}, Bad{"[1,,2]", 3},
                                         Bad{R"({"a" 1})", 5}, Bad{R"({"a":})", 5}, Bad{R"({"a":1,})", 7},
                                         Bad{R"({"a":1 "b":2})", 7}, Bad{"{1:2}", 1}, Bad{R"({"a":1}{)", 7},
                                         Bad{"1 2", 2}, Bad{"[]]", 2}, Bad{"[] x", 3}, Bad{R"("a" "b")", 4},
                                         Bad{R"("a""b")", 3}, Bad{R"("a"b)", 3}));

INSTANTIATE_TEST_SUITE_P(Scalars, Refused,
                         testing::Values(Bad{"tru", 0}, Bad{"True", 0}, Bad{"nul", 0}, Bad{"truex", 0}, Bad{"true1", 0},
                                         Bad{"NaN", 0}, Bad{"Infinity", 0}, Bad{"-", 0}, Bad{"+1", 0}, Bad{"01", 0},
                                         Bad{"-01", 0}, Bad{"1.", 0}, Bad{".5", 0}, Bad{"1e", 0}, Bad{"1e+", 0},
                                         Bad{"0x10", 0}, Bad{"1_000", 0}, Bad{"1\"a\"", 0}, Bad{"[1a]", 1},
                                         Bad{"'a'", 0}, Bad{"/**/1", 0}, Bad{"\xEF\xBB\xBF{}", 0}));

INSTANTIATE_TEST_SUITE_P(Strings, Refused,
                         testing::Values(Bad{"\"", 0}, Bad{"[\"abc]", 1}, Bad{R"("\)", 0}, Bad{R"("\")", 0},
                                         Bad{R"("\x")", 0}, Bad{R"("\u12")", 0}, Bad{R"("\u12G4")", 0},
                                         Bad{R"("\U0041")", 0}, Bad{"\"a\nb\"", 2}, Bad{std::string("\"\0\"", 3), 1},
                                         Bad{"[1,\"\x01\"]", 4}));

INSTANTIATE_TEST_SUITE_P(Utf8, Refused,
                         testing::Values(Bad{"\"\x80\"", 1}, Bad{"\"\xC0\xAF\"", 1}, Bad{"\"\xE0\x80\xAF\"", 1},
                                         Bad{"\"a\xE2\x82\"", 2}, Bad{"\"\xED\xA0\x80\"", 1},
                                         Bad{"\"\xF5\x80\x80\x80\"", 1}, Bad{"\"\xF4\x90\x80\x80\"", 1},
                                         Bad{"\"\xFF\"", 1}, Bad{"{\"\xC3\":1}", 2}, Bad{"\"abc\xF0\x9F\x98", 4},
                                         Bad{"[1]\xFF", 3}));

TEST(Json, AcceptsWhatTheGrammarAllows) {
  for (const char* text : {"0",
                           "-0",
                           "1.5e-3",
                           "1E+2",
                           "\"\"",
                           "[]",
                           "{}",
                           "null",
                           "true",
                           "false",
                           " \t\r\n[ ] ",
                           R"({"":0})",
                           R"(["\ud800"])",
                           R"("\u0000")",
                           "\"\x7F\"",
                           "1e999",
                           "-123456789012345678901",
                           "\"\xF4\x8F\xBF\xBF\"",
                           "[[],{},[{}]]",
                           R"({"a":1,"a":2})"}) {
    EXPECT_TRUE(Json::parse(text)) << text;
  }
}

TEST(Json, TextCutAtAnyByteIsRefused) {
  const std::string text =
      R"({"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a\"\u00e9\ud83d\ude00)"
      "\xC3\xA9\xF0\x9F\x98\x80"
      R"("}]}],"n":[1,-2.5e3,true,false,null,{}],"stream":true})";
  ASSERT_TRUE(Json::parse(text));
  for (std::size_t size = 0; size < text.size(); ++size) {
    const auto parsed = Json::parse(std::string_view(text).substr(0, size));
    EXPECT_FALSE(parsed) << size;
  }
}

TEST(Json, ReadsNothingBehindTheBytes) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  auto* map = static_cast<char*>(::mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  ASSERT_NE(map, MAP_FAILED);
  ASSERT_EQ(::mprotect(map + page, page, PROT_NONE), 0);
  for (std::size_t size = 2; size < 300; ++size) {
    const std::string text = "[" + std::string(size - 2, ' ') + "]";
    char* at = map + page - size;
    std::memcpy(at, text.data(), size);
    EXPECT_TRUE(Json::parse({at, size}));
    std::memset(at, '[', size);
    EXPECT_FALSE(Json::parse({at, size}));
  }
  ::munmap(map, 2 * page);
}

TEST(Json, DepthIsBoundedWithoutRecursion) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  const std::string deepest = nested(limits::json_depth);
  EXPECT_TRUE(Json::parse(deepest));
  for (const std::size_t depth : {limits::json_depth + 1, std::size_t{1'000'000}}) {
    const std::string text = nested(depth);
    const auto parsed = Json::parse(text);
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().kind, ErrorKind::too_large);
  }
  std::string objects;
  for (int i = 0; i < 1'000'000; ++i) objects += R"({"a":)";
  EXPECT_FALSE(Json::parse(objects));
}

TEST(Json, CountOfValuesIsBounded) {
  std::string text = "[";
  for (std::size_t i = 0; i < limits::json_nodes; ++i) text += "0,";
  text += "0]";
  const auto parsed = Json::parse(text);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().kind, ErrorKind::too_large);
}

TEST(Json, SpansAreTheValuesOwnBytes) {
  const std::string text =
      " { \"a\" : [ 1 , \"x\\\"y\" ,\n{ } , [ ] ] ,\t\"\\u0062\" :  -1.5e+3\n, \"c\":{\"d\" : null } , \"e\":\"\" } ";
  const auto doc = Json::parse(text);
  ASSERT_TRUE(doc);
  const JsonValue root = doc->root();
  EXPECT_EQ(root.raw(), std::string_view(text).substr(1, text.size() - 2));
  const JsonValue a = root["a"];
  EXPECT_EQ(a.raw(), "[ 1 , \"x\\\"y\" ,\n{ } , [ ] ]");
  EXPECT_EQ(a[0].raw(), "1");
  EXPECT_EQ(a[1].raw(), R"("x\"y")");
  EXPECT_EQ(a[2].raw(), "{ }");
  EXPECT_EQ(a[3].raw(), "[ ]");
  EXPECT_EQ(root["b"].raw(), "-1.5e+3");
  EXPECT_EQ(root["c"]["d"].raw(), "null");
  EXPECT_EQ(root["e"].raw(), "\"\"");
  const Span member = root["c"].member_span();
  EXPECT_EQ(text.substr(member.at, member.size), "\"c\":{\"d\" : null }");
  const Span b = root["b"].member_span();
  EXPECT_EQ(text.substr(b.at, b.size), "\"\\u0062\" :  -1.5e+3");
  EXPECT_EQ(a[1].member_span(), a[1].span());
}

TEST(Json, MembersInOrderLastOfDuplicatesWins) {
  const auto doc = Json::parse(R"({"b":1,"a":[10,20,30],"b":"last","\u0061\n":true})");
  ASSERT_TRUE(doc);
  std::vector<std::string> keys;
  for (const JsonValue member : doc->root()) keys.push_back(member.key());
  EXPECT_EQ(keys, (std::vector<std::string>{"b", "a", "b", "a\n"}));
  EXPECT_EQ(doc->root().size(), 4U);
  EXPECT_EQ((*doc)["b"].string(), "last");
  EXPECT_EQ((*doc)["a\n"].boolean(), true);
  EXPECT_EQ((*doc)["a"].size(), 3U);
  EXPECT_EQ((*doc)["a"][2].integer(), 30);
  EXPECT_EQ((*doc)["a"][2].key(), "");
}

TEST(Json, AbsentAndWronglyTypedIsMissingOrNothing) {
  const auto doc = Json::parse(R"({"s":"x","n":1,"o":{},"l":[1]})");
  ASSERT_TRUE(doc);
  EXPECT_FALSE((*doc)["none"].exists());
  EXPECT_FALSE((*doc)["none"]["deeper"][3].exists());
  EXPECT_FALSE((*doc)["l"][1].exists());
  EXPECT_FALSE((*doc)["o"][0].exists());
  EXPECT_FALSE((*doc)["l"]["0"].exists());
  EXPECT_EQ((*doc)["n"].string("else"), "else");
  EXPECT_EQ((*doc)["n"].if_string(), std::nullopt);
  EXPECT_EQ((*doc)["s"].integer(), std::nullopt);
  EXPECT_EQ((*doc)["s"].boolean(), std::nullopt);
  EXPECT_EQ((*doc)["s"].size(), 0U);
  EXPECT_TRUE((*doc)["s"].begin() == (*doc)["s"].end());
  EXPECT_EQ(JsonValue().raw(), "");
  EXPECT_EQ(JsonValue().type(), JsonType::missing);
  for (const JsonValue child : JsonValue()) ADD_FAILURE() << child.raw();
}

TEST(Json, StringsAreUnescaped) {
  const auto text = [](std::string_view json) {
    const auto doc = Json::parse(json);
    return doc ? doc->root().string() : std::string("refused");
  };
  EXPECT_EQ(text(R"("a\"\\\/\b\f\n\r\tz")"), "a\"\\/\b\f\n\r\tz");
  EXPECT_EQ(text(R"("\u0041\u00e9\u20AC\ud83D\ude00")"), "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
  EXPECT_EQ(text(R"("\u0000")"), std::string(1, '\0'));
  // A surrogate without its half is U+FFFD, and what follows it stays.
  EXPECT_EQ(text(R"("\ud83d")"), "\xEF\xBF\xBD");
  EXPECT_EQ(text(R"("\ud83dx")"), "\xEF\xBF\xBDx");
  EXPECT_EQ(text(R"("\ude00\ud83d\u0041")"),
            "\xEF\xBF\xBD\xEF\xBF\xBD"
            "A");
  EXPECT_EQ(text(R"("\ud83d\ud83d\ude00")"), "\xEF\xBF\xBD\xF0\x9F\x98\x80");
}

TEST(Json, NumbersKeepTheirKindAndValue) {
  const auto doc = Json::parse(
      "[0,-0,5.0,5.5,1e3,9223372036854775807,9223372036854775808,-9223372036854775808,-9223372036854775809,1e999,"
      "0.1,123456789012345678901234567890,4.9e-324]");
  ASSERT_TRUE(doc);
  const JsonValue v = doc->root();
  EXPECT_EQ(v[0].type(), JsonType::integer);
  EXPECT_TRUE(std::signbit(v[1].number().value_or(1)));
  EXPECT_EQ(v[2].type(), JsonType::number);
  EXPECT_EQ(v[2].integer(), 5);
  EXPECT_EQ(v[3].integer(), std::nullopt);
  EXPECT_EQ(v[4].integer(), 1000);
  EXPECT_EQ(v[5].integer(), INT64_MAX);
  EXPECT_EQ(v[6].type(), JsonType::number);
  EXPECT_EQ(v[6].integer(), std::nullopt);
  EXPECT_EQ(v[7].integer(), INT64_MIN);
  EXPECT_EQ(v[8].type(), JsonType::number);
  EXPECT_EQ(v[9].number(), std::nullopt);
  EXPECT_EQ(v[10].number(), 0.1);
  EXPECT_EQ(v[11].number(), 123456789012345678901234567890.0);
  EXPECT_EQ(v[11].raw(), "123456789012345678901234567890");
  EXPECT_EQ(v[12].number(), 4.9e-324);
}

TEST(Json, PointersFindByRfc6901) {
  const auto doc = Json::parse(R"({"a/b":{"m~n":[1,{"x":2}]},"":3,"l":[0,1,2,3,4,5,6,7,8,9,10]})");
  ASSERT_TRUE(doc);
  const JsonValue root = doc->root();
  EXPECT_EQ(root.at_pointer("").raw(), root.raw());
  EXPECT_EQ(root.at_pointer("/a~1b/m~0n/1/x").integer(), 2);
  EXPECT_EQ(root.at_pointer("/").integer(), 3);
  EXPECT_EQ(root.at_pointer("/l/10").integer(), 10);
  for (const char* none :
       {"a", "/l/11", "/l/01", "/l/-", "/l/-1", "/l/1x", "/l/", "/a~2b", "/a~", "/a~1b/no", "/l/0/0"}) {
    EXPECT_FALSE(root.at_pointer(none).exists()) << none;
  }
}

TEST(Json, MessagesCarryNoContent) {
  const auto parsed = Json::parse(R"({"password":"hunter2",})");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().message.find("hunter2"), std::string::npos);
  EXPECT_EQ(parsed.error().message.find("password"), std::string::npos);
}

}  // namespace
}  // namespace weir

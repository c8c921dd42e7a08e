// Wishes become edits that leave valid JSON, whatever is wished for together.
#include <algorithm>
#include <random>

#include "wire/testing.h"

namespace weir::wire::testing {
namespace {

std::string edited(std::string_view body, const std::vector<Wish>& wishes) {
  const auto edits = edits_for(body, wishes);
  if (!edits) return "error: " + edits.error().message;
  std::size_t end = 0;
  for (const Edit& edit : *edits) {
    EXPECT_GE(edit.at, end);
    end = edit.at + edit.size;
  }
  return apply(body, *edits);
}

Wish drop(std::string path) { return {Act::drop_block, std::move(path), "", "test"}; }

TEST(Edits, EachActAlone) {
  const std::string body = R"({ "model": "a\"b", "x": 1, "messages": [ {"content":[{"type":"text","text":"k"}]} ] })";
  const std::vector<std::pair<Wish, std::string>> table = {
      {{Act::set_model, "/model", "cl\"aude", ""},
       R"({ "model": "cl\"aude", "x": 1, "messages": [ {"content":[{"type":"text","text":"k"}]} ] })"},
      {{Act::strip_field, "/x", "", ""},
       R"({ "model": "a\"b", "messages": [ {"content":[{"type":"text","text":"k"}]} ] })"},
      {{Act::strip_field, "/messages", "", ""}, R"({ "model": "a\"b", "x": 1 })"},
      {{Act::redact, "/messages/0/content/0/text", "[gone]", ""},
       R"({ "model": "a\"b", "x": 1, "messages": [ {"content":[{"type":"text","text":"[gone]"}]} ] })"},
      {{Act::append_text, "/messages/0/content/0/text", "\nmore", ""},
       R"({ "model": "a\"b", "x": 1, "messages": [ {"content":[{"type":"text","text":"k\nmore"}]} ] })"},
      {{Act::append_text, "/messages/0", "m", ""},
       R"({ "model": "a\"b", "x": 1, "messages": [ {"content":[{"type":"text","text":"k"},{"type":"text","text":"m"}]} ] })"},
      {{Act::drop_block, "/messages/0/content/0", "", ""},
       R"({ "model": "a\"b", "x": 1, "messages": [ {"content":[]} ] })"},
  };
  for (const auto& [wish, expected] : table) EXPECT_EQ(edited(body, {wish}), expected);
}

TEST(Edits, MissingPointersAreNotFound) {
  for (const std::string path : {"/nothing", "/messages/1", "/messages/0/content/9/text", "/messages/00", "messages"}) {
    const auto edits = edits_for(R"({"messages":[{"content":"x"}]})", std::vector<Wish>{drop(path)});
    ASSERT_FALSE(edits) << path;
    EXPECT_EQ(edits.error().kind, ErrorKind::not_found);
  }
}

TEST(Edits, WrongKindsAreInvalid) {
  const std::vector<Wish> wishes = {{Act::set_model, "/model", "m", ""},
                                    {Act::redact, "/a", "m", ""},
                                    {Act::append_text, "/n", "m", ""},
                                    {Act::drop_block, "", "", ""}};
  for (const Wish& wish : wishes) {
    const auto edits = edits_for(R"({"model":7,"a":[],"n":null})", std::vector<Wish>{wish});
    ASSERT_FALSE(edits) << wish.path;
    EXPECT_EQ(edits.error().kind, ErrorKind::invalid);
  }
}

// All subsets of the elements of arrays and objects of up to six children, in any order of wishes.
TEST(Edits, EverySubsetOfDropsLeavesValidJson) {
  std::mt19937 random(7);
  for (unsigned size = 1; size <= 6; ++size) {
    std::string array = "[ ", object = "{ ";
    for (unsigned i = 0; i < size; ++i) {
      array += (i ? " , " : "") + std::string("{\"i\":") + std::to_string(i) + "}";
      object += (i ? " , " : "") + std::string("\"k") + std::to_string(i) + "\" : " + std::to_string(i);
    }
    const std::string body = R"({"a":)" + array + R"( ],"o":)" + object + " }}";
    for (unsigned mask = 0; mask < (1u << size); ++mask) {
      std::vector<Wish> wishes;
      std::string kept_array = "[", kept_object = "{";
      for (unsigned i = 0; i < size; ++i) {
        if (mask >> i & 1u) {
          wishes.push_back(drop("/a/" + std::to_string(i)));
          wishes.push_back({Act::strip_field, "/o/k" + std::to_string(i), "", ""});
        } else {
          kept_array += (kept_array.size() > 1 ? "," : "") + std::string("{i:") + std::to_string(i) + "}";
          kept_object += (kept_object.size() > 1 ? ",k" : "k") + std::to_string(i) + ":" + std::to_string(i);
        }
      }
      std::shuffle(wishes.begin(), wishes.end(), random);
      EXPECT_EQ(compact(edited(body, wishes)), "{a:" + kept_array + "],o:" + kept_object + "}}") << body;
    }
  }
}

TEST(Edits, WhatGoesTakesTheEditsInsideAlong) {
  const std::string body = R"({"m":[{"t":"secret","c":[1,2]},{"t":"b"}]})";
  const std::vector<Wish> wishes = {
      {Act::redact, "/m/0/t", "x", ""}, drop("/m/0/c/0"), drop("/m/0"), {Act::redact, "/m/1/t", "y", ""}};
  EXPECT_EQ(edited(body, wishes), R"({"m":[{"t":"y"}]})");
  EXPECT_EQ(edited(R"(["only"])", {{Act::redact, "/0", "x", ""}, drop("/0")}), "[]");
}

TEST(Edits, RedactAndAppendMeetInOneString) {
  const std::vector<Wish> wishes = {{Act::append_text, "/t", " tail", "b"}, {Act::redact, "/t", "[key]", "a"}};
  EXPECT_EQ(edited(R"({"t":"k"})", wishes), R"({"t":"[key] tail"})");
  const std::vector<Wish> two = {{Act::redact, "/t", "one", ""}, {Act::redact, "/t", "two", ""}};
  EXPECT_EQ(edits_for(R"({"t":"k"})", two).error().kind, ErrorKind::conflict);
}

TEST(Edits, AppendingToAnArrayThatLosesItsElements) {
  const std::vector<Wish> wishes = {drop("/content/0"), drop("/content/1"), {Act::append_text, "/content", "n", ""}};
  EXPECT_EQ(edited(R"({"content":[{"a":1}, {"b":2}]})", wishes), R"({"content":[{"type":"text","text":"n"}]})");
  const std::vector<Wish> one = {drop("/content/1"), {Act::append_text, "/content", "n", ""}};
  EXPECT_EQ(edited(R"({"content":[{"a":1}, {"b":2}]})", one), R"({"content":[{"a":1},{"type":"text","text":"n"}]})");
}

TEST(Edits, PointersWithEscapes) {
  EXPECT_EQ(edited(R"({"a/b":{"m~n":"v","o":1}})", {{Act::strip_field, "/a~1b/m~0n", "", ""}}), R"({"a/b":{"o":1}})");
}

TEST(Edits, ReasonsTravel) {
  const std::vector<Wish> wishes = {{Act::set_model, "/model", "b", "model"},
                                    {Act::drop_block, "/c/0", "", "thinking"}};
  const auto edits = edits_for(R"({"c":[1],"model":"a"})", wishes);
  ASSERT_TRUE(edits);
  ASSERT_EQ(edits->size(), 2u);
  EXPECT_EQ(edits->at(0).reason, "thinking");
  EXPECT_EQ(edits->at(1).reason, "model");
}

}  // namespace
}  // namespace weir::wire::testing

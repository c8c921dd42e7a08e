// Fingerprints recognise a conversation whatever its client does to the form; counts bracket the truth.
#include <gtest/gtest.h>

#include "chat/count.h"
#include "chat/event.h"
#include "chat/fingerprint.h"
#include "chat/request.h"

namespace weir::chat {
namespace {

Part text(std::string t) {
  Part part;
  part.text = std::move(t);
  return part;
}

Part call(std::string id, std::string tool, std::string arguments) {
  Part part;
  part.kind = Part::Kind::tool_call;
  part.id = std::move(id);
  part.name = std::move(tool);
  part.arguments = std::move(arguments);
  return part;
}

Part result(std::string id, std::vector<Part> parts) {
  Part part;
  part.kind = Part::Kind::tool_result;
  part.id = std::move(id);
  part.parts = std::move(parts);
  return part;
}

Part raw(Part::Kind kind, std::string json) {
  Part part;
  part.kind = kind;
  part.data = std::move(json);
  return part;
}

Message message(Role role, std::vector<Part> parts) {
  Message m;
  m.role = role;
  m.parts = std::move(parts);
  return m;
}

std::uint64_t print_of(Part part) { return fingerprint(message(Role::user, {std::move(part)})); }

TEST(Fingerprint, WhereItStandsInTheBodyDoesNotCount) {
  Message a = message(Role::user, {text("hello")});
  Message b = a;
  b.path = "/messages/3";
  b.bytes = 77;
  b.parts[0].path = "/messages/3/content/0";
  EXPECT_EQ(fingerprint(a), fingerprint(b));
}

TEST(Fingerprint, CacheControlAndIdsMoveAbout) {
  using K = Part::Kind;
  EXPECT_EQ(print_of(raw(K::image, R"({"type":"image","source":{"data":"AA"},"cache_control":{"type":"ephemeral"}})")),
            print_of(raw(K::image, R"({ "type":"image", "source":{"data":"AA"} })")));
  EXPECT_EQ(print_of(raw(K::other, R"({"id":"rs_1","type":"x"})")), print_of(raw(K::other, R"({"type":"x"})")));
  EXPECT_NE(print_of(raw(K::image, R"({"source":{"data":"AA"}})")),
            print_of(raw(K::image, R"({"source":{"data":"AB"}})")));
  EXPECT_EQ(print_of(call("toolu_1", "Read", R"({"path":"a"})")),
            print_of(call("call_9", "Read", R"({ "path" : "a" })")));
  EXPECT_EQ(print_of(call("1", "Now", "")), print_of(call("1", "Now", "{}")));
  EXPECT_EQ(print_of(call("1", "Write", R"({"text":"caf\u00e9 \/ \ud83d\ude00\n","n":1})")),
            print_of(call("1", "Write", "{ \"text\": \"caf\xc3\xa9 / \xf0\x9f\x98\x80\\n\",\n\"n\" : 1 }")));
  EXPECT_NE(print_of(call("1", "Write", R"({"text":"a b"})")), print_of(call("1", "Write", R"({"text":"ab"})")));
  EXPECT_NE(print_of(call("1", "Write", R"({"a":"b\",\"c"})")), print_of(call("1", "Write", R"({"a":"b","c":""})")));
}

TEST(Fingerprint, WhatIsSaidCounts) {
  const auto hello = fingerprint(message(Role::user, {text("hello")}));
  EXPECT_NE(hello, fingerprint(message(Role::assistant, {text("hello")})));
  EXPECT_NE(hello, fingerprint(message(Role::user, {text("hello ")})));
  EXPECT_EQ(hello, fingerprint(message(Role::user, {text(""), text("hello")})));
  EXPECT_NE(fingerprint(message(Role::user, {text("ab"), text("c")})),
            fingerprint(message(Role::user, {text("a"), text("bc")})));
  EXPECT_NE(print_of(call("1", "Read", R"({"id":"7"})")), print_of(call("1", "Read", R"({"id":"8"})")));
  EXPECT_NE(print_of(call("1", "Read", "{}")), print_of(call("1", "Write", "{}")));
  Part failed = result("1", {text("no such file")});
  failed.is_error = true;
  EXPECT_NE(print_of(failed), print_of(result("1", {text("no such file")})));
  EXPECT_NE(print_of(result("1", {text("a")})), print_of(text("a")));
}

TEST(Fingerprint, BrokenArgumentsStillHaveOne) {
  EXPECT_EQ(print_of(call("1", "Read", "{\"a\":")), print_of(call("2", "Read", "{\"a\":")));
  EXPECT_NE(print_of(call("1", "Read", "{\"a\":")), print_of(call("1", "Read", "{\"b\":")));
}

TEST(Chain, GrowsAtItsEndOnly) {
  Request first;
  first.messages = {message(Role::system, {text("s")}), message(Role::user, {text("one")})};
  Request second = first;
  second.messages.push_back(message(Role::assistant, {text("two")}));
  const auto a = chain(first), b = chain(second);
  ASSERT_EQ(a.size(), 2U);
  ASSERT_EQ(b.size(), 3U);
  EXPECT_TRUE(std::equal(a.begin(), a.end(), b.begin()));
  std::swap(second.messages[0], second.messages[1]);
  EXPECT_NE(chain(second)[2], b[2]);
}

TEST(Count, BracketsAndGrows) {
  Request request;
  request.messages = {message(Role::user, {text(std::string(38'000, 'x'))})};
  const Counted counted = estimate(request);
  EXPECT_EQ(counted.source, CountSource::ratio);
  EXPECT_LT(counted.low, counted.value);
  EXPECT_LT(counted.value, counted.high);
  // The recordings: 3.3 to 4.6 bytes a token.
  EXPECT_LE(counted.low.n, 38'000 / 4.6);
  EXPECT_GE(counted.high.n, 38'000 / 3.3);
  EXPECT_LT(estimate(request, 4.6).value, counted.value);
  EXPECT_EQ(estimate(request, 0).value, counted.value);
  Request more = request;
  more.tools.push_back({.name = "Read", .description = std::string(380, 'd'), .schema = "{}", .type = ""});
  EXPECT_GT(estimate(more).value, counted.value);
}

TEST(Count, AnImageIsNoText) {
  Request request;
  request.messages = {message(Role::user, {raw(Part::Kind::image, std::string(2'000'000, 'A'))})};
  EXPECT_TRUE(has_image(request));
  EXPECT_LT(estimate(request).high.n, 10'000);
}

TEST(Count, CompletionCountsBothSides) {
  Request request;
  request.prompt = std::string(380, 'a');
  request.suffix = std::string(380, 'b');
  EXPECT_GE(estimate(request).value.n, 200);
}

TEST(Request, TextAndImagesAreFound) {
  const Message m =
      message(Role::user, {text("a"), result("1", {text("tool"), raw(Part::Kind::image, "{}")}), text("b")});
  EXPECT_EQ(text_of(m), "a\nb");
  Request request;
  EXPECT_FALSE(has_image(request));
  request.messages = {m};
  EXPECT_TRUE(has_image(request));
}

TEST(Usage, LaterFieldsReplaceAndAbsentOnesStay) {
  Usage usage{.input = Tokens{10}, .cache_read = Tokens{4}, .cache_write = {}, .output = Tokens{1}, .reasoning = {}};
  usage.merge({.input = {}, .cache_read = {}, .cache_write = {}, .output = Tokens{9}, .reasoning = Tokens{2}});
  EXPECT_EQ(usage, (Usage{Tokens{10}, Tokens{4}, std::nullopt, Tokens{9}, Tokens{2}}));
}

TEST(Names, EachHasOne) {
  EXPECT_EQ(name(Dialect::messages), "messages");
  EXPECT_EQ(name(StopReason::end_turn), "end_turn");
  EXPECT_EQ(name(UpstreamErrorClass::refused_by_policy), "refused_by_policy");
  EXPECT_EQ(name(CountSource::ratio), "ratio");
  EXPECT_EQ(name(Role::tool), "tool");
}

TEST(BodyHash, IsOfTheBytes) {
  EXPECT_EQ(body_hash("{}").v.size(), 32U);
  EXPECT_NE(body_hash("{}"), body_hash("{ }"));
}

}  // namespace
}  // namespace weir::chat

// What reaches the engine of a client's request.
#include "backend/engine/convert.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/engine/slots.h"
#include "base/json.h"

namespace weir::backend {
namespace {

using chat::Part;
using chat::Role;

Part text(std::string words) {
  Part part;
  part.text = std::move(words);
  return part;
}

Part of(Part::Kind kind) {
  Part part;
  part.kind = kind;
  return part;
}

chat::Message message(Role role, std::vector<Part> parts) {
  chat::Message out;
  out.role = role;
  out.parts = std::move(parts);
  return out;
}

std::string payload(const chat::Request& request) {
  auto out = to_engine(request, 2);
  EXPECT_TRUE(out.has_value()) << out.error().message;
  return out->payload;
}

TEST(EngineConvert, TheBillingLineGoesSoThatThePrefixStays) {
  chat::Request request;
  request.messages = {message(Role::system, {text("x-anthropic-billing-header: cc_version=1; cch=a1b2c;"),
                                             text("You are a helper.\nBe short.")}),
                      message(Role::user, {text("Hi")})};
  chat::Request other = request;
  other.messages[0].parts[0].text = "x-anthropic-billing-header: cc_version=1; cch=fffff;";
  EXPECT_EQ(payload(request), payload(other));
  const std::string bytes = payload(request);
  EXPECT_EQ(Json::parse(bytes)->root()["messages"][0]["content"].string(), "You are a helper.\nBe short.");
}

TEST(EngineConvert, ASystemMessageInsideStaysInItsPlace) {
  chat::Request request;
  request.messages = {message(Role::system, {text("Rules")}), message(Role::user, {text("one")}),
                      message(Role::system, {text("the file changed")}), message(Role::user, {text("two")})};
  const std::string bytes = payload(request);
  const auto json = Json::parse(bytes);
  const JsonValue messages = json->root()["messages"];
  ASSERT_EQ(messages.size(), 4U);
  EXPECT_EQ(messages[2]["role"].string(), "user");
  EXPECT_THAT(messages[2]["content"].string(), testing::HasSubstr("the file changed"));
}

TEST(EngineConvert, ToolCallsAndResultsBecomeMessagesOfTheirOwn) {
  Part thought = of(Part::Kind::thinking), call = of(Part::Kind::tool_call), result = of(Part::Kind::tool_result);
  thought.text = "hm";
  call.id = result.id = "c1";
  call.name = "read";
  call.arguments = R"({"path":"a"})";
  result.parts = {text("contents")};
  result.is_error = true;
  chat::Request request;
  request.messages = {message(Role::user, {text("read a")}), message(Role::assistant, {thought, call}),
                      message(Role::user, {result, text("go on")})};
  const std::string bytes = payload(request);
  const auto json = Json::parse(bytes);
  const JsonValue messages = json->root()["messages"];
  ASSERT_EQ(messages.size(), 4U);
  EXPECT_EQ(messages[1]["tool_calls"][0]["function"]["arguments"].string(), R"({"path":"a"})");
  EXPECT_EQ(messages[2]["role"].string(), "tool");
  EXPECT_EQ(messages[2]["content"].string(), "Error: contents");
  EXPECT_EQ(messages[3]["content"].string(), "go on");
  EXPECT_EQ(bytes.find("hm"), std::string::npos) << "another model's thinking is not ours to read";
}

TEST(EngineConvert, WhatOnlyAProviderReadsIsRefusedInWords) {
  for (const auto kind : {Part::Kind::image, Part::Kind::other}) {
    chat::Request request;
    Part result = of(Part::Kind::tool_result);
    result.parts = {of(kind)};
    request.messages = {message(Role::user, {result})};
    const auto out = to_engine(request, 0);
    ASSERT_FALSE(out.has_value());
    EXPECT_EQ(out.error().kind, ErrorKind::invalid);
    EXPECT_FALSE(out.error().help.empty());
  }
}

TEST(EngineConvert, ChoicesAndLimitsTravel) {
  chat::Request request;
  request.messages = {message(Role::user, {text("x")})};
  request.tools = {{.name = "a", .description = "", .schema = "", .type = ""},
                   {.name = "web", .description = "", .schema = "", .type = "web_search_20250305"}};
  request.tool_choice.mode = chat::ToolChoice::Mode::named;
  request.tool_choice.name = "a";
  request.max_tokens = 7;
  request.stop = {"END"};
  request.json_schema = R"({"type":"object"})";
  const std::string bytes = payload(request);
  const auto json = Json::parse(bytes);
  const JsonValue root = json->root();
  EXPECT_EQ(root["tools"].size(), 1U) << "a provider's own tool is nothing that a local model can call";
  EXPECT_EQ(root["tool_choice"]["function"]["name"].string(), "a");
  EXPECT_EQ(root["max_tokens"].integer(), 7);
  EXPECT_EQ(root["stop"][0].string(), "END");
  EXPECT_EQ(root["slot"].integer(), 2);
  EXPECT_EQ(root["json_schema"]["type"].string(), "object");
}

TEST(EngineConvert, AHoleIsAHoleAndAPromptIsContinued) {
  chat::Request request;
  request.operation = chat::Operation::completion;
  request.prompt = "a = ";
  request.suffix = "\n";
  request.has_suffix = true;
  auto hole = to_engine(request, 0);
  EXPECT_EQ(hole->type, frames::Type::fim);
  EXPECT_FALSE(Json::parse(hole->payload)->root()["raw"].exists());
  request.has_suffix = false;
  auto plain = to_engine(request, 0);
  EXPECT_EQ(Json::parse(plain->payload)->root()["raw"].boolean(), true);
}

int once(Slots& slots, const std::string& session) {
  const auto lease = slots.take(session);
  slots.give_back(lease);
  return lease.slot;
}

TEST(EngineSlots, ASessionComesBackToItsSlot) {
  Slots slots;
  slots.reset(3);
  const int a = once(slots, "a"), b = once(slots, "b"), c = once(slots, "c");
  EXPECT_THAT((std::vector{a, b, c}), testing::UnorderedElementsAre(0, 1, 2));
  EXPECT_EQ(once(slots, "a"), a);
  EXPECT_EQ(once(slots, "new"), b) << "idle the longest";
  EXPECT_EQ(once(slots, "a"), a);
  EXPECT_EQ(once(slots, "b"), c);
}

TEST(EngineSlots, ASideRequestNeitherWaitsNorTakesTheWarmSlot) {
  Slots slots;
  slots.reset(2);
  const auto turn = slots.take("a");
  const auto title = slots.take("a");
  EXPECT_NE(title.slot, turn.slot);
  const auto third = slots.take("a");
  EXPECT_EQ(third.slot, turn.slot) << "all busy: it waits for its own";
  slots.give_back(third);
  slots.give_back(title);
  slots.give_back(turn);
  EXPECT_EQ(once(slots, "a"), turn.slot);
}

TEST(EngineSlots, ALeaseOfADeadEngineIsVoid) {
  Slots slots;
  slots.reset(1);
  const auto old = slots.take("a");
  slots.reset(1);
  const auto now = slots.take("b");
  slots.give_back(old);
  slots.give_back(now);
  EXPECT_EQ(once(slots, "b"), now.slot);
  slots.reset(0);
  EXPECT_EQ(once(slots, "b"), -1);
}

}  // namespace
}  // namespace weir::backend

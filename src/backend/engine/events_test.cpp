// What an answer of the engine looks like to the rest of weir.
#include "backend/engine/events.h"

#include <gtest/gtest.h>

namespace weir::backend {
namespace {

using frames::Type;
using Kind = chat::Event::Kind;

std::vector<chat::Event> all(const std::vector<frames::Frame>& frames) {
  EngineEvents reader("01ID", "qwen");
  std::vector<chat::Event> out;
  for (const auto& frame : frames) {
    auto events = reader.read(frame);
    EXPECT_TRUE(events.has_value());
    for (auto& event : *events) out.push_back(std::move(event));
  }
  return out;
}

TEST(EngineEvents, BlocksAreNumberedAndClosedBeforeTheUsage) {
  const auto events =
      all({{Type::begin, 1, R"({"prompt":40})"},
           {Type::prefill, 1, R"({"total":40,"cached":0,"processed":40})"},
           {Type::reasoning, 1, R"({"text":"hm"})"},
           {Type::text, 1, R"({"text":"I "})"},
           {Type::text, 1, R"({"text":"look"})"},
           {Type::writing, 1, R"({"output":9})"},
           {Type::tool, 1, R"({"id":"c1","name":"read","arguments":"{\"p\":1}","repair":"none","valid":true})"},
           {Type::usage, 1, R"({"prompt":40,"cached":30,"output":9,"prompt_ms":1.5,"output_ms":2.5})"},
           {Type::finish, 1, R"({"reason":"tool_calls"})"},
           {Type::end, 1, "{}"}});
  const std::vector<std::pair<Kind, int>> expected = {
      {Kind::start, 0},      {Kind::ping, 0},  {Kind::thinking, 0},   {Kind::block_stop, 0}, {Kind::text, 1},
      {Kind::text, 1},       {Kind::ping, 1},  {Kind::block_stop, 1}, {Kind::tool_start, 2}, {Kind::tool_arguments, 2},
      {Kind::block_stop, 2}, {Kind::usage, 3}, {Kind::finish, 3},     {Kind::end, 3}};
  ASSERT_EQ(events.size(), expected.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].kind, expected[i].first) << i;
    EXPECT_EQ(events[i].index, expected[i].second) << i;
  }
  EXPECT_EQ(events[0].id, "01ID");
  EXPECT_EQ(events[8].name, "read");
  EXPECT_EQ(events[9].text, R"({"p":1})");
  EXPECT_EQ(events[11].usage.cache_read, Tokens{30});
  EXPECT_EQ(events[12].stop, chat::StopReason::tool_use);
}

TEST(EngineEvents, ErrorsKeepTheirClass) {
  const auto events =
      all({{Type::error, 1, R"({"class":"context_overflow","message":"too long","tokens":9,"context":8})"}});
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].error->cls, chat::UpstreamErrorClass::context_overflow);
  EXPECT_EQ(events[0].error->message, "too long");
}

TEST(EngineEvents, WhatIsNoAnswerIsAProtocolError) {
  EngineEvents reader("", "");
  EXPECT_EQ(reader.read({Type::pong, 1, "{}"}).error().kind, ErrorKind::protocol);
  EXPECT_FALSE(reader.read({Type::text, 1, "{"}).has_value());
}

}  // namespace
}  // namespace weir::backend

// What a Messages client's body says.
#include "wire/testing.h"

namespace weir::wire::testing {
namespace {

using chat::Part;
using chat::Role;
using Mode = chat::ToolChoice::Mode;

TEST(MessagesDecode, ReadsAConversation) {
  const auto request = must_decode(kMessages, R"({
    "model":"claude-weir-auto","max_tokens":32000,"stream":true,"temperature":0.5,"top_p":0.9,"top_k":40,
    "stop_sequences":["</block>"],"metadata":{"user_id":"u1"},"future_field":{"x":[1]},
    "system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],
    "messages":[
      {"role":"user","content":"hi"},
      {"role":"system","content":"Primary working directory: /src/shop"},
      {"role":"assistant","content":[
        {"type":"thinking","thinking":"hm","signature":"sig"},
        {"type":"redacted_thinking","data":"xyz"},
        {"type":"text","text":"Reading."},
        {"type":"tool_use","id":"toolu_1","name":"Read","input":{"path":"a.go"}}]},
      {"role":"user","content":[
        {"type":"tool_result","tool_use_id":"toolu_1","is_error":true,
         "content":[{"type":"text","text":"no such file"},{"type":"image","source":{"type":"base64"}}]},
        {"type":"text","text":"go on"}]}]})");
  EXPECT_EQ(request.dialect, kMessages);
  EXPECT_EQ(request.operation, chat::Operation::chat);
  EXPECT_EQ(request.model, "claude-weir-auto");
  EXPECT_EQ(request.max_tokens, 32000);
  EXPECT_TRUE(request.stream);
  EXPECT_EQ(request.temperature, 0.5);
  EXPECT_EQ(request.top_p, 0.9);
  EXPECT_EQ(request.top_k, 40);
  EXPECT_EQ(request.stop, std::vector<std::string>{"</block>"});
  EXPECT_EQ(request.user, "u1");
  ASSERT_EQ(request.messages.size(), 5u);
  EXPECT_EQ(request.messages[0].role, Role::system);
  EXPECT_EQ(request.messages[0].path, "/system");
  EXPECT_EQ(request.messages[0].parts.at(0).path, "/system/0");
  EXPECT_EQ(request.messages[1].parts.at(0).path, "/messages/0/content");
  EXPECT_EQ(request.messages[1].bytes, std::string(R"({"role":"user","content":"hi"})").size());
  EXPECT_EQ(request.messages[2].role, Role::system);
  const auto& answer = request.messages[3].parts;
  ASSERT_EQ(answer.size(), 4u);
  EXPECT_EQ(answer[0].kind, Part::Kind::thinking);
  EXPECT_EQ(answer[0].signature, "sig");
  EXPECT_EQ(answer[1].data, "xyz");
  EXPECT_EQ(answer[3].arguments, R"({"path":"a.go"})");
  EXPECT_EQ(answer[3].path, "/messages/2/content/3");
  const Part& result = request.messages[4].parts.at(0);
  EXPECT_EQ(result.id, "toolu_1");
  EXPECT_TRUE(result.is_error);
  EXPECT_EQ(result.parts.at(1).kind, Part::Kind::image);
  EXPECT_EQ(result.parts.at(1).path, "/messages/3/content/0/content/1");
}

TEST(MessagesDecode, EveryPathPointsAtItsPart) {
  const auto request = must_decode(kMessages, R"({"model":"m","max_tokens":1,"system":"s","messages":[
      {"role":"user","content":[{"type":"text","text":"a"},{"type":"tool_result","tool_use_id":"t","content":"r"}]}]})");
  const auto json = Json::parse(*request.body);
  ASSERT_TRUE(json);
  EXPECT_EQ(json->root().at_pointer(request.messages[0].parts[0].path).string(), "s");
  EXPECT_EQ(json->root().at_pointer(request.messages[1].parts[0].path)["text"].string(), "a");
  EXPECT_EQ(json->root().at_pointer(request.messages[1].parts[1].parts[0].path).string(), "r");
}

TEST(MessagesDecode, ReadsToolsChoiceThinkingAndSchema) {
  const auto request = must_decode(kMessages, R"({"model":"m","max_tokens":64,"messages":[],
    "tools":[{"name":"Read","description":"d","input_schema":{"type":"object"}},
             {"type":"custom","name":"Own"},{"type":"web_search_20250305","name":"web_search","max_uses":3}],
    "tool_choice":{"type":"tool","name":"Read","disable_parallel_tool_use":true},
    "thinking":{"type":"adaptive","display":"omitted"},
    "output_config":{"effort":"medium","format":{"type":"json_schema","schema":{"type":"object"}}}})");
  ASSERT_EQ(request.tools.size(), 3u);
  EXPECT_EQ(request.tools[0].schema, R"({"type":"object"})");
  EXPECT_EQ(request.tools[1].type, "");
  EXPECT_EQ(request.tools[2].type, "web_search_20250305");
  EXPECT_EQ(request.tool_choice.mode, Mode::named);
  EXPECT_EQ(request.tool_choice.name, "Read");
  EXPECT_EQ(request.tool_choice.parallel, false);
  EXPECT_TRUE(request.thinking);
  EXPECT_EQ(request.reasoning_effort, "medium");
  EXPECT_EQ(request.json_schema, R"({"type":"object"})");
}

TEST(MessagesDecode, ThinkingSwitches) {
  for (const auto& [value, on] :
       {std::pair{R"({"type":"enabled","budget_tokens":31999})", true}, std::pair{R"({"type":"adaptive"})", true},
        std::pair{R"({"type":"disabled"})", false}, std::pair{"null", false}}) {
    const auto request =
        must_decode(kMessages, R"({"model":"m","max_tokens":1,"messages":[],"thinking":)" + std::string(value) + "}");
    EXPECT_EQ(request.thinking, on) << value;
  }
}

TEST(MessagesDecode, CountTokensNeedsNoBound) {
  const auto request =
      decode(kMessages, R"({"model":"m","messages":[{"role":"user","content":"x"}]})", "/v1/messages/count_tokens");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->operation, chat::Operation::count_tokens);
}

TEST(MessagesDecode, SplitsBetas) {
  Headers headers;
  headers.add("Anthropic-Beta", "effort-2025-11-24, claude-code-20250219 ,");
  headers.add("anthropic-beta", "afk-mode-2026-01-31");
  const auto request = decode(kMessages, R"({"model":"m","max_tokens":1,"messages":[]})", "/v1/messages", headers);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->named_betas,
            (std::vector<std::string>{"effort-2025-11-24", "claude-code-20250219", "afk-mode-2026-01-31"}));
}

TEST(MessagesDecode, UnknownPartsKeepTheirJson) {
  const auto request = must_decode(kMessages, R"({"model":"m","max_tokens":1,"messages":[{"role":"user","content":[
      {"type":"document","source":{"a":1}},
      {"type":"tool_result","tool_use_id":"t","content":[{"type":"tool_reference","tool_name":"Grep"}]}]}]})");
  EXPECT_EQ(request.messages[0].parts[0].kind, Part::Kind::other);
  EXPECT_EQ(request.messages[0].parts[0].name, "document");
  EXPECT_EQ(request.messages[0].parts[0].data, R"({"type":"document","source":{"a":1}})");
  EXPECT_EQ(request.messages[0].parts[1].parts[0].name, "tool_reference");
}

struct Bad {
  std::string body, message;
};

TEST(MessagesDecode, ErrorsNameThePlace) {
  const std::vector<Bad> table = {
      {R"([])", "body: expected an object"},
      {R"({"max_tokens":1,"messages":[]})", "model: expected a string"},
      {R"({"model":"m","messages":[]})", "max_tokens: expected a whole number, 0 or more"},
      {R"({"model":"m","max_tokens":"9","messages":[]})", "max_tokens: expected a whole number"},
      {R"({"model":"m","max_tokens":1})", "messages: expected an array"},
      {R"({"model":"m","max_tokens":1,"messages":[3]})", "messages.0: expected an object"},
      {R"({"model":"m","max_tokens":1,"messages":[{"role":"robot","content":""}]})",
       "messages.0.role: expected user, assistant or system"},
      {R"({"model":"m","max_tokens":1,"messages":[{"role":"user"}]})",
       "messages.0.content: expected a string or an array of parts"},
      {R"({"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"text":"x"}]}]})",
       "messages.0.content.0.type: expected a string"},
      {R"({"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"text"}]}]})",
       "messages.0.content.0.text: expected a string"},
      {R"({"model":"m","max_tokens":1,"messages":[{"role":"assistant","content":[
         {"type":"tool_use","id":"i","name":"n","input":"{}"}]}]})",
       "messages.0.content.0.input: expected an object"},
      {R"({"model":"m","max_tokens":1,"messages":[],"tools":[{"description":"d"}]})",
       "tools.0.name: expected a string"},
      {R"({"model":"m","max_tokens":1,"messages":[],"tool_choice":{"type":"maybe"}})",
       "tool_choice.type: expected auto, any, tool or none"},
      {R"({"model":"m","max_tokens":1,"messages":[],"stream":"yes"})", "stream: expected true or false"},
      {R"({"model":"m","max_tokens":1,"messages":[],"stop_sequences":["a",1]})", "stop_sequences.1: expected a string"},
      {R"({"model":"m","model":"n","max_tokens":1,"messages":[]})",
       "body: expected each key once; one of them is given twice"},
  };
  for (const Bad& bad : table) {
    const auto request = decode(kMessages, bad.body);
    ASSERT_FALSE(request) << bad.body;
    EXPECT_EQ(request.error().kind, ErrorKind::invalid);
    EXPECT_EQ(request.error().message, bad.message);
  }
}

TEST(MessagesDecode, NoJsonIsSaid) {
  const auto request = decode(kMessages, R"({"model":)");
  ASSERT_FALSE(request);
  EXPECT_TRUE(request.error().message.starts_with("body: ")) << request.error().message;
}

}  // namespace
}  // namespace weir::wire::testing

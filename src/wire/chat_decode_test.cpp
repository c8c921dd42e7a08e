// What the bodies of OpenAI's clients say.
#include "wire/testing.h"

namespace weir::wire::testing {
namespace {

using chat::Part;
using chat::Role;
using Mode = chat::ToolChoice::Mode;

TEST(ChatDecode, ReadsAConversation) {
  const auto request = must_decode(kChat, R"({
    "model":"weir/auto","stream":true,"stream_options":{"include_usage":true},"max_completion_tokens":500,
    "max_tokens":1,"temperature":1.2,"seed":7,"stop":"END","user":"u","reasoning_effort":"high",
    "parallel_tool_calls":false,"unknown":[{}],
    "messages":[
      {"role":"developer","content":"Be brief."},
      {"role":"user","content":[{"type":"text","text":"look"},{"type":"image_url","image_url":{"url":"data:x"}}]},
      {"role":"assistant","content":null,"reasoning_content":"hm",
       "tool_calls":[{"id":"call_1","type":"function","function":{"name":"read","arguments":"{\"p\":1}"}},
                     {"id":"call_2","type":"function","function":{"name":"list","arguments":""}}]},
      {"role":"tool","tool_call_id":"call_1","content":"one"},
      {"role":"tool","tool_call_id":"call_2","content":[{"type":"text","text":"two"}]}]})");
  EXPECT_TRUE(request.stream);
  EXPECT_TRUE(request.stream_usage);
  EXPECT_EQ(request.max_tokens, 500);
  EXPECT_EQ(request.seed, 7);
  EXPECT_EQ(request.stop, std::vector<std::string>{"END"});
  EXPECT_EQ(request.reasoning_effort, "high");
  EXPECT_TRUE(request.thinking);
  EXPECT_EQ(request.tool_choice.parallel, false);
  ASSERT_EQ(request.messages.size(), 5u);
  EXPECT_EQ(request.messages[0].role, Role::developer);
  EXPECT_EQ(request.messages[1].parts[1].kind, Part::Kind::image);
  const auto& answer = request.messages[2].parts;
  ASSERT_EQ(answer.size(), 3u);
  EXPECT_EQ(answer[0].kind, Part::Kind::thinking);
  EXPECT_EQ(answer[0].signature, "");
  EXPECT_EQ(answer[0].path, "/messages/2/reasoning_content");
  EXPECT_EQ(answer[1].arguments, R"({"p":1})");
  EXPECT_EQ(answer[2].arguments, "{}");
  EXPECT_EQ(answer[2].path, "/messages/2/tool_calls/1");
  EXPECT_EQ(request.messages[3].role, Role::tool);
  EXPECT_EQ(request.messages[3].parts[0].id, "call_1");
  EXPECT_EQ(request.messages[4].parts[0].parts[0].text, "two");
}

TEST(ChatDecode, ToolChoices) {
  const std::vector<std::tuple<std::string, Mode, std::string>> table = {
      {R"("auto")", Mode::automatic, ""},
      {R"("none")", Mode::none, ""},
      {R"("required")", Mode::required, ""},
      {R"({"type":"function","function":{"name":"read"}})", Mode::named, "read"},
      {R"({"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[]}})", Mode::required, ""},
      {"null", Mode::automatic, ""}};
  for (const auto& [json, mode, name] : table) {
    const auto request = must_decode(kChat, R"({"model":"m","messages":[],"tool_choice":)" + json + "}");
    EXPECT_EQ(request.tool_choice.mode, mode) << json;
    EXPECT_EQ(request.tool_choice.name, name) << json;
  }
}

TEST(ChatDecode, ToolsAndFormats) {
  const auto request = must_decode(kChat, R"({"model":"m","messages":[],
    "tools":[{"type":"function","function":{"name":"read","description":"d","parameters":{"type":"object"}}},
             {"type":"custom","custom":{"name":"free"}}],
    "response_format":{"type":"json_schema","json_schema":{"name":"title","schema":{"type":"object"}}}})");
  EXPECT_EQ(request.tools.at(0).name, "read");
  EXPECT_EQ(request.tools.at(0).schema, R"({"type":"object"})");
  EXPECT_EQ(request.tools.at(1).type, "custom");
  EXPECT_EQ(request.tools.at(1).name, "free");
  EXPECT_EQ(request.json_schema, R"({"type":"object"})");
  EXPECT_EQ(request.json_schema_name, "title");
  const auto any = must_decode(kChat, R"({"model":"m","messages":[],"response_format":{"type":"json_object"}})");
  EXPECT_EQ(any.json_schema, "{}");
  const auto text = must_decode(kChat, R"({"model":"m","messages":[],"response_format":{"type":"text"}})");
  EXPECT_FALSE(text.json_schema);
}

TEST(ChatDecode, NoBoundIsNoBound) {
  EXPECT_FALSE(must_decode(kChat, R"({"model":"m","messages":[],"max_tokens":-1})").max_tokens);
  EXPECT_FALSE(must_decode(kChat, R"({"model":"m","messages":[],"max_tokens":null})").max_tokens);
}

TEST(ChatDecode, ErrorsNameThePlace) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {R"({"messages":[]})", "model: expected a string"},
      {R"({"model":"m"})", "messages: expected an array"},
      {R"({"model":"m","messages":[{"role":"x"}]})",
       "messages.0.role: expected system, developer, user, assistant or tool"},
      {R"({"model":"m","messages":[{"role":"user","content":7}]})",
       "messages.0.content: expected a string, an array of parts or null"},
      {R"({"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"c","function":{}}]}]})",
       "messages.0.tool_calls.0.function.name: expected a string"},
      {R"({"model":"m","messages":[],"tools":[{"type":"function"}]})", "tools.0.function: expected an object"},
      {R"({"model":"m","messages":[],"tool_choice":"perhaps"})",
       "tool_choice: expected auto, none, required or a tool"},
      {R"({"model":"m","messages":[],"stream_options":{"include_usage":1}})",
       "stream_options.include_usage: expected true or false"},
      {R"({"model":"m","messages":[],"max_tokens":-4})", "max_tokens: expected a whole number, 0 or more"}};
  for (const auto& [body, message] : table) {
    const auto request = decode(kChat, body);
    ASSERT_FALSE(request) << body;
    EXPECT_EQ(request.error().message, message);
  }
}

TEST(CompletionsDecode, ReadsPromptAndSuffix) {
  const auto request = must_decode(
      kCompletions, R"({"model":"qwen2.5-coder:0.5b","prompt":["def f("],"suffix":"","max_tokens":16,"stop":["\n"]})");
  EXPECT_EQ(request.operation, chat::Operation::completion);
  EXPECT_EQ(request.prompt, "def f(");
  EXPECT_TRUE(request.has_suffix);
  EXPECT_FALSE(must_decode(kCompletions, R"({"model":"m","prompt":"x","suffix":null})").has_suffix);
  const auto tokens = decode(kCompletions, R"({"model":"m","prompt":[1,2]})");
  ASSERT_FALSE(tokens);
  EXPECT_EQ(tokens.error().message, "prompt: expected a string or an array of one string");
}

}  // namespace
}  // namespace weir::wire::testing

// Calls that models write as text, in any split of the stream.
#include "engine/tools.h"

#include <gtest/gtest.h>

namespace weir::engine {
namespace {

json offered() {
  return json::parse(R"([
    {"type":"function","function":{"name":"read_file","parameters":{"type":"object",
      "properties":{"path":{"type":"string"},"lines":{"type":"integer"}},"required":["path"]}}},
    {"type":"function","function":{"name":"now"}}])");
}

struct Result {
  std::string text;
  std::vector<Call> calls;
};

Result stream(const std::string& all, std::size_t chunk, bool cut = false) {
  const ToolSet tools(offered());
  CallFilter filter(tools);
  Result out;
  for (std::size_t at = 0; at < all.size(); at += chunk) out.text += filter.feed(all.substr(at, chunk));
  out.text += filter.finish(cut);
  out.calls = filter.calls();
  return out;
}

struct Case {
  const char *what, *content, *text;
  std::vector<const char*> names;
};

const Case cases[] = {
    {"bare", R"({"name": "read_file", "arguments": {"path": "a.c"}})", "", {"read_file"}},
    {"white space before", "\n\n{\"name\": \"now\", \"arguments\": {}}\n", "", {"now"}},
    {"fenced", "```json\n{\"name\": \"now\", \"arguments\": {}}\n```", "", {"now"}},
    {"fenced without a language", "```\n{\"name\": \"now\", \"arguments\": {}}\n```\n", "", {"now"}},
    {"parameters", R"({"name": "read_file", "parameters": {"path": "a"}})", "", {"read_file"}},
    {"nested function", R"({"type":"function","function":{"name":"now","arguments":"{}"}})", "", {"now"}},
    {"tagged", "<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>", "", {"now"}},
    {"text, then tagged",
     "I look.\n<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>",
     "I look.\n",
     {"now"}},
    {"two",
     "{\"name\":\"now\",\"arguments\":{}}\n{\"name\":\"read_file\",\"arguments\":{\"path\":\"b\"}}",
     "",
     {"now", "read_file"}},
    {"a list", R"([{"name":"now","arguments":{}},{"name":"now","arguments":{}}])", "", {"now", "now"}},
    {"braces in strings", R"({"name":"read_file","arguments":{"path":"}{\"]"}})", "", {"read_file"}},
    {"not offered", R"({"name":"delete","arguments":{}})", R"({"name":"delete","arguments":{}})", {}},
    {"does not fit", R"({"name":"read_file","arguments":{}})", R"({"name":"read_file","arguments":{}})", {}},
    {"other JSON", R"({"answer": 42} and more)", R"({"answer": 42} and more)", {}},
    {"code", "```python\nprint({})\n```", "```python\nprint({})\n```", {}},
    {"prose", "Use {name: x} here.", "Use {name: x} here.", {}},
    {"a lone brace", "{", "{", {}},
    {"less than", "a < b <tool", "a < b <tool", {}},
};

TEST(CallFilter, FindsCallsAndLosesNoText) {
  for (const Case& c : cases) {
    for (const std::size_t chunk : {1UL, 3UL, 1000UL}) {
      const Result got = stream(c.content, chunk);
      EXPECT_EQ(got.text, c.text) << c.what << ", chunks of " << chunk;
      ASSERT_EQ(got.calls.size(), c.names.size()) << c.what << ", chunks of " << chunk;
      for (std::size_t i = 0; i < got.calls.size(); ++i) EXPECT_EQ(got.calls[i].name, c.names[i]) << c.what;
    }
  }
}

TEST(CallFilter, ProseIsNotHeldBack) {
  const ToolSet tools(offered());
  CallFilter filter(tools);
  EXPECT_EQ(filter.feed("Hello"), "Hello");
  EXPECT_EQ(filter.feed(" {world"), " {world");
}

TEST(CallFilter, HalfACallIsNoCallAndNoText) {
  const Result got = stream(R"({"name": "read_file", "argum)", 4, true);
  EXPECT_TRUE(got.calls.empty());
  EXPECT_EQ(got.text, "");
}

TEST(ToolSet, CountsWhatItRepaired) {
  const ToolSet tools(offered());
  const auto right = tools.check("read_file", json::parse(R"({"path":"a","lines":3})"), Repair::none);
  EXPECT_EQ(right->repair, Repair::none);
  const auto repaired = tools.check("read_file", json::parse(R"({"path":"a","lines":"3"})"), Repair::none);
  EXPECT_EQ(repaired->repair, Repair::coerced);
  EXPECT_EQ(repaired->arguments, R"({"path":"a","lines":3})");
  const auto wrong = tools.check("read_file", json::parse(R"({"lines":3})"), Repair::none);
  EXPECT_FALSE(wrong->valid);
  EXPECT_FALSE(tools.check("nope", json::object(), Repair::none).has_value());
}

TEST(ToolSet, DefinitionsOfTwoToolsDoNotMix) {
  const ToolSet tools(json::parse(R"([
    {"type":"function","function":{"name":"a","parameters":{"type":"object","required":["v"],
      "properties":{"v":{"$ref":"#/$defs/T"}},"$defs":{"T":{"type":"integer"}}}}},
    {"type":"function","function":{"name":"b","parameters":{"type":"object","required":["v"],
      "properties":{"v":{"$ref":"#/$defs/T"}},"$defs":{"T":{"enum":["x"]}}}}}])"));
  const std::string both = tools.grammar("");
  EXPECT_NE(both.find("-v ::= integer"), std::string::npos) << both;
  EXPECT_NE(both.find(R"("\"x\"")"), std::string::npos) << both;
  EXPECT_EQ(tools.grammar("a").find(R"("\"x\"")"), std::string::npos) << "a named choice allows that tool alone";
}

}  // namespace
}  // namespace weir::engine

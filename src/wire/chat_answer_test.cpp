// Answers of OpenAI's relatives read, and answers written for their clients.
#include "wire/testing.h"

namespace weir::wire::testing {
namespace {

std::string chunk(std::string_view delta, std::string_view rest = "") {
  return R"({"id":"c1","object":"chat.completion.chunk","model":"gm","choices":[{"index":0,"delta":)" +
         std::string(delta) + std::string(rest) + "}]}";
}
std::string finish(std::string_view reason) {
  return chunk("{}", R"(,"finish_reason":")" + std::string(reason) + "\"");
}

Words stream(const std::vector<std::string>& datas) {
  std::vector<Sse> events;
  for (const std::string& data : datas) events.push_back({"", data});
  return words(joined(decode_stream(kChat, events)));
}

const std::string kUsage = R"({"id":"c1","choices":[],"usage":{"prompt_tokens":50,"completion_tokens":9,
  "prompt_tokens_details":{"cached_tokens":48},"completion_tokens_details":{"reasoning_tokens":3}}})";

const std::vector<std::string> kStream = {
    chunk(R"({"role":"assistant","content":""})"),
    chunk(R"({"reasoning_content":"h"})"),
    chunk(R"({"reasoning_content":"m"})"),
    chunk(R"({"content":"Let"})"),
    chunk(R"({"content":" me"})"),
    chunk(R"({"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"read","arguments":""}}]})"),
    chunk(R"({"tool_calls":[{"index":0,"function":{"arguments":"{\"p\":"}}]})"),
    chunk(R"({"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]})"),
    chunk(
        R"({"tool_calls":[{"index":1,"id":"call_b","type":"function","function":{"name":"list","arguments":"{}"}}]})"),
    finish("tool_calls"),
    kUsage,
    "[DONE]"};

const Words kEvents = {"start c1 gm",
                       "0 thinking hm",
                       "0 stop",
                       "1 text Let me",
                       "1 stop",
                       "2 tool call_a read",
                       R"(2 args {"p":1})",
                       "2 stop",
                       "3 tool call_b list",
                       "3 args {}",
                       "3 stop",
                       "usage in=50 read=48 out=9 think=3",
                       "finish tool_use",
                       "end"};

// A stream has a chunk for usage behind the one that finishes; a whole body tells it before.
Words usage_last(Words all) {
  std::swap(all[all.size() - 3], all[all.size() - 2]);
  return all;
}

TEST(ChatAnswer, ReadsAStream) { EXPECT_EQ(stream(kStream), usage_last(kEvents)); }

TEST(ChatAnswer, TheReasonToStopIsToldWithoutADone) {
  const Words told = stream({chunk(R"({"content":"a"})"), finish("stop")});
  EXPECT_EQ(told, (Words{"start c1 gm", "0 text a", "0 stop", "finish end_turn"}));
}

TEST(ChatAnswer, AWholeBodySaysTheSameAsAStream) {
  const auto events = decode_whole(kChat, R"({"id":"c1","model":"gm","object":"chat.completion","choices":[{"index":0,
    "message":{"role":"assistant","content":"Let me","reasoning_content":"hm","tool_calls":[
      {"id":"call_a","type":"function","function":{"name":"read","arguments":"{\"p\":1}"}},
      {"id":"call_b","type":"function","function":{"name":"list","arguments":""}}]},
    "finish_reason":"stop"}],"usage":{"prompt_tokens":50,"completion_tokens":9,
    "prompt_tokens_details":{"cached_tokens":48},"completion_tokens_details":{"reasoning_tokens":3}}})");
  EXPECT_EQ(words(events), kEvents);
}

// Two calls are two calls, whatever an upstream calls them.
TEST(ChatAnswer, CallsOfAWholeBodyWithOneId) {
  const auto events = decode_whole(kChat, R"({"choices":[{"index":0,"message":{"role":"assistant","tool_calls":[
      {"id":"c","type":"function","function":{"name":"read","arguments":"{}"}},
      {"id":"c","type":"function","function":{"name":"read","arguments":"{}"}}]},"finish_reason":"tool_calls"}]})");
  EXPECT_EQ(words(events), (Words{"start  ", "0 tool c read", "0 args {}", "0 stop", "1 tool c read", "1 args {}",
                                  "1 stop", "finish tool_use", "end"}));
}

TEST(ChatAnswer, LaterReasoningOpensANewBlock) {
  EXPECT_EQ(stream({chunk(R"({"content":"a"})"), chunk(R"({"reasoning":"b"})"), chunk(R"({"content":"c"})"), "[DONE]"}),
            (Words{"start c1 gm", "0 text a", "0 stop", "1 thinking b", "1 stop", "2 text c", "2 stop", "end"}));
}

TEST(ChatAnswer, CallsThatAllSayIndexZero) {
  const auto call = [](std::string_view id, std::string_view name) {
    return chunk(R"({"tool_calls":[{"index":0,"id":")" + std::string(id) + R"(","function":{"name":")" +
                 std::string(name) + R"(","arguments":"{\"x\":1}"}}]})");
  };
  const Words two = {"start c1 gm",       "0 tool a f", R"(0 args {"x":1})", "0 stop", "1 tool b f",
                     R"(1 args {"x":1})", "1 stop",     "finish tool_use",   "end"};
  EXPECT_EQ(stream({call("a", "f"), call("b", "f"), finish("tool_calls"), "[DONE]"}), two);
  const Words unnamed = stream({call("", "f"), call("", "g"), finish("tool_calls"), "[DONE]"});
  ASSERT_EQ(unnamed.size(), two.size());
  EXPECT_TRUE(unnamed[1].starts_with("0 tool call_") && unnamed[1].ends_with(" f")) << unnamed[1];
  EXPECT_TRUE(unnamed[4].starts_with("1 tool call_") && unnamed[4].ends_with(" g")) << unnamed[4];
  EXPECT_NE(unnamed[1].substr(7, 20), unnamed[4].substr(7, 20));
}

TEST(ChatAnswer, CallsWithoutIndex) {
  EXPECT_EQ(stream({chunk(R"({"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{\"x\""}}]})"),
                    chunk(R"({"tool_calls":[{"function":{"arguments":":1}"}}]})"),
                    chunk(R"({"tool_calls":[{"id":"b","function":{"name":"g","arguments":{"y":2}}}]})"), finish("stop"),
                    "[DONE]"}),
            (Words{"start c1 gm", "0 tool a f", R"(0 args {"x":1})", "0 stop", "1 tool b g", R"(1 args {"y":2})",
                   "1 stop", "finish tool_use", "end"}));
}

TEST(ChatAnswer, InterleavedCallsComeOutOneAfterTheOther) {
  EXPECT_EQ(
      stream({chunk(R"({"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":"}}]})"),
              chunk(R"({"tool_calls":[{"index":1,"id":"b","function":{"name":"g","arguments":"{\"y\":"}}]})"),
              chunk(R"({"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]})"),
              chunk(R"({"tool_calls":[{"index":1,"function":{"arguments":"2}"}}]})"), finish("tool_calls"), "[DONE]"}),
      (Words{"start c1 gm", "0 tool a f", R"(0 args {"x":1})", "0 stop", "1 tool b g", R"(1 args {"y":2})", "1 stop",
             "finish tool_use", "end"}));
}

TEST(ChatAnswer, ANameThatComesLater) {
  EXPECT_EQ(stream({chunk(R"({"tool_calls":[{"index":0,"id":"a","function":{"arguments":"{"}}]})"),
                    chunk(R"({"tool_calls":[{"index":0,"function":{"name":"f","arguments":"}"}}]})"), "[DONE]"}),
            (Words{"start c1 gm", "0 tool a f", "0 args {}", "0 stop", "end"}));
}

TEST(ChatAnswer, FinishReasons) {
  const std::vector<std::pair<std::string, std::string>> table = {{"stop", "finish end_turn"},
                                                                  {"length", "finish max_tokens"},
                                                                  {"content_filter", "finish content_filter"},
                                                                  {"something", "finish unknown"}};
  for (const auto& [reason, expected] : table) {
    EXPECT_EQ(stream({finish(reason), "[DONE]"}), (Words{"start c1 gm", expected, "end"}));
  }
  EXPECT_EQ(stream({chunk("{}", R"(,"finish_reason":"stop","stop_reason":"END")"), "[DONE]"}),
            (Words{"start c1 gm", "finish stop_sequence END", "end"}));
}

TEST(ChatAnswer, TroubleInAStream) {
  EXPECT_EQ(stream({R"({"error":{"message":"too many","type":"rate_limit_error","code":429}})"}),
            Words{"error rate_limited too many"});
  EXPECT_EQ(stream({R"({"error":"model crashed"})"}), Words{"error server model crashed"});
  EXPECT_EQ(stream({R"({"type":"keepalive"})"}), Words{"unknown keepalive"});
  EXPECT_FALSE(wire_of(kChat).answer_decoder()->event("", "oops"));
  EXPECT_FALSE(wire_of(kChat).answer_decoder()->whole(R"({"ok":true})"));
  EXPECT_EQ(words(decode_whole(kChat, R"({"error":{"message":"no","code":"context_length_exceeded"}})")),
            Words{"error context_overflow no"});
}

AnswerContext context(bool streamed) {
  AnswerContext out;
  out.stream = streamed;
  out.id = "01K";
  out.model = "shown";
  out.created = 1764000000;
  return out;
}

std::vector<chat::Event> events() {
  std::vector<Sse> sse;
  for (const std::string& data : kStream) sse.push_back({"", data});
  return decode_stream(kChat, sse);
}

TEST(ChatAnswer, WrittenStreamReadsBackAsItself) {
  const auto frames = split(encode_answer(kChat, context(true), events()));
  ASSERT_GT(frames.size(), 3u);
  EXPECT_EQ(compact(frames[0].data),
            "{id:'chatcmpl-01K',object:'chat.completion.chunk',created:1764000000,model:'shown',"
            "choices:[{index:0,delta:{role:'assistant',content:''},finish_reason:null}]}");
  EXPECT_EQ(frames.back().data, "[DONE]");
  EXPECT_EQ(compact(frames[frames.size() - 2].data, "/choices"), "[]");
  Words expected = kEvents;
  expected[0] = "start chatcmpl-01K shown";
  EXPECT_EQ(words(joined(decode_stream(kChat, frames))), usage_last(expected));
}

TEST(ChatAnswer, TheFirstPieceOfACallHasIndexIdAndName) {
  for (const Sse& sse : split(encode_answer(kChat, context(true), events()))) {
    if (!sse.data.contains("call_b")) continue;
    EXPECT_EQ(compact(sse.data, "/choices/0/delta/tool_calls/0"),
              "{index:1,id:'call_b',type:'function',function:{name:'list',arguments:''}}");
    return;
  }
  FAIL() << "the second call is not there";
}

TEST(ChatAnswer, UsageOnlyWhenAskedFor) {
  auto quiet = context(true);
  quiet.stream_usage = false;
  EXPECT_FALSE(encode_answer(kChat, quiet, events()).contains("prompt_tokens"));
}

TEST(ChatAnswer, WholeBody) {
  EXPECT_EQ(compact(encode_answer(kChat, context(false), events())),
            "{id:'chatcmpl-01K',object:'chat.completion',created:1764000000,model:'shown',choices:[{index:0,message:"
            "{role:'assistant',content:'Let me',reasoning_content:'hm',tool_calls:[{id:'call_a',type:'function',"
            "function:{name:'read',arguments:'{\"p\":1}'}},{id:'call_b',type:'function',function:{name:'list',"
            "arguments:'{}'}}]},logprobs:null,finish_reason:'tool_calls'}],usage:{prompt_tokens:50,"
            "completion_tokens:9,total_tokens:59,prompt_tokens_details:{cached_tokens:48},"
            "completion_tokens_details:{reasoning_tokens:3}}}");
}

TEST(ChatAnswer, AnErrorEndsTheStreamWithoutDone) {
  chat::Event error;
  error.kind = chat::Event::Kind::error;
  error.error.emplace();
  error.error->cls = chat::UpstreamErrorClass::cut;
  error.error->message = "cut";
  chat::Event end;
  end.kind = chat::Event::Kind::end;
  const std::string bytes = encode_answer(kChat, context(true), {error, end});
  const auto frames = split(bytes);
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_EQ(compact(frames[0].data), "{error:{message:'cut',type:'server_error',param:null,code:'stream_cut'}}");
}

TEST(CompletionsAnswer, BothWays) {
  const auto read = decode_stream(
      kCompletions, {{"", R"({"id":"cmpl-1","model":"q","choices":[{"index":0,"text":"a + "}]})"},
                     {"", R"({"id":"cmpl-1","model":"q","choices":[{"index":0,"text":"b","finish_reason":"length"}]})"},
                     {"", R"({"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":2}})"},
                     {"", "[DONE]"}});
  EXPECT_EQ(words(joined(read)),
            (Words{"start cmpl-1 q", "0 text a + b", "0 stop", "finish max_tokens", "usage in=12 out=2", "end"}));
  EXPECT_EQ(words(decode_whole(kCompletions, R"({"id":"cmpl-1","model":"q","choices":[{"index":0,"text":"a + b",
              "finish_reason":"length"}],"usage":{"prompt_tokens":12,"completion_tokens":2}})")),
            usage_last(words(joined(read))));
  EXPECT_EQ(words(joined(decode_stream(kCompletions, split(encode_answer(kCompletions, context(true), read))))),
            (Words{"start cmpl-01K shown", "0 text a + b", "0 stop", "finish max_tokens", "usage in=12 out=2", "end"}));
  EXPECT_EQ(compact(encode_answer(kCompletions, context(false), read), "/choices"),
            "[{text:'a + b',index:0,logprobs:null,finish_reason:'length'}]");
}

// A block that was closed stays closed: what comes behind the reason to stop is another one.
TEST(CompletionsAnswer, TextBehindTheReasonToStop) {
  EXPECT_EQ(
      words(decode_stream(kCompletions, {{"", R"({"choices":[{"text":"a","finish_reason":"stop"}]})"},
                                         {"", R"({"choices":[{"text":"b","finish_reason":"stop"}]})"},
                                         {"", "[DONE]"}})),
      (Words{"start  ", "0 text a", "0 stop", "finish end_turn", "1 text b", "1 stop", "finish end_turn", "end"}));
}

}  // namespace
}  // namespace weir::wire::testing

// Answers of a Messages upstream read, and answers written for a Messages client.
#include "wire/testing.h"

namespace weir::wire::testing {
namespace {

const std::vector<Sse> kStream = {
    {"message_start", R"({"type":"message_start","message":{"id":"msg_1","model":"claude-x","content":[],
       "usage":{"input_tokens":10,"cache_read_input_tokens":100,"cache_creation_input_tokens":5,"output_tokens":1}}})"},
    {"content_block_start",
     R"({"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}})"},
    {"content_block_delta",
     R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}})"},
    {"content_block_delta",
     R"({"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"s1"}})"},
    {"content_block_stop", R"({"type":"content_block_stop","index":0})"},
    {"ping", R"({"type":"ping"})"},
    {"content_block_start", R"({"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}})"},
    {"content_block_delta", R"({"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Let"}})"},
    {"content_block_delta", R"({"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":" me"}})"},
    {"content_block_stop", R"({"type":"content_block_stop","index":1})"},
    {"content_block_start",
     R"({"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_1","name":"Read","input":{}}})"},
    {"content_block_delta",
     R"({"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"p\":"}})"},
    {"content_block_delta",
     R"({"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"1}"}})"},
    {"content_block_stop", R"({"type":"content_block_stop","index":2})"},
    {"message_delta",
     R"({"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":42}})"},
    {"message_stop", R"({"type":"message_stop"})"}};

TEST(MessagesAnswer, ReadsAStream) {
  EXPECT_EQ(words(decode_stream(kMessages, kStream)),
            (Words{"start msg_1 claude-x in=115 read=100 write=5 out=1", "0 thinking hm", "0 signature s1", "0 stop",
                   "ping", "1 text Let", "1 text  me", "1 stop", "2 tool toolu_1 Read", "2 args {\"p\":", "2 args 1}",
                   "2 stop", "usage out=42", "finish tool_use", "end"}));
}

TEST(MessagesAnswer, AWholeBodySaysTheSameAsAStream) {
  const auto whole = decode_whole(kMessages, R"({"id":"msg_1","type":"message","role":"assistant","model":"claude-x",
    "content":[{"type":"thinking","thinking":"hm","signature":"s1"},{"type":"text","text":"Let me"},
               {"type":"tool_use","id":"toolu_1","name":"Read","input":{"p":1}}],
    "stop_reason":"tool_use","stop_sequence":null,
    "usage":{"input_tokens":10,"cache_read_input_tokens":100,"cache_creation_input_tokens":5,"output_tokens":42}})");
  Words streamed = words(joined(decode_stream(kMessages, kStream)));
  std::erase(streamed, "ping");
  Words got = words(whole);
  ASSERT_EQ(got.size(), streamed.size());
  EXPECT_EQ(got.front(), "start msg_1 claude-x in=115 read=100 write=5 out=42");
  got.front() = streamed.front();  // only the whole body knows the output from the start
  for (std::string& word : got) {
    if (word.starts_with("usage")) word = "usage out=42";
  }
  EXPECT_EQ(got, streamed);
}

TEST(MessagesAnswer, StopReasons) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {R"("stop_reason":"end_turn")", "finish end_turn"},
      {R"("stop_reason":"model_context_window_exceeded")", "finish max_tokens"},
      {R"("stop_reason":"pause_turn")", "finish pause"},
      {R"("stop_reason":"refusal")", "finish refusal"},
      {R"("stop_reason":"stop_sequence","stop_sequence":"</b>")", "finish stop_sequence </b>"},
      {R"("stop_reason":"from_the_future")", "finish unknown"}};
  for (const auto& [delta, expected] : table) {
    const auto events = decode_stream(kMessages, {{"", R"({"type":"message_delta","delta":{)" + delta + "}}"}});
    EXPECT_EQ(words(events), Words{expected});
  }
}

TEST(MessagesAnswer, TroubleInAStream) {
  EXPECT_EQ(words(decode_stream(kMessages, {{"error", R"({"type":"error","error":{"type":"overloaded_error",
            "message":"Overloaded"}})"}})),
            Words{"error overloaded Overloaded"});
  EXPECT_EQ(words(decode_stream(kMessages, {{"weir_route", "{}"}})), Words{"unknown weir_route"});
  EXPECT_FALSE(wire_of(kMessages).answer_decoder()->event("message_start", "{"));
  EXPECT_FALSE(wire_of(kMessages).answer_decoder()->whole("<html>"));
  EXPECT_FALSE(wire_of(kMessages).answer_decoder()->whole("{}"));
  EXPECT_EQ(words(decode_whole(kMessages, R"({"type":"error","error":{"type":"rate_limit_error","message":"slow"}})")),
            Words{"error rate_limited slow"});
}

TEST(MessagesAnswer, ABlockOpenedOnAnOpenOneClosesItFirst) {
  const std::string text = R"({"type":"content_block_start","index":0,"content_block":{"type":"text","text":"a"}})";
  const std::string think =
      R"({"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"b"}})";
  const std::string stray = R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"c"}})";
  EXPECT_EQ(words(decode_stream(kMessages, {{"", text}, {"", think}, {"", stray}, {"", R"({"type":"message_stop"})"}})),
            (Words{"0 text a", "0 stop", "1 thinking b", "1 stop", "2 text c", "2 stop", "end"}));
}

TEST(MessagesAnswer, InputInTheStartAndNoInput) {
  const auto start = [](std::string_view input) {
    return Sse{
        "",
        R"({"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"a","name":"f","input":)" +
            std::string(input) + "}}"};
  };
  const Sse stop{"", R"({"type":"content_block_stop","index":0})"};
  const Sse delta{"",
                  R"({"type":"content_block_delta","delta":{"type":"input_json_delta","partial_json":"{\"p\":1}"}})"};
  const Words once = {"0 tool a f", R"(0 args {"p":1})", "0 stop"};
  EXPECT_EQ(words(decode_stream(kMessages, {start(R"({"p":1})"), stop})), once);
  EXPECT_EQ(words(decode_stream(kMessages, {start(R"({"p":1})"), delta, stop})), once);
  EXPECT_EQ(words(decode_stream(kMessages, {start("{}"), stop})), (Words{"0 tool a f", "0 args {}", "0 stop"}));
}

TEST(MessagesAnswer, ForeignBlocksStayUnknown) {
  const auto events = decode_whole(kMessages, R"({"content":[{"type":"server_tool_use","id":"s"},
    {"type":"text","text":"x"}],"stop_reason":"end_turn"})");
  EXPECT_EQ(words(events), (Words{"start  ", "unknown content_block_start server_tool_use",
                                  "unknown content_block_stop", "1 text x", "1 stop", "finish end_turn", "end"}));
}

AnswerContext context(bool stream) {
  AnswerContext out;
  out.stream = stream;
  out.id = "01K";
  out.model = "shown";
  return out;
}

TEST(MessagesAnswer, WrittenStreamReadsBackAsItself) {
  const auto events = decode_stream(kMessages, kStream);
  const std::string bytes = encode_answer(kMessages, context(true), events);
  const auto frames = split(bytes);
  for (const Sse& sse : frames) EXPECT_EQ(Json::parse(sse.data)->root()["type"].string(), sse.name);
  Words again = words(decode_stream(kMessages, frames));
  Words expected = words(events);
  expected.front() = "start msg_01K shown in=115 read=100 write=5 out=1";
  expected.at(expected.size() - 3) = "usage in=115 read=100 write=5 out=42";
  EXPECT_EQ(again, expected);
}

TEST(MessagesAnswer, OneOpenBlockAndRisingIndexes) {
  using Kind = chat::Event::Kind;
  std::vector<chat::Event> events;
  const auto add = [&](Kind kind, int index, std::string text) {
    chat::Event& event = events.emplace_back();
    event.kind = kind;
    event.index = index;
    event.text = std::move(text);
  };
  add(Kind::text, 0, "a");
  add(Kind::thinking, 0, "b");  // on an open index
  add(Kind::tool_start, 5, "");
  add(Kind::tool_arguments, 4, "lost");  // no such block is open
  add(Kind::tool_arguments, 5, "{}");
  add(Kind::text, 2, "c");
  add(Kind::end, 0, "");
  int open = -1, last = -1;
  std::string kinds;
  for (const Sse& sse : split(encode_answer(kMessages, context(true), events))) {
    const auto json = Json::parse(sse.data);
    const int index = static_cast<int>((*json)["index"].integer().value_or(-1));
    if (sse.name == "content_block_start") {
      EXPECT_EQ(open, -1);
      EXPECT_EQ(index, last + 1);
      open = last = index;
      kinds += (*json)["content_block"]["type"].string() + " ";
    } else if (sse.name == "content_block_delta") {
      EXPECT_EQ(index, open);
    } else if (sse.name == "content_block_stop") {
      EXPECT_EQ(index, open);
      open = -1;
    } else if (sse.name == "message_delta") {
      EXPECT_EQ(open, -1);
      EXPECT_EQ((*json)["delta"]["stop_reason"].string(), "tool_use");  // nobody said why: a call tells it
    }
  }
  EXPECT_EQ(kinds, "text thinking tool_use text ");
}

TEST(MessagesAnswer, InputTokensComeFirst) {
  auto estimated = context(true);
  estimated.input_estimate = Tokens{1234};
  chat::Event start;
  start.kind = chat::Event::Kind::start;
  const auto frames = split(encode_answer(kMessages, estimated, {start}));
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_EQ(compact(frames[0].data, "/message/usage/input_tokens"), "1234");
}

TEST(MessagesAnswer, WholeBody) {
  const std::string body = encode_answer(kMessages, context(false), decode_stream(kMessages, kStream));
  EXPECT_EQ(compact(body),
            "{id:'msg_01K',type:'message',role:'assistant',model:'shown',content:[{type:'thinking',thinking:'hm',"
            "signature:'s1'},{type:'text',text:'Let me'},{type:'tool_use',id:'toolu_1',name:'Read',input:{p:1}}],"
            "stop_reason:'tool_use',stop_sequence:null,usage:{input_tokens:10,cache_creation_input_tokens:5,"
            "cache_read_input_tokens:100,output_tokens:42}}");
}

TEST(MessagesAnswer, AnErrorEndsTheStreamWithoutAStop) {
  const auto encoder = wire_of(kMessages).answer_encoder(context(true));
  chat::Event text, error, end;
  text.kind = chat::Event::Kind::text;
  text.text = "half";
  error.kind = chat::Event::Kind::error;
  error.error.emplace();
  error.error->cls = chat::UpstreamErrorClass::cut;
  error.error->message = "the upstream hung up";
  end.kind = chat::Event::Kind::end;
  EXPECT_NE(encoder->event(text), "");
  const auto frames = split(encoder->event(error));
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_EQ(frames[0].name, "error");
  EXPECT_EQ(compact(frames[0].data, "/error"), "{type:'overloaded_error',message:'the upstream hung up'}");
  EXPECT_EQ(encoder->event(end), "");
}

}  // namespace
}  // namespace weir::wire::testing

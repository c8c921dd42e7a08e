// A request in one dialect for an upstream that speaks another, and its answer on the way back.
#include "wire/testing.h"
#include "wire/tool_ids.h"

namespace weir::wire::testing {
namespace {

constexpr std::string_view kAgent = R"({"model":"claude-weir-auto","max_tokens":900,"stream":true,
  "system":[{"type":"text","text":"Rule one."},{"type":"text","text":"Rule two."}],
  "messages":[
    {"role":"user","content":[{"type":"text","text":"fix it"}]},
    {"role":"system","content":"cwd: /src"},
    {"role":"assistant","content":[
      {"type":"thinking","thinking":"hm","signature":"s"},
      {"type":"text","text":"Reading."},
      {"type":"tool_use","id":"toolu_1","name":"Read","input":{"p":"a"}},
      {"type":"tool_use","id":"toolu_2","name":"Read","input":{"p":"b"}}]},
    {"role":"user","content":[
      {"type":"tool_result","tool_use_id":"toolu_1","content":"A"},
      {"type":"tool_result","tool_use_id":"toolu_2","is_error":true,"content":[{"type":"text","text":"B"}]},
      {"type":"text","text":"and?"}]}],
  "tools":[{"name":"Read","description":"d","input_schema":{"type":"object","properties":{"p":{"type":"string"}}}}],
  "tool_choice":{"type":"any","disable_parallel_tool_use":true},"metadata":{"user_id":"u"},"top_k":5})";

TEST(Crossed, MessagesToChat) {
  EncodeOptions options;
  options.model = "gpt-x";
  options.stream = true;
  const auto encoded = must_encode(kChat, must_decode(kMessages, std::string(kAgent)), options);
  EXPECT_EQ(compact(encoded.body),
            "{model:'gpt-x',messages:[{role:'system',content:'Rule one.\n\nRule two.'},"
            "{role:'user',content:'fix it\n<system-note>\ncwd: /src\n</system-note>'},"
            "{role:'assistant',content:'Reading.',tool_calls:["
            "{id:'toolu_1',type:'function',function:{name:'Read',arguments:'{\"p\":\"a\"}'}},"
            "{id:'toolu_2',type:'function',function:{name:'Read',arguments:'{\"p\":\"b\"}'}}]},"
            "{role:'tool',tool_call_id:'toolu_1',content:'A'},"
            "{role:'tool',tool_call_id:'toolu_2',content:'[the tool failed]\nB'},{role:'user',content:'and?'}],"
            "tools:[{type:'function',function:{name:'Read',description:'d',"
            "parameters:{type:'object',properties:{p:{type:'string'}}}}}],tool_choice:'required',"
            "parallel_tool_calls:false,max_tokens:900,stream:true,stream_options:{include_usage:true},user:'u'}");
  EXPECT_EQ(encoded.notes, (std::vector<std::string>{"left out top_k: this dialect does not know it",
                                                     "dropped 1 thinking block: this dialect has no place for it"}));
}

TEST(Crossed, ChatToMessages) {
  const auto request = must_decode(kChat, R"({"model":"weir/auto","stop":["END"," \n"],"temperature":1.7,"seed":1,
    "messages":[
      {"role":"system","content":"Rule."},{"role":"developer","content":"More."},
      {"role":"user","content":"go"},{"role":"user","content":"now"},
      {"role":"assistant","content":"","reasoning_content":"hm","tool_calls":[
        {"id":"functions.read:0","type":"function","function":{"name":"read","arguments":"{\"p\":1}"}},
        {"id":"c2","type":"function","function":{"name":"list","arguments":""}}]},
      {"role":"tool","tool_call_id":"functions.read:0","content":"one"},
      {"role":"tool","tool_call_id":"c2","content":"two"},
      {"role":"system","content":"late"},
      {"role":"user","content":"next"}],
    "tools":[{"type":"function","function":{"name":"read"}}],"tool_choice":"required","parallel_tool_calls":true})");
  EncodeOptions options;
  options.model = "claude-x";
  options.max_tokens_default = Tokens{8000};
  const auto encoded = must_encode(kMessages, request, options);
  EXPECT_EQ(compact(encoded.body),
            "{model:'claude-x',max_tokens:8000,system:[{type:'text',text:'Rule.'},{type:'text',text:'More.'}],"
            "messages:[{role:'user',content:[{type:'text',text:'go'},{type:'text',text:'now'}]},"
            "{role:'assistant',content:[{type:'tool_use',id:'weiridfunctions_2eread_3a0',name:'read',input:{p:1}},"
            "{type:'tool_use',id:'c2',name:'list',input:{}}]},"
            "{role:'user',content:[{type:'tool_result',tool_use_id:'weiridfunctions_2eread_3a0',content:[{type:'text',"
            "text:'one'}]},{type:'tool_result',tool_use_id:'c2',content:[{type:'text',text:'two'}]},"
            "{type:'text',text:'<system-note>\nlate\n</system-note>'},{type:'text',text:'next'}]}],"
            "tools:[{name:'read',input_schema:{type:'object',properties:{}}}],"
            "tool_choice:{type:'any',disable_parallel_tool_use:false},temperature:1,stop_sequences:['END']}");
  EXPECT_EQ(encoded.notes.size(), 4u);  // stop sequence, temperature, seed, thinking
}

// The local engine's and the provider's cache live on it: what was sent before is a prefix of what is sent now.
TEST(Crossed, TheConversationGrowsAtItsEndOnly) {
  const std::vector<std::string> turns = {
      R"({"role":"user","content":"a"},{"role":"system","content":"note 1"})",
      R"({"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{}}]},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"r"}]})",
      R"({"role":"assistant","content":"done"},{"role":"system","content":"note 2"},{"role":"user","content":"b"})"};
  std::string messages, before;
  for (const std::string& turn : turns) {
    messages += (messages.empty() ? "" : ",") + turn;
    const auto request =
        must_decode(kMessages, R"({"model":"m","max_tokens":1,"system":"s","messages":[)" + messages + "]}");
    std::string now = compact(must_encode(kChat, request).body, "/messages");
    now.pop_back();
    EXPECT_TRUE(now.starts_with(before)) << before << "\n" << now;
    before = now;
  }
}

TEST(Crossed, SignedThinkingGoesToMessagesUnsignedDoesNot) {
  const auto request = must_decode(kMessages, R"({"model":"m","max_tokens":1,"messages":[{"role":"user","content":"q"},
    {"role":"assistant","content":[{"type":"thinking","thinking":"a","signature":"s"},
      {"type":"thinking","thinking":"b","signature":""},{"type":"redacted_thinking","data":"d"},
      {"type":"text","text":"x"}]}]})");
  const auto encoded = must_encode(kMessages, request);
  EXPECT_EQ(
      compact(encoded.body, "/messages/1/content"),
      "[{type:'thinking',thinking:'a',signature:'s'},{type:'redacted_thinking',data:'d'},{type:'text',text:'x'}]");
  ASSERT_EQ(encoded.notes.size(), 1u);
  EXPECT_TRUE(encoded.notes[0].starts_with("dropped 1 thinking block")) << encoded.notes[0];
}

TEST(Crossed, WhatCannotCrossIsAnErrorNotASilence) {
  const std::vector<std::tuple<chat::Dialect, chat::Dialect, std::string>> table = {
      {kMessages, kChat,
       R"({"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"image","source":{}}]}]})"},
      {kMessages, kChat,
       R"({"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"document","source":{}}]}]})"},
      {kMessages, kChat,
       R"({"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t",
          "content":[{"type":"image","source":{}}]}]}]})"},
      {kMessages, kChat,
       R"({"model":"m","max_tokens":1,"messages":[],"output_config":{"format":{"type":"json_schema","schema":{}}}})"},
      {kMessages, kChat,
       R"({"model":"m","max_tokens":1,"messages":[],"tools":[{"type":"web_search_1","name":"w"}],
          "tool_choice":{"type":"tool","name":"w"}})"},
      {kChat, kMessages,
       R"({"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]})"},
      {kChat, kMessages,
       R"({"model":"m","messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_object"}})"},
      {kChat, kCompletions, R"({"model":"m","messages":[{"role":"user","content":"x"}]})"},
      {kCompletions, kChat, R"({"model":"m","prompt":"x"})"},
      {kCompletions, kMessages, R"({"model":"m","prompt":"x"})"},
      {kChat, kMessages, R"({"model":"m","messages":[{"role":"system","content":"x"}]})"},
  };
  for (const auto& [from, to, body] : table) {
    const auto encoded = wire_of(to).encode(must_decode(from, body), {});
    ASSERT_FALSE(encoded) << body;
    EXPECT_EQ(encoded.error().kind, ErrorKind::invalid);
    EXPECT_FALSE(encoded.error().message.empty());
  }
}

TEST(Crossed, LoadedToolsAreSaidInWordsAndForeignToolsStay) {
  const auto request = must_decode(kMessages, R"({"model":"m","max_tokens":1,"messages":[{"role":"user","content":[
      {"type":"tool_result","tool_use_id":"t","content":[{"type":"tool_reference","tool_name":"Grep"}]}]}],
      "tools":[{"type":"web_search_1","name":"web"},{"name":"Grep"}]})");
  const auto encoded = must_encode(kChat, request);
  EXPECT_EQ(compact(encoded.body, "/messages/0/content"), "'The tool Grep can be called now.'");
  EXPECT_EQ(compact(encoded.body, "/tools/0/function/name"), "'Grep'");
  EXPECT_EQ(encoded.notes.size(), 1u);
}

TEST(Crossed, AnotherProvidersAccountStaysBehind) {
  const auto request = must_decode(kMessages, R"({"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}],
      "metadata":{"user_id":"{\"account_uuid\":\"a\"}"}})");
  EXPECT_FALSE(must_encode(kChat, request).body.contains("account_uuid"));
  EXPECT_TRUE(must_encode(kMessages, request).body.contains("account_uuid"));
}

TEST(SameDialect, UnknownFieldsTravel) {
  const auto messages = must_decode(kMessages, R"({"model":"m","max_tokens":1,"messages":[{"role":"user","content":[
      {"type":"image","source":{"d":1}}]}],"context_management":{"edits":[]},"thinking":{"type":"adaptive"},
      "tools":[{"type":"web_search_1","name":"web","max_uses":2}]})");
  const auto encoded = must_encode(kMessages, messages);
  EXPECT_EQ(compact(encoded.body),
            "{model:'up',max_tokens:1,messages:[{role:'user',content:[{type:'image',source:{d:1}}]}],"
            "tools:[{type:'web_search_1',name:'web',max_uses:2}],context_management:{edits:[]},"
            "thinking:{type:'adaptive'}}");
  const auto chat = must_decode(kChat, R"({"model":"m","max_tokens":3,"response_format":{"type":"json_object"},
      "messages":[{"role":"user","content":[{"type":"text","text":"t"},{"type":"image_url","image_url":{"url":"u"}}]},
                  {"role":"assistant","content":"x","reasoning_content":"r"}]})");
  EXPECT_EQ(compact(must_encode(kChat, chat).body),
            "{model:'up',messages:[{role:'user',content:[{type:'text',text:'t'},{type:'image_url',image_url:"
            "{url:'u'}}]},{role:'assistant',reasoning_content:'r',content:'x'}],max_tokens:3,"
            "response_format:{type:'json_object'}}");
}

TEST(SameDialect, Completions) {
  const auto request = must_decode(
      kCompletions, R"({"model":"m","prompt":"a","suffix":"b","max_tokens":9,"stop":"x","echo":false,"stream":true})");
  EncodeOptions options;
  options.model = "q";
  options.stream = true;
  EXPECT_EQ(compact(must_encode(kCompletions, request, options).body),
            "{model:'q',prompt:'a',suffix:'b',max_tokens:9,stream:true,stream_options:{include_usage:true},stop:['x'],"
            "echo:false}");
}

TEST(Crossed, RepeatedIdsBecomeUniqueAndFindTheirResults) {
  std::string messages = R"({"role":"user","content":"q"})";
  for (int turn = 0; turn < 2; ++turn) {
    messages += R"(,{"role":"assistant","tool_calls":[{"id":"call_0","function":{"name":"f","arguments":"{}"}},
                    {"id":"call_0","function":{"name":"g","arguments":"{}"}}]},
                   {"role":"tool","tool_call_id":"call_0","content":"f"},
                   {"role":"tool","tool_call_id":"call_0","content":"g"})";
  }
  const auto encoded = must_encode(kMessages, must_decode(kChat, R"({"model":"m","messages":[)" + messages + "]}"));
  const auto json = Json::parse(encoded.body);
  std::vector<std::string> calls, results;
  for (const JsonValue message : (*json)["messages"]) {
    for (const JsonValue block : message["content"]) {
      if (block["type"].string() == "tool_use") calls.push_back(block["id"].string());
      if (block["type"].string() == "tool_result") results.push_back(block["tool_use_id"].string());
    }
  }
  EXPECT_EQ(calls, (std::vector<std::string>{"call_0", "call_0-2", "call_0-3", "call_0-4"}));
  EXPECT_EQ(results, calls);
}

TEST(ToolIds, FitAndComeBack) {
  for (const std::string id :
       {"", "toolu_1", "a-b_C", "functions.read:0", "weirid", "weiridx", "weirid_41", "é|ü", "a b"}) {
    const std::string fit = fitted(id);
    EXPECT_FALSE(fit.empty());
    EXPECT_EQ(fit.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"),
              std::string::npos)
        << fit;
    EXPECT_EQ(restored(fit), id);
  }
  EXPECT_EQ(fitted("toolu_01A"), "toolu_01A");
  EXPECT_EQ(restored("weirid_4"), "weirid_4");  // not of our making
  EXPECT_LE(chat_id(std::string(64, 'x')).size(), 40u);
}

// A chat upstream's answer for a Messages client, and that client's next request back at the upstream.
TEST(Crossed, AnAnswerAndTheNextTurnGoRound) {
  const auto upstream = decode_stream(
      kChat,
      {{"", R"({"id":"c","model":"k","choices":[{"index":0,"delta":{"role":"assistant","content":"Two files."}}]})"},
       {"",
        R"({"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"functions.read:0","function":{"name":"read","arguments":"{\"p\":1}"}}]}}]})"},
       {"",
        R"({"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"functions.read:1","function":{"name":"read","arguments":"{\"p\":2}"}}]}}]})"},
       {"", R"({"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]})"},
       {"",
        R"({"choices":[],"usage":{"prompt_tokens":70,"completion_tokens":8,"prompt_tokens_details":{"cached_tokens":60}}})"},
       {"", "[DONE]"}});
  AnswerContext context;
  context.stream = true;
  context.id = "01K";
  context.model = "claude-weir-auto";
  context.input_estimate = Tokens{69};
  const auto seen = decode_stream(kMessages, split(encode_answer(kMessages, context, upstream)));
  const std::string first = "weiridfunctions_2eread_3a0", second = "weiridfunctions_2eread_3a1";
  EXPECT_EQ(words(seen),
            (Words{"start msg_01K claude-weir-auto in=69 read=0 write=0 out=0", "0 text Two files.", "0 stop",
                   "1 tool " + first + " read", R"(1 args {"p":1})", "1 stop", "2 tool " + second + " read",
                   R"(2 args {"p":2})", "2 stop", "usage in=70 read=60 write=0 out=8", "finish tool_use", "end"}));
  const auto next = must_decode(kMessages, R"({"model":"m","max_tokens":1,"messages":[{"role":"user","content":"q"},
      {"role":"assistant","content":[{"type":"tool_use","id":")" +
                                               first + R"(","name":"read","input":{}}]},
      {"role":"user","content":[{"type":"tool_result","tool_use_id":")" +
                                               first + R"(","content":"x"}]}]})");
  const std::string body = must_encode(kChat, next).body;
  EXPECT_EQ(compact(body, "/messages/1/tool_calls/0/id"), "'functions.read:0'");
  EXPECT_EQ(compact(body, "/messages/2/tool_call_id"), "'functions.read:0'");
}

TEST(Crossed, EveryAnswerIsTheSameWholeOrStreamed) {
  const auto events = decode_whole(kMessages, R"({"id":"m","model":"c","content":[{"type":"thinking","thinking":"t",
      "signature":"s"},{"type":"text","text":"a"},{"type":"tool_use","id":"i","name":"n","input":{"k":[1,"é\n"]}}],
      "stop_reason":"tool_use","usage":{"input_tokens":3,"output_tokens":4}})");
  for (const auto dialect : {kMessages, kChat}) {
    AnswerContext context;
    context.id = "1";
    context.model = "m";
    const auto whole = decode_whole(dialect, encode_answer(dialect, context, events));
    context.stream = true;
    const auto streamed = decode_stream(dialect, split(encode_answer(dialect, context, events)));
    Words heard = words(joined(streamed));
    if (dialect == kChat) std::swap(heard[heard.size() - 3], heard[heard.size() - 2]);  // its usage comes last
    EXPECT_EQ(words(joined(whole)), heard);
  }
}

}  // namespace
}  // namespace weir::wire::testing

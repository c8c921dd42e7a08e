// Answers as the providers shape them.
#include "script.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_writer.h"

namespace weir::sim {
namespace {

void event(Written& out, std::string_view name, std::string_view data) {
  if (!name.empty()) out.bytes += fmt::format("event: {}\n", name);
  out.bytes += fmt::format("data: {}\n\n", data);
  out.events.push_back(out.bytes.size());
}

// Pieces of some bytes, so that a cut falls into the middle of words, calls and escapes.
template <class Each>
void pieces(const std::string& text, std::size_t size, Each each) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(at + size, text.size());
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;  // no half letters
    each(text.substr(at, end - at));
    at = end;
  }
}

void block(Written& out, int index, std::string_view start, const std::string& text, std::size_t size,
           std::string_view type, std::string_view field) {
  event(out, "content_block_start",
        fmt::format(R"({{"type":"content_block_start","index":{},"content_block":{}}})", index, start));
  pieces(text, size, [&](const std::string& piece) {
    event(out, "content_block_delta",
          fmt::format(R"({{"type":"content_block_delta","index":{},"delta":{{"type":"{}","{}":{}}}}})", index, type,
                      field, json_quote(piece)));
  });
  event(out, "content_block_stop", fmt::format(R"({{"type":"content_block_stop","index":{}}})", index));
}

Written messages_stream(const Say& say) {
  Written out;
  event(
      out, "message_start",
      fmt::format(
          R"({{"type":"message_start","message":{{"id":"msg_1","type":"message","role":"assistant","model":"{}",)"
          R"("content":[],"stop_reason":null,"stop_sequence":null,"usage":{{"input_tokens":{},"output_tokens":1}}}}}})",
          say.model, say.input));
  int index = 0;
  if (!say.thinking.empty())
    block(out, index++, R"({"type":"thinking","thinking":"","signature":""})", say.thinking, 9, "thinking_delta",
          "thinking");
  event(out, "ping", R"({"type":"ping"})");
  if (!say.text.empty()) block(out, index++, R"({"type":"text","text":""})", say.text, 7, "text_delta", "text");
  for (const Call& call : say.calls)
    block(out, index++, fmt::format(R"({{"type":"tool_use","id":"{}","name":"{}","input":{{}}}})", call.id, call.name),
          call.arguments, 6, "input_json_delta", "partial_json");
  event(
      out, "message_delta",
      fmt::format(
          R"({{"type":"message_delta","delta":{{"stop_reason":"{}","stop_sequence":null}},"usage":{{"output_tokens":{}}}}})",
          say.calls.empty() ? "end_turn" : "tool_use", say.output));
  out.usage = out.bytes.size();
  event(out, "message_stop", R"({"type":"message_stop"})");
  out.whole = out.finish = out.bytes.size();
  return out;
}

std::string messages_whole(const Say& say) {
  std::string content;
  const auto add = [&](std::string part) { content += (content.empty() ? "" : ",") + part; };
  if (!say.thinking.empty())
    add(fmt::format(R"({{"type":"thinking","thinking":{},"signature":""}})", json_quote(say.thinking)));
  if (!say.text.empty()) add(fmt::format(R"({{"type":"text","text":{}}})", json_quote(say.text)));
  for (const Call& call : say.calls)
    add(fmt::format(R"({{"type":"tool_use","id":"{}","name":"{}","input":{}}})", call.id, call.name, call.arguments));
  return fmt::format(
      R"({{"id":"msg_1","type":"message","role":"assistant","model":"{}","content":[{}],"stop_reason":"{}",)"
      R"("stop_sequence":null,"usage":{{"input_tokens":{},"output_tokens":{}}}}})",
      say.model, content, say.calls.empty() ? "end_turn" : "tool_use", say.input, say.output);
}

std::string_view finish_of(const Say& say) { return say.calls.empty() ? "stop" : "tool_calls"; }

std::string usage_of(const Say& say) {
  return fmt::format(R"({{"prompt_tokens":{},"completion_tokens":{},"total_tokens":{}}})", say.input, say.output,
                     say.input + say.output);
}

Written chat_stream(const Say& say, Dialect dialect, bool done_mark) {
  Written out;
  const bool old = dialect == Dialect::completions;
  const auto chunk = [&](std::string_view choice) {
    event(out, "",
          fmt::format(R"({{"id":"c1","object":"{}","created":1,"model":"{}","choices":[{}]}})",
                      old ? "text_completion" : "chat.completion.chunk", say.model, choice));
  };
  const auto delta = [&](std::string_view fields) {
    chunk(fmt::format(R"({{"index":0,"delta":{{{}}},"finish_reason":null}})", fields));
  };
  if (!old) delta(R"("role":"assistant","content":"")");
  pieces(say.thinking, 9, [&](const std::string& p) { delta(R"("reasoning_content":)" + json_quote(p)); });
  pieces(say.text, 7, [&](const std::string& p) {
    if (old)
      chunk(fmt::format(R"({{"index":0,"text":{},"finish_reason":null}})", json_quote(p)));
    else
      delta(R"("content":)" + json_quote(p));
  });
  for (std::size_t i = 0; i < say.calls.size(); ++i) {
    const Call& call = say.calls[i];
    delta(fmt::format(
        R"("tool_calls":[{{"index":{},"id":"{}","type":"function","function":{{"name":"{}","arguments":""}}}}])", i,
        call.id, call.name));
    pieces(call.arguments, 6, [&](const std::string& p) {
      delta(fmt::format(R"("tool_calls":[{{"index":{},"function":{{"arguments":{}}}}}])", i, json_quote(p)));
    });
  }
  chunk(
      fmt::format(R"({{"index":0,{},"finish_reason":"{}"}})", old ? R"("text":"")" : R"("delta":{})", finish_of(say)));
  out.finish = out.bytes.size();
  event(
      out, "",
      fmt::format(R"({{"id":"c1","object":"chat.completion.chunk","created":1,"model":"{}","choices":[],"usage":{}}})",
                  say.model, usage_of(say)));
  out.usage = out.bytes.size();
  if (done_mark) event(out, "", "[DONE]");
  out.whole = done_mark ? out.bytes.size() : out.bytes.size() + 1;
  return out;
}

std::string chat_whole(const Say& say, Dialect dialect) {
  if (dialect == Dialect::completions)
    return fmt::format(
        R"({{"id":"c1","object":"text_completion","created":1,"model":"{}","choices":[{{"index":0,"text":{},"finish_reason":"stop"}}],"usage":{}}})",
        say.model, json_quote(say.text), usage_of(say));
  std::string message = R"("role":"assistant","content":)" + (say.text.empty() ? "null" : json_quote(say.text));
  if (!say.thinking.empty()) message += R"(,"reasoning_content":)" + json_quote(say.thinking);
  std::string calls;
  for (const Call& call : say.calls)
    calls += fmt::format(R"({}{{"id":"{}","type":"function","function":{{"name":"{}","arguments":{}}}}})",
                         calls.empty() ? "" : ",", call.id, call.name, json_quote(call.arguments));
  if (!calls.empty()) message += R"(,"tool_calls":[)" + calls + "]";
  return fmt::format(
      R"({{"id":"c1","object":"chat.completion","created":1,"model":"{}","choices":[{{"index":0,"message":{{{}}},"finish_reason":"{}"}}],"usage":{}}})",
      say.model, message, finish_of(say), usage_of(say));
}

std::string words(std::size_t number, std::string_view kind, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += fmt::format("{}{}.{} \u00e9\n", kind, number, i);
  return out;
}

}  // namespace

Say make_say(Chance& chance, Dialect dialect, std::size_t number, bool may_call, std::int64_t bound) {
  Say say;
  say.text = words(number, "t", chance.below(6));
  if (dialect == Dialect::completions && say.text.empty()) say.text = words(number, "t", 1);
  if (dialect != Dialect::completions && chance.percent(15)) say.thinking = words(number, "r", 1 + chance.below(3));
  if (may_call && chance.percent(50)) {
    const std::size_t calls = 1 + chance.below(2);
    for (std::size_t i = 0; i < calls; ++i)
      say.calls.push_back({fmt::format("call_{}_{}", number, i), "edit",
                           fmt::format(R"({{"path":"f{}.txt","new":"w{}.{}"}})", number, number, i)});
  }
  if (say.text.empty() && say.calls.empty()) say.text = words(number, "t", 1);
  say.output = chance.percent(30) ? bound : chance.between(1, bound);  // as long as it may be: budgets count on it
  return say;
}

Written write(const Say& say, Dialect dialect, bool stream, bool done_mark) {
  if (stream) return dialect == Dialect::messages ? messages_stream(say) : chat_stream(say, dialect, done_mark);
  Written out;
  out.bytes = dialect == Dialect::messages ? messages_whole(say) : chat_whole(say, dialect);
  out.whole = out.finish = out.usage = out.bytes.size();
  return out;
}

std::string error_body(Dialect dialect, int status) {
  if (dialect == Dialect::messages)
    return fmt::format(R"({{"type":"error","error":{{"type":"{}","message":"no, said the upstream"}}}})",
                       status == 529   ? "overloaded_error"
                       : status == 429 ? "rate_limit_error"
                                       : "api_error");
  return R"({"error":{"message":"no, said the upstream","type":"server_error","code":null}})";
}

std::string error_event(Dialect dialect) {
  if (dialect == Dialect::messages)
    return "event: error\ndata: "
           "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n";
  return "data: {\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\"}}\n\n";
}

std::string end_mark(Dialect dialect) {
  Written out;
  if (dialect == Dialect::messages)
    event(out, "message_stop", R"({"type":"message_stop"})");
  else
    event(out, "", "[DONE]");
  return out.bytes;
}

}  // namespace weir::sim

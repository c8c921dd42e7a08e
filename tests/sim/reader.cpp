// Messages and OpenAI's two, streamed and whole.
#include "reader.h"

#include "base/json.h"

namespace weir::sim {
namespace {

Call& call_at(Seen& seen, std::size_t at) {
  if (seen.calls.size() <= at) {
    seen.calls.resize(at + 1);
    seen.closed.resize(at + 1, false);
  }
  return seen.calls[at];
}

struct Reader {
  Seen seen;
  std::vector<std::ptrdiff_t> block_call;  // Messages: block index -> call, -1 none
  bool finish_reason = false;

  void messages_event(JsonValue e) {
    const std::string type = e["type"].string();
    if (type == "ping") return;
    if (seen.finished) seen.after_end = true;
    if (type == "message_start") ++seen.starts;
    if (type == "message_stop") seen.finished = true;
    if (type == "error") seen.error = true;
    const auto index = static_cast<std::size_t>(e["index"].integer().value_or(0));
    if (type == "content_block_start") {
      block_call.resize(std::max(block_call.size(), index + 1), -1);
      const JsonValue block = e["content_block"];
      if (block["type"].string() == "tool_use") {
        block_call[index] = static_cast<std::ptrdiff_t>(seen.calls.size());
        Call& call = call_at(seen, seen.calls.size());
        call.id = block["id"].string();
        call.name = block["name"].string();
      }
    }
    if (type == "content_block_delta") {
      const JsonValue delta = e["delta"];
      seen.text += delta["text"].string();
      seen.thinking += delta["thinking"].string();
      if (index < block_call.size() && block_call[index] >= 0)
        seen.calls[static_cast<std::size_t>(block_call[index])].arguments += delta["partial_json"].string();
    }
    if (type == "content_block_stop" && index < block_call.size() && block_call[index] >= 0)
      seen.closed[static_cast<std::size_t>(block_call[index])] = true;
  }

  void chat_event(JsonValue e) {
    if (seen.finished) seen.after_end = true;
    if (e["error"].exists()) {
      seen.error = true;
      return;
    }
    const JsonValue choice = e["choices"][0];
    if (choice["delta"]["role"].is_string()) ++seen.starts;
    seen.text += choice["text"].string() + choice["delta"]["content"].string();
    seen.thinking += choice["delta"]["reasoning_content"].string();
    for (const JsonValue piece : choice["delta"]["tool_calls"]) {
      Call& call = call_at(seen, static_cast<std::size_t>(piece["index"].integer().value_or(0)));
      if (call.id.empty()) call.id = piece["id"].string();
      if (call.name.empty()) call.name = piece["function"]["name"].string();
      call.arguments += piece["function"]["arguments"].string();
    }
    if (choice["finish_reason"].is_string()) finish_reason = true;
  }

  void data(Dialect dialect, std::string_view text) {
    if (text == "[DONE]") {
      if (seen.finished) seen.after_end = true;
      seen.finished = true;
      return;
    }
    const auto doc = Json::parse(text);
    if (!doc) {
      seen.broken = "an event that is no JSON";
    } else if (dialect == Dialect::messages) {
      messages_event(doc->root());
    } else {
      chat_event(doc->root());
    }
  }

  void stream(Dialect dialect, bool ended, std::string_view bytes) {
    while (!bytes.empty()) {
      const auto end = bytes.find("\n\n");
      if (end == std::string_view::npos) {
        if (ended) seen.broken = "a piece of an event at the end";
        break;
      }
      std::string_view rest = bytes.substr(0, end);
      bytes.remove_prefix(end + 2);
      while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        if (line.starts_with("data: ")) data(dialect, line.substr(6));
      }
    }
    // Some clients take a finish reason and a proper end for whole.
    if (dialect != Dialect::messages && finish_reason && ended && !seen.error) seen.finished = true;
  }

  void whole_messages(JsonValue root) {
    for (const JsonValue block : root["content"]) {
      seen.text += block["text"].string();
      seen.thinking += block["thinking"].string();
      if (block["type"].string() != "tool_use") continue;
      Call& call = call_at(seen, seen.calls.size());
      call = {block["id"].string(), block["name"].string(), std::string(block["input"].raw())};
    }
    seen.finished = root["stop_reason"].is_string();
  }

  void whole_chat(JsonValue root) {
    const JsonValue choice = root["choices"][0], message = choice["message"];
    seen.text = choice["text"].string() + message["content"].string();
    seen.thinking = message["reasoning_content"].string();
    for (const JsonValue made : message["tool_calls"])
      call_at(seen, seen.calls.size()) = {made["id"].string(), made["function"]["name"].string(),
                                          made["function"]["arguments"].string()};
    seen.finished = choice["finish_reason"].is_string();
  }
};

}  // namespace

Seen read_answer(Dialect dialect, bool stream, bool ended, std::string_view bytes) {
  Reader reader;
  if (stream) {
    reader.stream(dialect, ended, bytes);
    return std::move(reader.seen);
  }
  if (!ended) return {};
  const auto doc = Json::parse(bytes);
  if (!doc) {
    reader.seen.broken = "a body that is no JSON";
  } else if (doc->root()["error"].exists()) {
    reader.seen.error = true;
  } else {
    reader.seen.starts = 1;
    if (dialect == Dialect::messages)
      reader.whole_messages(doc->root());
    else
      reader.whole_chat(doc->root());
    reader.seen.closed.assign(reader.seen.calls.size(), reader.seen.finished);
  }
  return std::move(reader.seen);
}

}  // namespace weir::sim

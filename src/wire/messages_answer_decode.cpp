// A Messages answer into events. Blocks get rising indexes of our own and at most one is open: an upstream that opens
// a second one, or forgets to close, is put right here.
#include <utility>

#include "wire/messages.h"

namespace weir::wire::messages {
namespace {

using chat::Event;
using Kind = Event::Kind;

class Decoder final : public AnswerDecoder {
 public:
  Result<std::vector<Event>> event(std::string_view name, std::string_view data) override {
    const auto json = Json::parse(data);
    if (!json) return fail(ErrorKind::protocol, "the upstream sent an event that is no JSON");
    if (!json->root().is_object())
      return fail(ErrorKind::protocol, "the upstream sent an event that is no JSON object");
    std::string type = json->root()["type"].string();
    if (type.empty()) type = std::string(name);
    dispatch(type, json->root());
    return std::exchange(out_, {});
  }

  Result<std::vector<Event>> whole(std::string_view body) override {
    const auto json = Json::parse(body);
    if (!json) return fail(ErrorKind::protocol, "the upstream sent an answer that is no JSON");
    const JsonValue root = json->root();
    if (root["type"].string() == "error" || root["error"].is_object()) {
      on_error(root);
    } else if (!root["content"].is_array()) {
      return fail(ErrorKind::protocol, "the upstream sent JSON that is no Messages answer");
    } else {
      read_whole(root);
    }
    return std::exchange(out_, {});
  }

 private:
  Event& add(Kind kind) {
    Event& event = out_.emplace_back();
    event.kind = kind;
    event.index = index_;
    return event;
  }

  void dispatch(const std::string& type, JsonValue root) {
    if (type == "message_start")
      on_start(root["message"]);
    else if (type == "content_block_start")
      on_block(root["content_block"]);
    else if (type == "content_block_delta")
      on_delta(root["delta"]);
    else if (type == "content_block_stop")
      close();
    else if (type == "message_delta")
      on_finish(root["delta"], root["usage"]);
    else if (type == "message_stop")
      on_end();
    else if (type == "ping")
      add(Kind::ping);
    else if (type == "error")
      on_error(root);
    else
      add(Kind::unknown).text = type;
  }

  void on_start(JsonValue message) {
    Event& start = add(Kind::start);
    start.id = message["id"].string();
    start.model = message["model"].string();
    start.usage = usage_.read(message["usage"]);
  }

  void on_block(JsonValue block) {
    const std::string type = block["type"].string();
    if (type == "text")
      open(Open::text);
    else if (type == "thinking")
      open(Open::thinking);
    else if (type == "redacted_thinking")
      open(Open::redacted);
    else if (type == "tool_use")
      open(Open::tool);
    else
      open(Open::foreign);
    switch (open_) {
      case Open::text:
        say(Kind::text, block["text"]);
        break;
      case Open::thinking:
        say(Kind::thinking, block["thinking"]);
        say(Kind::signature, block["signature"]);
        break;
      case Open::redacted:
        add(Kind::redacted).text = block["data"].string();
        break;
      case Open::tool:
        on_tool(block);
        break;
      default:
        add(Kind::unknown).text = "content_block_start " + type;
    }
  }

  // Some upstreams give the whole input here and no deltas, or the deltas too: it is held until the block closes.
  void on_tool(JsonValue block) {
    Event& start = add(Kind::tool_start);
    start.id = block["id"].string();
    start.name = block["name"].string();
    if (block["input"].size() > 0) input_ = std::string(block["input"].raw());
  }

  void on_delta(JsonValue delta) {
    const std::string type = delta["type"].string();
    if (type == "text_delta") {
      ensure(Open::text);
      say(Kind::text, delta["text"]);
    } else if (type == "thinking_delta") {
      ensure(Open::thinking);
      say(Kind::thinking, delta["thinking"]);
    } else if (type == "signature_delta") {
      ensure(Open::thinking);
      say(Kind::signature, delta["signature"]);
    } else if (type == "input_json_delta" && open_ == Open::tool) {
      arguments(delta["partial_json"].string());
    } else {
      add(Kind::unknown).text = "content_block_delta " + type;
    }
  }

  void on_finish(JsonValue delta, JsonValue usage) {
    close();
    if (usage.is_object()) add(Kind::usage).usage = usage_.read(usage);
    if (!delta["stop_reason"].is_string()) return;
    Event& finish = add(Kind::finish);
    finish.stop = stop_reason(delta["stop_reason"].string());
    finish.stop_sequence = delta["stop_sequence"].string();
  }

  void on_end() {
    close();
    add(Kind::end);
  }

  void on_error(JsonValue root) { add(Kind::error).error = stream_error(root); }

  void read_whole(JsonValue root) {
    on_start(root);
    for (const JsonValue block : root["content"]) {
      on_block(block);
      close();
    }
    on_finish(root, root["usage"]);
    on_end();
  }

  enum class Open { none, text, thinking, redacted, tool, foreign };

  void open(Open what) {
    close();
    ++index_;
    open_ = what;
    arguments_seen_ = false;
    input_.clear();
  }

  void ensure(Open what) {
    if (open_ != what) open(what);
  }

  void close() {
    if (open_ == Open::none) return;
    if (open_ == Open::tool && !arguments_seen_) arguments(input_.empty() ? "{}" : input_);
    if (open_ == Open::foreign)
      add(Kind::unknown).text = "content_block_stop";
    else
      add(Kind::block_stop);
    open_ = Open::none;
  }

  void say(Kind kind, JsonValue text) {
    std::string said = text.string();
    if (!said.empty()) add(kind).text = std::move(said);
  }

  void arguments(std::string_view piece) {
    if (piece.empty()) return;
    arguments_seen_ = true;
    add(Kind::tool_arguments).text = std::string(piece);
  }

  std::vector<Event> out_;
  std::string input_;
  UsageReader usage_;
  Open open_ = Open::none;
  int index_ = -1;
  bool arguments_seen_ = false;
};

}  // namespace

std::unique_ptr<AnswerDecoder> answer_decoder() { return std::make_unique<Decoder>(); }

}  // namespace weir::wire::messages

// A Chat Completions answer into events. Text and reasoning get rising block indexes of our own. Usage that comes
// with the reason to stop is told before it; a stream's own usage chunk comes behind it.
#include <utility>

#include "base/hash.h"
#include "base/ids.h"
#include "wire/chat.h"
#include "wire/openai.h"
#include "wire/tool_stream.h"

namespace weir::wire::chat_completions {
namespace {

using chat::Event;
using Kind = Event::Kind;

class Decoder final : public AnswerDecoder {
 public:
  Result<std::vector<Event>> event(std::string_view, std::string_view data) override {
    if (data.starts_with("[DONE]")) {
      end();
      return std::exchange(out_, {});
    }
    const auto json = Json::parse(data);
    if (!json) return fail(ErrorKind::protocol, "the upstream sent an event that is no JSON");
    if (!json->root().is_object())
      return fail(ErrorKind::protocol, "the upstream sent an event that is no JSON object");
    take(json->root());
    return std::exchange(out_, {});
  }

  Result<std::vector<Event>> whole(std::string_view body) override {
    const auto json = Json::parse(body);
    if (!json) return fail(ErrorKind::protocol, "the upstream sent an answer that is no JSON");
    const JsonValue root = json->root();
    const auto error = openai::read_inner_error(root);
    if (!error && !root["choices"].is_array()) {
      return fail(ErrorKind::protocol, "the upstream sent JSON that is no Chat Completions answer");
    }
    whole_ = true;
    take(root);
    if (!error) end();
    return std::exchange(out_, {});
  }

 private:
  void take(JsonValue root) {
    if (auto error = openai::read_inner_error(root); error) {
      add(Kind::error).error = *std::move(error);
      return;
    }
    const JsonValue choices = root["choices"];
    const JsonValue usage = root["usage"];
    if (!choices.is_array() && !usage.is_object()) {
      add(Kind::unknown).text = root["object"].string(root["type"].string());
      return;
    }
    start(root);
    for (const JsonValue choice : choices) {
      if (choice["index"].integer().value_or(0) == 0) on_choice(choice);  // we ask for one; others have no place
    }
    if (usage.is_object()) on_usage(usage);
    tell_finish();
  }

  void start(JsonValue root) {
    if (started_) return;
    started_ = true;
    id_ = root["id"].string();
    Event& event = add(Kind::start);
    event.id = id_;
    event.model = root["model"].string();
  }

  void on_choice(JsonValue choice) {
    const JsonValue delta = choice["delta"].is_object() ? choice["delta"] : choice["message"];
    const JsonValue reasoning = delta["reasoning_content"];
    say(Open::thinking, reasoning.is_string() ? reasoning : delta["reasoning"]);
    on_content(delta["content"]);
    say(Open::text, delta["refusal"]);
    for (const JsonValue call : delta["tool_calls"]) whole_ ? tools_.take_whole(call) : tools_.take(call);
    write_tools();
    if (auto finish = openai::read_finish(choice, tools_.any()); finish) {
      close();
      finish_ = std::move(finish);
    }
  }

  // A string; Mistral's reasoning models send parts.
  void on_content(JsonValue content) {
    say(Open::text, content);
    if (!content.is_array()) return;
    for (const JsonValue part : content) {
      if (part["type"].string() != "thinking") {
        say(Open::text, part["text"]);
      } else if (part["thinking"].is_string()) {
        say(Open::thinking, part["thinking"]);
      } else {
        for (const JsonValue inner : part["thinking"]) say(Open::thinking, inner["text"]);
      }
    }
  }

  void on_usage(JsonValue usage) {
    chat::Usage read = openai::read_usage(usage);
    if (openai::has_counts(read)) add(Kind::usage).usage = read;
  }

  void end() {
    close();
    add(Kind::end);
  }

  void tell_finish() {
    if (!finish_) return;
    Event& event = add(Kind::finish);
    event.stop = finish_->stop;
    event.stop_sequence = finish_->sequence;
    finish_.reset();
  }

  enum class Open { none, text, thinking, tool };

  void say(Open block, JsonValue value) {
    std::string text = value.string();
    if (text.empty()) return;
    if (open_ != block) {
      close();
      open(block);
    }
    add_in_block(block == Open::text ? Kind::text : Kind::thinking).text = std::move(text);
  }

  void open(Open block) {
    open_ = block;
    ++index_;
  }

  // Closes what is open; calls that wait are written out, whole or not: there is nothing left to wait for.
  void close() {
    while (ToolStream::Call* call = tools_.current()) {
      write_call(*call, Name::may_be_missing);
      close_call(*call);
    }
    if (open_ != Open::none) add_in_block(Kind::block_stop);
    open_ = Open::none;
  }

  void write_tools() {
    while (ToolStream::Call* call = tools_.current()) {
      write_call(*call, Name::needed);
      if (!call->started || !tools_.may_move_on()) return;
      close_call(*call);
    }
  }

  enum class Name { needed, may_be_missing };

  void write_call(ToolStream::Call& call, Name name) {
    if (!call.started) {
      if (call.name.empty() && name == Name::needed) return;  // it comes with a later piece
      if (open_ != Open::none) add_in_block(Kind::block_stop);
      open(Open::tool);
      call.started = true;
      Event& event = add_in_block(Kind::tool_start);
      event.id = call.id.empty() ? made_id() : call.id;
      event.name = call.name;
    }
    if (call.told == call.arguments.size()) return;
    add_in_block(Kind::tool_arguments).text = call.arguments.substr(call.told);
    call.told = call.arguments.size();
  }

  void close_call(ToolStream::Call& call) {
    if (blank(call.arguments)) add_in_block(Kind::tool_arguments).text = "{}";
    add_in_block(Kind::block_stop);
    open_ = Open::none;
    tools_.pop();
  }

  // Clients need an id for each call: the same one for the same answer, unlike any other.
  std::string made_id() {
    if (id_.empty()) id_ = random_hex(12);
    return "call_" + hash128_hex(id_ + "/" + std::to_string(index_)).substr(0, 24);
  }

  Event& add(Kind kind) {
    Event& event = out_.emplace_back();
    event.kind = kind;
    return event;
  }
  Event& add_in_block(Kind kind) {
    Event& event = add(kind);
    event.index = index_;
    return event;
  }

  std::vector<Event> out_;
  ToolStream tools_;
  std::optional<openai::Finish> finish_;
  bool whole_ = false;  // not streamed
  std::string id_;
  Open open_ = Open::none;
  int index_ = -1;
  bool started_ = false;
};

}  // namespace

std::unique_ptr<AnswerDecoder> answer_decoder() { return std::make_unique<Decoder>(); }

}  // namespace weir::wire::chat_completions

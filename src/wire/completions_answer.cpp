// A Completions answer, both ways: text of one choice, a reason, usage.
#include <utility>

#include "wire/collected.h"
#include "wire/completions.h"
#include "wire/openai.h"
#include "wire/sse_text.h"

namespace weir::wire::completions {
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
    const auto error = openai::read_inner_error(json->root());
    if (!error && !json->root()["choices"].is_array()) {
      return fail(ErrorKind::protocol, "the upstream sent JSON that is no Completions answer");
    }
    take(json->root());
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
      add(Kind::unknown).text = root["object"].string();
      return;
    }
    start(root);
    for (const JsonValue choice : choices) {
      if (choice["index"].integer().value_or(0) == 0) on_choice(choice);
    }
    if (usage.is_object()) on_usage(usage);
    tell_finish();
  }

  void start(JsonValue root) {
    if (std::exchange(started_, true)) return;
    Event& event = add(Kind::start);
    event.id = root["id"].string();
    event.model = root["model"].string();
  }

  void on_choice(JsonValue choice) {
    std::string text = choice["text"].string();
    if (!text.empty()) {
      if (!std::exchange(open_, true)) ++index_;  // text behind a reason to stop is a block of its own
      add_in_block(Kind::text).text = std::move(text);
    }
    if (auto finish = openai::read_finish(choice, false); finish) {
      close();
      finish_ = std::move(finish);
    }
  }

  void on_usage(JsonValue usage) {
    chat::Usage read = openai::read_usage(usage);
    if (openai::has_counts(read)) add(Kind::usage).usage = read;
  }

  void close() {
    if (std::exchange(open_, false)) add_in_block(Kind::block_stop);
  }

  void tell_finish() {
    if (!finish_) return;
    Event& event = add(Kind::finish);
    event.stop = finish_->stop;
    event.stop_sequence = finish_->sequence;
    finish_.reset();
  }

  void end() {
    close();
    add(Kind::end);
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
  std::optional<openai::Finish> finish_;
  int index_ = -1;
  bool started_ = false, open_ = false;
};

class Encoder final : public AnswerEncoder {
 public:
  explicit Encoder(AnswerContext context) : context_(std::move(context)) {}

  std::string event(const Event& event) override {
    if (over_) return {};
    if (event.kind == Kind::error) {
      over_ = true;
      const auto error = event.error.value_or(chat::UpstreamError{});
      return context_.stream ? openai::error_frames(error) : openai::error_body(error);
    }
    if (event.kind == Kind::ping) return context_.stream ? std::string(openai::kComment) : std::string();
    over_ = event.kind == Kind::end;
    answer_.add(event);
    return context_.stream ? streamed(event) : whole(event);
  }

 private:
  std::string streamed(const Event& event) {
    if (event.kind == Kind::text) return sse_data(body(event.text, Part::text));
    if (event.kind == Kind::finish) return finish();
    if (event.kind != Kind::end) return {};
    std::string out = finish();
    if (context_.stream_usage && openai::has_counts(answer_.usage)) out += sse_data(body("", Part::usage));
    return out += openai::kDone;
  }

  std::string finish() {
    if (std::exchange(finished_, true)) return {};
    return sse_data(body("", Part::finish));
  }

  std::string whole(const Event& event) const {
    if (event.kind != Kind::end) return {};
    return body(answer_.joined(Collected::Block::Kind::text), Part::all);
  }

  enum class Part { text, finish, usage, all };

  std::string body(std::string_view text, Part part) const {
    JsonWriter w;
    openai::write_head(w, "cmpl-", "text_completion", context_);
    w.key("choices").array();
    if (part != Part::usage) write_choice(w, text, part);
    w.end();
    if (part == Part::usage || part == Part::all) openai::write_usage(w.key("usage"), answer_.usage, context_);
    w.end();
    return w.take();
  }

  void write_choice(JsonWriter& w, std::string_view text, Part part) const {
    w.object().field("text", text).field("index", 0).key("logprobs").null().key("finish_reason");
    if (part == Part::text)
      w.null();
    else
      w.value(openai::finish_word(answer_.stop, false));
    w.end();
  }

  AnswerContext context_;
  Collected answer_;
  bool finished_ = false, over_ = false;
};

}  // namespace

std::unique_ptr<AnswerDecoder> answer_decoder() { return std::make_unique<Decoder>(); }
std::unique_ptr<AnswerEncoder> answer_encoder(const AnswerContext& context) {
  return std::make_unique<Encoder>(context);
}

}  // namespace weir::wire::completions

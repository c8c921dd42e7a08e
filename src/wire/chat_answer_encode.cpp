// Events into a Chat Completions stream.
#include <map>
#include <utility>

#include "wire/chat.h"
#include "wire/openai.h"
#include "wire/sse_text.h"
#include "wire/tool_ids.h"

namespace weir::wire::chat_completions {
namespace {

using chat::Event;
using Kind = Event::Kind;

class Stream final : public AnswerEncoder {
 public:
  explicit Stream(AnswerContext context) : context_(std::move(context)) {}

  std::string event(const Event& event) override {
    if (over_) return {};
    if (event.kind == Kind::ping) return started_ ? std::string(openai::kComment) : std::string();
    if (event.kind == Kind::error) return on_error(event);
    if (event.kind == Kind::unknown) return {};
    out_.clear();
    usage_.merge(event.usage);
    if (!started_) start();
    take(event);
    return std::exchange(out_, {});
  }

 private:
  void take(const Event& event) {
    switch (event.kind) {
      case Kind::text:
        say("content", event.text);
        break;
      case Kind::thinking:
        say("reasoning_content", event.text);
        break;
      case Kind::tool_start:
        on_tool(event);
        break;
      case Kind::tool_arguments:
        on_arguments(event);
        break;
      case Kind::finish:
        finish(event.stop);
        break;
      case Kind::end:
        end();
        break;
      default:
        break;  // signatures and redacted blocks have no place here
    }
  }

  void start() {
    started_ = true;
    JsonWriter w = open();
    w.field("role", "assistant").field("content", "");
    close(std::move(w), std::nullopt);
  }

  void say(std::string_view field, std::string_view text) {
    JsonWriter w = open();
    w.field(field, text);
    close(std::move(w), std::nullopt);
  }

  void on_tool(const Event& event) {
    const int n = static_cast<int>(calls_.size());
    calls_[event.index] = n;
    JsonWriter w = open();
    w.key("tool_calls").array().object().field("index", n).field("id", restored(event.id)).field("type", "function");
    w.key("function").object().field("name", event.name).field("arguments", "").end().end().end();
    close(std::move(w), std::nullopt);
  }

  void on_arguments(const Event& event) {
    const auto call = calls_.find(event.index);
    if (call == calls_.end()) return;
    JsonWriter w = open();
    w.key("tool_calls").array().object().field("index", call->second);
    w.key("function").object().field("arguments", event.text).end().end().end();
    close(std::move(w), std::nullopt);
  }

  void finish(chat::StopReason stop) {
    if (finished_) return;
    finished_ = true;
    close(open(), openai::finish_word(stop, !calls_.empty()));
  }

  void end() {
    finish(chat::StopReason::unknown);
    over_ = true;
    if (context_.stream_usage && (openai::has_counts(usage_) || context_.input_estimate)) write_usage();
    out_ += openai::kDone;
  }

  void write_usage() {
    JsonWriter w;
    openai::write_head(w, "chatcmpl-", "chat.completion.chunk", context_);
    w.key("choices").array().end().key("usage");
    openai::write_usage(w, usage_, context_);
    w.end();
    out_ += sse_data(w.str());
  }

  std::string on_error(const Event& event) {
    over_ = true;
    return openai::error_frames(event.error.value_or(chat::UpstreamError{}));
  }

  // A chunk, written up to the inside of its delta; `close` writes the rest.
  JsonWriter open() const {
    JsonWriter w;
    openai::write_head(w, "chatcmpl-", "chat.completion.chunk", context_);
    w.key("choices").array().object().field("index", 0).key("delta").object();
    return w;
  }
  void close(JsonWriter w, std::optional<std::string_view> finish) {
    w.end().field("finish_reason", finish).end().end().end();
    out_ += sse_data(w.str());
  }

  AnswerContext context_;
  std::string out_;
  chat::Usage usage_;
  std::map<int, int> calls_;  // the event's block index -> the call's
  bool started_ = false, finished_ = false, over_ = false;
};

}  // namespace

std::unique_ptr<AnswerEncoder> answer_encoder(const AnswerContext& context) {
  if (context.stream) return std::make_unique<Stream>(context);
  return whole_encoder(context);
}

}  // namespace weir::wire::chat_completions

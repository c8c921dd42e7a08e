// Events into one Chat Completions body.
#include "wire/chat.h"
#include "wire/collected.h"
#include "wire/openai.h"
#include "wire/tool_ids.h"

namespace weir::wire::chat_completions {
namespace {

using chat::Event;
using Block = Collected::Block;

class Whole final : public AnswerEncoder {
 public:
  explicit Whole(AnswerContext context) : context_(std::move(context)) {}

  std::string event(const Event& event) override {
    if (over_) return {};
    if (event.kind == Event::Kind::error) {
      over_ = true;
      return openai::error_body(event.error.value_or(chat::UpstreamError{}));
    }
    answer_.add(event);
    if (event.kind != Event::Kind::end) return {};
    over_ = true;
    return body();
  }

 private:
  std::string body() const {
    JsonWriter w;
    openai::write_head(w, "chatcmpl-", "chat.completion", context_);
    w.key("choices").array().object().field("index", 0).key("message");
    write_message(w);
    w.key("logprobs").null();
    w.field("finish_reason", openai::finish_word(answer_.stop, answer_.calls_tools())).end().end();
    w.key("usage");
    openai::write_usage(w, answer_.usage, context_);
    w.end();
    return w.take();
  }

  void write_message(JsonWriter& w) const {
    const std::string text = answer_.joined(Block::Kind::text);
    const std::string reasoning = answer_.joined(Block::Kind::thinking);
    w.object().field("role", "assistant").key("content");
    if (text.empty() && answer_.calls_tools())
      w.null();
    else
      w.value(text);
    if (!reasoning.empty()) w.field("reasoning_content", reasoning);
    if (answer_.calls_tools()) write_calls(w);
    w.end();
  }

  void write_calls(JsonWriter& w) const {
    w.key("tool_calls").array();
    for (const Block& block : answer_.blocks) {
      if (block.kind != Block::Kind::tool) continue;
      w.object().field("id", restored(block.id)).field("type", "function").key("function").object();
      w.field("name", block.name).field("arguments", block.text.empty() ? "{}" : block.text).end().end();
    }
    w.end();
  }

  AnswerContext context_;
  Collected answer_;
  bool over_ = false;
};

}  // namespace

std::unique_ptr<AnswerEncoder> whole_encoder(const AnswerContext& context) { return std::make_unique<Whole>(context); }

}  // namespace weir::wire::chat_completions

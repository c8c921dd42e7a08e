// Events into one Messages body.
#include "wire/messages_whole.h"

#include "wire/collected.h"
#include "wire/tool_ids.h"

namespace weir::wire::messages {
namespace {

using chat::Event;
using Block = Collected::Block;

void write_block(JsonWriter& w, const Block& block) {
  w.object();
  switch (block.kind) {
    case Block::Kind::text:
      w.field("type", "text").field("text", block.text);
      break;
    case Block::Kind::thinking:
      w.field("type", "thinking").field("thinking", block.text).field("signature", block.signature);
      break;
    case Block::Kind::redacted:
      w.field("type", "redacted_thinking").field("data", block.text);
      break;
    case Block::Kind::tool:
      w.field("type", "tool_use").field("id", fitted(block.id)).field("name", block.name);
      w.key("input").raw(as_object(block.text));
      break;
  }
  w.end();
}

class Whole final : public AnswerEncoder {
 public:
  explicit Whole(AnswerContext context) : context_(std::move(context)) {}

  std::string event(const Event& event) override {
    if (over_) return {};
    if (event.kind == Event::Kind::error) {
      over_ = true;
      return error_body(event.error.value_or(chat::UpstreamError{}));
    }
    answer_.add(event);
    if (event.kind != Event::Kind::end) return {};
    over_ = true;
    return body();
  }

 private:
  std::string body() const {
    JsonWriter w;
    w.object().field("id", "msg_" + context_.id).field("type", "message").field("role", "assistant");
    w.field("model", context_.model).key("content").array();
    for (const Block& block : answer_.blocks) write_block(w, block);
    w.end();
    write_stop(w, answer_.stop, answer_.stop_sequence, answer_.calls_tools());
    w.key("usage");
    write_usage(w, answer_.usage, context_);
    w.end();
    return w.take();
  }

  AnswerContext context_;
  Collected answer_;
  bool over_ = false;
};

}  // namespace

void write_stop(JsonWriter& w, chat::StopReason stop, std::string_view sequence, bool calls_tools) {
  const bool guess = stop == chat::StopReason::unknown && calls_tools;
  w.field("stop_reason", guess ? "tool_use" : stop_word(stop)).key("stop_sequence");
  if (sequence.empty())
    w.null();
  else
    w.value(sequence);
}

std::unique_ptr<AnswerEncoder> whole_encoder(const AnswerContext& context) { return std::make_unique<Whole>(context); }

}  // namespace weir::wire::messages

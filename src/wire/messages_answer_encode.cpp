// Events into a Messages stream. One block is open at a time and indexes rise by one whatever the upstream did; the
// final message_delta waits for the end, since some upstreams tell usage after the reason to stop.
#include <utility>

#include "wire/messages.h"
#include "wire/messages_whole.h"
#include "wire/sse_text.h"
#include "wire/tool_ids.h"

namespace weir::wire::messages {
namespace {

using chat::Event;
using Kind = Event::Kind;

class Stream final : public AnswerEncoder {
 public:
  explicit Stream(AnswerContext context) : context_(std::move(context)) {}

  std::string event(const Event& event) override {
    if (over_) return {};
    if (event.kind == Kind::ping) return started_ ? std::string(kPing) : std::string();
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
        delta(event, Block::text, "text_delta", "text");
        break;
      case Kind::thinking:
        delta(event, Block::thinking, "thinking_delta", "thinking");
        break;
      case Kind::signature:
        delta(event, Block::thinking, "signature_delta", "signature");
        break;
      case Kind::redacted:
        open(event, Block::redacted);
        break;
      case Kind::tool_start:
        open(event, Block::tool);
        break;
      case Kind::tool_arguments:
        if (open_ == Block::tool && open_as_ == event.index) piece("input_json_delta", "partial_json", event.text);
        break;
      case Kind::block_stop:
        if (open_as_ == event.index) close();
        break;
      case Kind::finish:
        stop_ = event.stop;
        stop_sequence_ = event.stop_sequence;
        break;
      case Kind::end:
        end();
        break;
      default:
        break;
    }
  }

  void start() {
    started_ = true;
    JsonWriter w;
    w.object().field("type", "message_start").key("message").object();
    w.field("id", "msg_" + context_.id).field("type", "message").field("role", "assistant");
    w.field("model", context_.model).key("content").array().end();
    w.key("stop_reason").null().key("stop_sequence").null().key("usage");
    write_usage(w, usage_, context_);
    w.end().end();
    out_ += sse_event("message_start", w.str());
  }

  enum class Block { none, text, thinking, redacted, tool };

  void delta(const Event& event, Block block, std::string_view type, std::string_view field) {
    if (open_ != block || open_as_ != event.index) open(event, block);
    piece(type, field, event.text);
  }

  void open(const Event& event, Block block) {
    close();
    open_ = block;
    open_as_ = event.index;
    calls_ = calls_ || block == Block::tool;
    JsonWriter w;
    w.object().field("type", "content_block_start").field("index", index_).key("content_block").object();
    switch (block) {
      case Block::thinking:
        w.field("type", "thinking").field("thinking", "").field("signature", "");
        break;
      case Block::redacted:
        w.field("type", "redacted_thinking").field("data", event.text);
        break;
      case Block::tool:
        w.field("type", "tool_use").field("id", fitted(event.id)).field("name", event.name);
        w.key("input").object().end();
        break;
      default:
        w.field("type", "text").field("text", "");
    }
    w.end().end();
    out_ += sse_event("content_block_start", w.str());
  }

  void piece(std::string_view type, std::string_view field, std::string_view text) {
    JsonWriter w;
    w.object().field("type", "content_block_delta").field("index", index_).key("delta").object();
    w.field("type", type).field(field, text).end().end();
    out_ += sse_event("content_block_delta", w.str());
  }

  void close() {
    if (open_ == Block::none) return;
    JsonWriter w;
    w.object().field("type", "content_block_stop").field("index", index_++).end();
    out_ += sse_event("content_block_stop", w.str());
    open_ = Block::none;
  }

  void end() {
    close();
    over_ = true;
    JsonWriter w;
    w.object().field("type", "message_delta").key("delta").object();
    write_stop(w, stop_, stop_sequence_, calls_);
    w.end().key("usage");
    write_usage(w, usage_, context_);
    w.end();
    out_ += sse_event("message_delta", w.str());
    out_ += sse_event("message_stop", R"({"type":"message_stop"})");
  }

  std::string on_error(const Event& event) {
    over_ = true;
    return error_frames(event.error.value_or(chat::UpstreamError{}));
  }

  AnswerContext context_;
  std::string out_;
  chat::Usage usage_;
  chat::StopReason stop_ = chat::StopReason::unknown;
  std::string stop_sequence_;
  Block open_ = Block::none;
  int open_as_ = -1;  // the event's index of the open block
  int index_ = 0;     // ours
  bool started_ = false, calls_ = false, over_ = false;
};

}  // namespace

std::unique_ptr<AnswerEncoder> answer_encoder(const AnswerContext& context) {
  if (context.stream) return std::make_unique<Stream>(context);
  return whole_encoder(context);
}

}  // namespace weir::wire::messages

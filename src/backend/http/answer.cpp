// Bytes to frames: each SSE event is one frame, an answer that is not streamed is one frame.
#include "backend/http/answer.h"

#include "base/limits.h"
#include "net/coding.h"

namespace weir::backend {
namespace {

bool is_event_stream(const Headers& headers) {
  return headers.get("content-type").value_or("").starts_with("text/event-stream");
}

chat::Event of(chat::Event::Kind kind) {
  chat::Event event;
  event.kind = kind;
  return event;
}

Bytes size_of(std::string_view bytes) { return {static_cast<std::int64_t>(bytes.size())}; }

}  // namespace

HttpAnswer::HttpAnswer(std::unique_ptr<net::ClientResponse> response, std::unique_ptr<wire::AnswerDecoder> decoder)
    : response_(std::move(response)),
      decoder_(std::move(decoder)),
      streamed_(is_event_stream(response_->headers())),
      coded_(net::is_coded(response_->headers())) {}

Task<Result<std::optional<chat::Frame>>> HttpAnswer::next(Cancel& cancel) {
  if (coded_)
    co_return fail(ErrorKind::protocol, "the upstream's answer has a Content-Encoding that weir did not ask for");
  if (!streamed_) co_return co_await whole(cancel);
  while (ready_.empty()) {
    if (done_) co_return std::optional<chat::Frame>{};
    CO_TRY(auto bytes, co_await response_->next(cancel));
    if (!bytes) {
      done_ = true;
      if (splitter_.rest().find_first_not_of("\r\n") != std::string_view::npos) {
        co_return fail(ErrorKind::closed, "the upstream ended inside an event");
      }
      continue;
    }
    bytes_in_ += size_of(*bytes);
    CO_TRY_VOID(take(*bytes));
  }
  std::optional<chat::Frame> frame(std::move(ready_.front()));
  ready_.pop_front();
  co_return frame;
}

Result<void> HttpAnswer::take(std::string_view bytes) {
  TRY(auto events, splitter_.feed(bytes));
  for (net::SseEvent& event : events) {
    chat::Frame frame;
    if (event.has_data) {
      TRY(frame.events, decoder_->event(event.name, event.data));
    } else {
      frame.events.push_back(of(chat::Event::Kind::ping));
    }
    frame.raw = std::move(event.raw);
    ready_.push_back(std::move(frame));
  }
  return {};
}

Task<Result<std::optional<chat::Frame>>> HttpAnswer::whole(Cancel& cancel) {
  if (std::exchange(done_, true)) co_return std::optional<chat::Frame>{};
  CO_TRY(auto body, co_await response_->rest(limits::whole_body_bytes, cancel));
  bytes_in_ += size_of(body);
  chat::Frame frame;
  if (decoder_) {
    CO_TRY(frame.events, decoder_->whole(body));
  } else {
    frame.events.push_back(of(chat::Event::Kind::end));
  }
  frame.raw = std::move(body);
  co_return std::optional<chat::Frame>(std::move(frame));
}

Task<void> HttpAnswer::read_error(const wire::Wire& wire, Cancel& cancel) {
  if (!coded_) {
    auto body = co_await response_->rest(limits::head_bytes, cancel);
    if (body) error_body_ = std::move(*body);
    bytes_in_ += size_of(error_body_);
  }
  error_ = wire.read_error(response_->status(), response_->headers(), error_body_);
  done_ = true;
}

}  // namespace weir::backend

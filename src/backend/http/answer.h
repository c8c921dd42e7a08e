// HttpAnswer: the answer of an HTTP upstream as frames.
#pragma once
#include <deque>
#include <memory>

#include "backend/backend.h"
#include "net/client.h"
#include "net/sse.h"
#include "wire/wire.h"

namespace weir::backend {

class HttpAnswer final : public Answer {
 public:
  // A body with a Content-Encoding is not read: next() says so (protocol), an error keeps its status and loses its
  // words. decoder null: the body is passed as one frame and counts as whole (token counts, embeddings).
  HttpAnswer(std::unique_ptr<net::ClientResponse> response, std::unique_ptr<wire::AnswerDecoder> decoder);

  int status() const override { return response_->status(); }
  const Headers& headers() const override { return response_->headers(); }
  chat::UpstreamError error() const override { return error_; }
  Task<Result<std::optional<chat::Frame>>> next(Cancel& cancel) override;
  Bytes bytes_in() const override { return bytes_in_; }

  // For status >= 300: reads the body and says what the upstream meant.
  Task<void> read_error(const wire::Wire& wire, Cancel& cancel);
  const std::string* error_body() const override { return status() >= 300 && !coded_ ? &error_body_ : nullptr; }

 private:
  Task<Result<std::optional<chat::Frame>>> whole(Cancel& cancel);
  Result<void> take(std::string_view bytes);

  std::unique_ptr<net::ClientResponse> response_;
  std::unique_ptr<wire::AnswerDecoder> decoder_;
  net::SseSplitter splitter_;
  std::deque<chat::Frame> ready_;
  chat::UpstreamError error_;
  std::string error_body_;
  Bytes bytes_in_;
  bool streamed_ = false, done_ = false;
  bool coded_ = false;  // compressed, though asked for plain bytes: never unpacked, never passed on
};

}  // namespace weir::backend

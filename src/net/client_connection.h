// One connection to an upstream, and the request that runs on it. Internal to net/. Shared: the coroutine that writes
// the request may still run when an early answer is read or given up.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "net/chunked.h"
#include "net/client.h"
#include "net/http1.h"
#include "net/link.h"

namespace weir::net {

class ClientConnection : public std::enable_shared_from_this<ClientConnection> {
 public:
  ClientConnection(std::unique_ptr<Link> link, std::string origin)
      : link_(std::move(link)), origin_(std::move(origin)) {}

  struct Out {
    std::string method;  // of the head, for the answer's framing
    std::string head, body;
  };
  // Writes the request and reads the answer's head; 1xx are passed over. After an error the link is closed and the
  // request wholly at rest: see nothing_came(), written_whole(), take_request().
  Task<Result<ResponseHead>> ask(Out request, ClientLimits limits, Cancel& cancel);
  bool nothing_came() const { return nothing_came_; }
  bool written_whole() const { return written_ && written_->has_value(); }
  Out take_request() { return std::move(out_); }

  // The body: its next bytes (empty only at the end), or all that is left. A failed one closes the link.
  Task<Result<std::string>> next(Cancel& cancel);
  Task<Result<std::string>> rest(std::size_t limit, Cancel& cancel);
  void decode_buffered();  // takes a body's end that is here already, so that the connection can be kept
  bool ended() const { return ended_; }

  bool keepable() const;  // the next request may use it
  void prepare_to_rest();
  bool alive() { return link_->open() && link_->stream().peek() == Peek::nothing; }
  void close() { link_->close(); }
  const std::string& origin() const { return origin_; }
  IoCore& io() { return link_->io(); }

 private:
  Task<Result<ResponseHead>> read_answer_head();
  Task<Result<std::string>> read_head_bytes();
  static Task<void> write_out(std::shared_ptr<ClientConnection> self);
  auto write_over();  // co_await: until write_out() has come home
  Result<void> decode(std::string& out, std::size_t most);
  Result<void> cut();  // the peer's clean close: the end, or not
  void wait_at_most(Millis time, const char* what);
  void stop_reading();
  Error in_words(Error error) const;  // a wait that ended because all the time is over says so

  std::unique_ptr<Link> link_;
  std::string origin_;
  InBuffer in_;
  Out out_;
  ClientLimits limits_;
  TimePoint until_ = TimePoint::max();  // of the exchange under way
  // What the reader waits for; the writer, while it runs, has the link's one deadline for itself.
  std::optional<Millis> reading_;
  const char* reading_what_ = "";
  bool nothing_came_ = true;
  std::optional<Result<void>> written_;
  std::coroutine_handle<> waits_for_write_;

  Framing framing_;
  Reuse reuse_ = Reuse::yes;
  std::uint64_t left_ = 0;
  std::optional<ChunkDecoder> chunks_;
  bool ended_ = false;
  std::optional<Error> broken_;  // what next() finds after the bytes that came before it
};

}  // namespace weir::net

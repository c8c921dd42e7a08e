// Downstream: the client's side of one answer. It owns the two marks: head sent, and the keepalive that may send it.
// Writes never interleave. I/O thread; must outlive its keepalive (await stop_keepalive before it goes).
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "base/cancel.h"
#include "base/loop.h"
#include "base/oneshot.h"
#include "base/turn.h"
#include "net/server.h"
#include "wire/wire.h"

namespace weir::relay {

class Downstream {
 public:
  // stopping: weir ends what still runs; outlives this.
  Downstream(net::ServerExchange& http, const wire::Wire& wire, Loop& loop, Cancel& stopping);
  Downstream(const Downstream&) = delete;
  Downstream& operator=(const Downstream&) = delete;

  // Headers of weir's own, on every answer from now on.
  void set_header(std::string_view name, std::string value) { own_.set(name, std::move(value)); }

  // A whole answer; only while no head is out.
  Task<Result<void>> respond(int status, Headers headers, std::string body);
  // Bytes of a stream. The head goes first: 200 with these headers, or event-stream ones.
  Task<Result<void>> stream(std::string bytes, const Headers& headers = {});
  Task<Result<void>> finish();
  void abort() { http_.abort(); }

  bool head_sent() const { return http_.head_sent(); }
  std::optional<int> status() const { return status_; }
  Cancel& gone() { return http_.gone(); }  // the client left: there is nobody to tell
  // What the work for this client waits with: requested when it left, and when weir stops.
  Cancel& over() { return *over_; }
  bool stopped() { return over_->requested() && !gone().requested(); }

  // From now on a stream that was silent for `after` gets the dialect's keepalive, which may send the head.
  void start_keepalive(Millis after);
  Task<void> stop_keepalive();

 private:
  Task<Result<void>> head(const Headers& headers);
  Task<void> keep(Millis after);

  net::ServerExchange& http_;
  const wire::Wire& wire_;
  Loop& loop_;
  Headers own_;
  TurnLock turns_;
  Millis last_write_;
  std::optional<int> status_;
  Cancel stop_;
  OneShot<bool> kept_;
  bool keeping_ = false;
  std::shared_ptr<Cancel> over_ = std::make_shared<Cancel>();  // shared: request() may end us
  Cancel::Registration left_, stops_;
};

}  // namespace weir::relay

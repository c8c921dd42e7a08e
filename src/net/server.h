// Server: HTTP/1.1 in. One listener (loopback TCP or a Unix socket), one coroutine a connection, keep-alive.
// Strict framing: CL with TE, duplicate CL, bare LF, obs-fold, space before colon, absent or duplicate Host, bad
// chunk sizes, absolute-form are answered 400 in plain text and closed; no request behind them is read.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/cancel.h"
#include "base/http.h"
#include "base/limits.h"
#include "base/result.h"
#include "base/strong.h"
#include "base/task.h"
#include "net/loop.h"

namespace weir::net {

// One request and its answer. Owned by the connection; the handler uses it until it returns.
class ServerExchange {
 public:
  virtual ~ServerExchange() = default;
  virtual const HttpHead& head() const = 0;
  // The declared length, or nothing when chunked or absent. Known before a byte of the body is read.
  virtual std::optional<std::uint64_t> content_length() const = 0;
  // Head first: the body is read when asked for, straight into the string. Errors: too_large (before reading when
  // declared), timeout, closed, invalid (broken chunks; a compressed body, by its Content-Encoding).
  virtual Task<Result<std::string>> read_body(std::size_t limit) = 0;
  // Requested when the client goes: closed or reset. A pipelined next request is not that.
  virtual Cancel& gone() = 0;

  // A whole answer. Content-Length and Connection are net's.
  virtual Task<Result<void>> respond(int status, Headers headers, std::string body) = 0;
  // Or a stream (chunked): head at once, then bytes, then finish. write() comes back when the kernel took the bytes:
  // a client that does not read holds its upstream back; after limits::write_stall_ms it is closed (timeout).
  virtual Task<Result<void>> start(int status, Headers headers) = 0;
  virtual Task<Result<void>> write(std::string bytes) = 0;
  virtual Task<Result<void>> finish() = 0;
  // Closes without the last chunk: the client's HTTP layer sees an answer that is not whole.
  virtual void abort() = 0;
  virtual bool head_sent() const = 0;
};

// A handler that returns without answering is answered 500 for.
using Handler = std::function<Task<void>(ServerExchange&)>;

class Server {
 public:
  virtual ~Server() = default;
  virtual unsigned port() const = 0;  // 0 for a Unix socket
  // Drain: idle connections close, those that the kernel has already taken for us are served, running exchanges go on.
  virtual void stop_accepting() = 0;
  virtual std::size_t active() const = 0;  // exchanges that run
  virtual void close_all() = 0;            // requests gone() of each and closes
};

// How long a client is waited for, and how many at once: limits.h, or what a configuration or a test wants.
struct ServerTimes {
  Millis head{limits::head_ms}, keep_alive{limits::keep_alive_ms}, body_stall{limits::body_stall_ms},
      write_stall{limits::write_stall_ms}, linger{limits::linger_ms}, body{limits::body_ms};
  std::size_t connections = limits::connections;  // less where the process may not open enough descriptors
};

// Errors: conflict (port in use: says by whom when it can), io. port 0 takes a free one.
Result<std::unique_ptr<Server>> listen_loopback(IoLoop& loop, unsigned port, Handler handler, ServerTimes times = {});
// Mode 0600; a stale socket file is replaced, a living one is a conflict.
Result<std::unique_ptr<Server>> listen_unix(IoLoop& loop, const std::string& path, Handler handler);

}  // namespace weir::net

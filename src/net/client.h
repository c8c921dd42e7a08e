// Client: HTTP/1.1 out, with a pool of kept connections per origin. TLS 1.2+ verified against the system's roots
// or a given CA file. No redirects are followed, ever. A kept connection that turns out dead before a byte of the
// answer came is replaced once, silently, when the request had not been written whole or only asks (GET, HEAD): what
// an upstream may have read whole it may have begun, and somebody pays for it.
#pragma once
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

struct Target {        // where a request goes
  std::string scheme;  // "http", "https", "unix"
  std::string host;    // name, address, or the socket's path
  unsigned port = 0;
  std::string prefix;   // path before each request's path, no trailing slash
  std::string ca_file;  // https: PEM of further roots, or ""
};
Result<Target> parse_target(const std::string& url);  // errors: invalid

struct ClientLimits {
  Millis connect{5'000}, first_byte{300'000}, between{120'000};
  Millis total{limits::exchange_ms};  // from sending to the answer's last byte: a byte now and then is no progress
};

struct ClientRequest {
  std::string method, path;  // path with query, behind the target's prefix
  Headers headers;           // Host, Content-Length, Connection are net's
  std::string body;
};

class ClientResponse {
 public:
  virtual ~ClientResponse() = default;  // before the end: closes the connection; at the end: back into the pool
  virtual int status() const = 0;
  virtual const Headers& headers() const = 0;
  // Next bytes of the body as they come, never empty; nothing at its proper end (last chunk, or all of
  // Content-Length, or a clean close where neither was given). Errors: closed (cut), timeout, cancelled, protocol.
  virtual Task<Result<std::optional<std::string>>> next(Cancel& cancel) = 0;
  virtual Task<Result<std::string>> rest(std::size_t limit, Cancel& cancel) = 0;  // all that is left
};

class Client {
 public:
  virtual ~Client() = default;
  // Back when the response's head is here. Errors: unavailable (refused, unknown host, TLS: says which), timeout,
  // cancelled, closed, protocol.
  virtual Task<Result<std::unique_ptr<ClientResponse>>> send(Target target, ClientRequest request, ClientLimits limits,
                                                             Cancel& cancel) = 0;
};

std::unique_ptr<Client> make_client(IoLoop& loop);

}  // namespace weir::net

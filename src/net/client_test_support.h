// For the client's tests: upstreams that follow a script, and whole exchanges as one value.
#pragma once
#include <atomic>
#include <functional>
#include <future>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "net/client.h"
#include "net/test_support.h"

namespace weir::net::test {

inline const std::string end_of_head = "\r\n\r\n";

inline Target at(unsigned port) { return {"http", "127.0.0.1", port, "", ""}; }

inline ClientRequest get(const std::string& path = "/") { return {"GET", path, {}, ""}; }
inline ClientRequest post(std::string body) { return {"POST", "/", {}, std::move(body)}; }

struct Got {
  int status = 0;
  std::string body;
  std::optional<ErrorKind> error;
  std::string message;
  bool operator==(const Got& other) const {
    return status == other.status && body == other.body && error == other.error;
  }
};
inline void PrintTo(const Got& got, std::ostream* out) {
  *out << got.status << " '" << got.body.substr(0, 200) << "' " << (got.error ? static_cast<int>(*got.error) : -1)
       << " " << got.message;
}

inline Got failed(const Error& error, int status = 0, std::string body = {}) {
  return {status, std::move(body), error.kind, error.message};
}

// The whole exchange, piece by piece as a stream is read.
inline Task<Got> fetch(Client& client, Target target, ClientRequest request, ClientLimits limits = {}) {
  Cancel never;
  auto response = co_await client.send(std::move(target), std::move(request), limits, never);
  if (!response) co_return failed(response.error());
  std::string body;
  for (;;) {
    auto piece = co_await (*response)->next(never);
    if (!piece) co_return failed(piece.error(), (*response)->status(), std::move(body));
    if (!*piece) break;
    EXPECT_FALSE((*piece)->empty());
    body += **piece;
  }
  co_return Got{(*response)->status(), std::move(body), std::nullopt, {}};
}

// An upstream that answers one connection after the other; ends when the script does.
class Upstream {
 public:
  explicit Upstream(std::function<void(RawListener&)> script)
      : thread_(peer_thread([this, body = std::move(script)] { body(listener_); })) {}
  ~Upstream() { thread_.join(); }
  unsigned port() const { return listener_.port(); }

 private:
  RawListener listener_;
  std::thread thread_;
};

inline const std::string ok = "HTTP/1.1 200 OK\r\n";
inline const std::string chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";

}  // namespace weir::net::test

// Opening a connection to a target: lookup, connect, TLS, all within one limit. Internal to net/.
#pragma once
#include <memory>

#include "net/client.h"
#include "net/link.h"
#include "net/tls.h"

namespace weir::net {

class Connector {
 public:
  explicit Connector(IoCore& io) : io_(io) {}
  // Errors: unavailable (says what failed and where), timeout, cancelled. The target must outlive the call.
  Task<Result<std::unique_ptr<Link>>> open(const Target& target, Millis limit, Cancel& cancel);

 private:
  struct Opened {
    std::unique_ptr<Link> link;
    TlsStream* tls;  // the link's stream, for https
  };
  Task<Result<std::unique_ptr<Link>>> open_unix(const Target& target, Millis limit, Cancel& cancel);
  Task<Result<Opened>> open_tcp(const Target& target, tcp::endpoint at, Millis limit, Cancel& cancel);
  Task<Result<void>> shake_hands(const Target& target, Opened& opened, Millis limit, Cancel& cancel);

  IoCore& io_;
  TlsContexts tls_;
};

std::string place_of(const Target& target);  // "api.example.com:443", for messages

}  // namespace weir::net

// The far end: every upstream behind one net::Client. It plays the bytes of a script, or of a fault, through the real
// HTTP backends (SSE, decoders, errors); below it only sockets and HTTP/1 framing are missing. It keeps a note of each
// attempt for the judge.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "loop.h"
#include "net/client.h"
#include "notes.h"
#include "script.h"

namespace weir::sim {

// What goes wrong with an attempt, if anything does.
enum class Fault {
  none,
  refused,      // nobody listens
  unreachable,  // nor says so
  closed,       // the connection ends before an answer
  mute,         // no answer comes
  status,       // a refusal with its HTTP status
  error_in_200,
  reset,   // inside the answer
  eof,     // the answer ends properly, though it is not whole
  silent,  // inside the answer
  malformed,
  marked,  // its end mark stands behind a part of it: no reason to stop was told
  count_
};
std::string_view name(Fault fault);

struct Host {
  std::string_view host;
  unsigned port;
  std::string_view endpoint;
  bool here, metered;
};
const Host* host_of(std::string_view host, unsigned port);

class Network final : public net::Client {
 public:
  // ill: per cent of attempts at each host that go wrong, by the order of hosts().
  Network(SimLoop& loop, Chance& chance, Notes& notes, std::vector<unsigned> ill)
      : loop_(loop), chance_(chance), notes_(notes), ill_(std::move(ill)) {}
  Task<Result<std::unique_ptr<net::ClientResponse>>> send(net::Target target, net::ClientRequest request,
                                                          net::ClientLimits limits, Cancel& cancel) override;
  bool dead = false;  // the process that asks was killed: nothing leaves it

 private:
  Fault fault_at(const Host& host);
  SimLoop& loop_;
  Chance& chance_;
  Notes& notes_;
  std::vector<unsigned> ill_;
};

}  // namespace weir::sim

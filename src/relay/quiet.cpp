// See quiet.h.
#include "relay/quiet.h"

#include <utility>

#include "base/limits.h"
#include "base/memory.h"
#include "relay/door.h"
#include "relay/services.h"

namespace weir::relay {

Task<void> Quiet::enter(Services& services, net::ServerExchange& http) {
  co_await relay::enter(services, http);
  last_ = loop_.now();
  if (!std::exchange(waits_, true)) spawn(wait(services));
}

Task<void> Quiet::wait(Services& services) {
  while (services.counters.running > 0 || loop_.now() - last_ < Millis{limits::quiet_ms}) {
    if (!co_await loop_.sleep(Millis{limits::quiet_ms}, over_)) co_return;
  }
  waits_ = false;
  give_back_memory();
}

}  // namespace weir::relay

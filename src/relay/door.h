// The door: one table of method and path to right, dialect and handler. Whoever comes in passes here: Host and
// Origin first, then the token, then the route.
#pragma once
#include "net/server.h"
#include "relay/services.h"

namespace weir::relay {

Task<void> enter(Services& services, net::ServerExchange& http);

}  // namespace weir::relay

// From what a client's tool traffic says (clients) to what a session keeps of it (session): neither may know the other.
#pragma once
#include "clients/client.h"
#include "session/session.h"

namespace weir::relay {

// The client and the reading (and the request it views) must outlive the result.
session::Traffic traffic_of(const clients::Client& client, const clients::Reading& reading);

}  // namespace weir::relay

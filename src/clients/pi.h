// pi (@earendil-works/pi-coding-agent), on the chat and the Messages wire.
#pragma once
#include "clients/client.h"

namespace weir::clients {

extern const Client pi;

}  // namespace weir::clients

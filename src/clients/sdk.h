// The generic reading: whoever no other file recognises. Last in registry.cpp.
#pragma once
#include "clients/client.h"

namespace weir::clients {

extern const Client sdk;

}  // namespace weir::clients

// Claude Code (claude-cli), as version 2.1.330 and its predecessors speak the Messages wire.
#pragma once
#include "clients/client.h"

namespace weir::clients {

extern const Client claude_code;

}  // namespace weir::clients

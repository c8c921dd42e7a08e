// Reach: what a request asks the workspace before it is decided, and what comes back for the View. Side requests ask
// nothing, nor does one without a known workspace. Nothing here reads a file; the waiting is bounded.
#pragma once
#include "relay/ask.h"
#include "relay/services.h"
#include "workspace/workspaces.h"

namespace weir::relay {

// The session that notes belong to: a subagent's line is part of it.
std::string session_of(const Asked& asked);

// What is reached, for the View; its notes are kept for status and nudges. Waits at most limits::workspace_answer_ms,
// on new user turns only: else the session's last answer stands, and says its age.
Task<Ripple> reach(Services& services, const Asked& asked);

}  // namespace weir::relay

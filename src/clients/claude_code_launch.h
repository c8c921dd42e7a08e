// How `weir launch claude` starts Claude Code.
#pragma once
#include "clients/client.h"

namespace weir::clients {

LaunchPlan launch_claude_code(const LaunchSite& site);

}  // namespace weir::clients

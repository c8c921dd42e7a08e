// How `weir launch pi` starts pi.
#pragma once
#include "clients/client.h"

namespace weir::clients {

LaunchPlan launch_pi(const LaunchSite& site);

}  // namespace weir::clients

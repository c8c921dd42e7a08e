// What launch plans share: a look at the user's words and environment.
#pragma once
#include <string>
#include <string_view>

#include "clients/client.h"

namespace weir::clients {

// A variable of the user's environment; "" when unset.
std::string env_of(const LaunchSite& site, std::string_view name);

// The user wrote --name VALUE or --name=VALUE.
bool has_option(const LaunchSite& site, std::string_view name);
std::string option_value(const LaunchSite& site, std::string_view name);  // "" when absent

// weir listens on loopback: where the user has a proxy, loopback must not go through it.
void bypass_proxy(const LaunchSite& site, LaunchPlan& plan);

}  // namespace weir::clients

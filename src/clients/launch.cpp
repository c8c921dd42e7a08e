// What launch plans share.
#include "clients/launch.h"

#include <algorithm>
#include <array>

namespace weir::clients {

std::string env_of(const LaunchSite& site, std::string_view name) {
  const auto it = std::ranges::find(site.env, name, &std::pair<std::string, std::string>::first);
  return it == site.env.end() ? std::string{} : it->second;
}

bool has_option(const LaunchSite& site, std::string_view name) {
  const std::string with_value = std::string(name) + "=";
  return std::ranges::any_of(site.args, [&](const std::string& a) { return a == name || a.starts_with(with_value); });
}

std::string option_value(const LaunchSite& site, std::string_view name) {
  const std::string with_value = std::string(name) + "=";
  for (std::size_t i = 0; i < site.args.size(); ++i) {
    if (site.args[i].starts_with(with_value)) return site.args[i].substr(with_value.size());
    if (site.args[i] == name && i + 1 < site.args.size()) return site.args[i + 1];
  }
  return {};
}

void bypass_proxy(const LaunchSite& site, LaunchPlan& plan) {
  constexpr std::array<std::string_view, 6> proxies = {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY",
                                                       "http_proxy", "https_proxy", "all_proxy"};
  if (std::ranges::none_of(proxies, [&](std::string_view name) { return !env_of(site, name).empty(); })) return;
  for (const std::string_view name : {"NO_PROXY", "no_proxy"}) {
    std::string value = env_of(site, name);
    if (!value.empty()) value += ',';
    plan.env.emplace_back(name, value + "127.0.0.1,localhost");
  }
}

}  // namespace weir::clients

// pi takes its whole agent folder from PI_CODING_AGENT_DIR: it is pointed at one of weir's, so the user's own
// ~/.pi stays as it is. models.json there names the token and the directory by variable: no secret lies on disk.
#include "clients/pi_launch.h"

#include <algorithm>
#include <array>

#include "base/json_writer.h"
#include "clients/launch.h"
#include "clients/text.h"

namespace weir::clients {
namespace {

constexpr long long window_unless_known = 131072;

void write_model(JsonWriter& w, std::string_view id, long long window) {
  w.object().field("id", id).field("name", id).field("reasoning", false);
  w.key("input").array().value("text").end();
  w.field("contextWindow", window).field("maxTokens", std::clamp(window / 4, 1024LL, 16384LL)).end();
}

std::string models_json(const LaunchSite& site) {
  const long long window = site.context_tokens > 0 ? site.context_tokens : window_unless_known;
  JsonWriter w;
  w.object().key("providers").object().key("weir").object();
  w.field("baseUrl", site.base_url + "/v1").field("api", "openai-completions").field("apiKey", "$WEIR_TOKEN");
  if (!site.directory.empty()) w.key("headers").object().field("x-weir-directory", "$WEIR_DIRECTORY").end();
  w.key("compat").object().field("sendSessionAffinityHeaders", true).end();
  w.key("models").array();
  for (const std::string_view id : {"weir-auto", "weir-local", "weir-cloud"}) write_model(w, id, window);
  w.end().end().end().end();
  return w.take();
}

// `pi install`, `pi list` and the like are verbs, not a conversation.
bool is_verb(const LaunchSite& site) {
  constexpr std::array<std::string_view, 6> verbs = {"install", "remove", "uninstall", "update", "list", "config"};
  return !site.args.empty() && std::ranges::find(verbs, site.args.front()) != verbs.end();
}

}  // namespace

LaunchPlan launch_pi(const LaunchSite& site) {
  LaunchPlan plan;
  plan.argv = {"pi"};
  if (!is_verb(site)) {
    if (!has_option(site, "--provider")) plan.argv.insert(plan.argv.end(), {"--provider", "weir"});
    if (!has_option(site, "--model") && !has_option(site, "--provider")) {
      plan.argv.insert(plan.argv.end(), {"--model", "weir-auto"});
    }
  }
  plan.argv.insert(plan.argv.end(), site.args.begin(), site.args.end());
  plan.env.emplace_back("PI_CODING_AGENT_DIR", site.state_dir);
  plan.env.emplace_back("WEIR_TOKEN", site.token);
  if (!site.directory.empty()) plan.env.emplace_back("WEIR_DIRECTORY", header_path(site.directory));
  plan.files.push_back({site.state_dir + "/models.json", models_json(site)});
  bypass_proxy(site, plan);
  return plan;
}

}  // namespace weir::clients

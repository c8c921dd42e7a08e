// Claude Code is pointed at weir by environment alone; its own files are looked at only for whether they bring a login.
// With a login (or key) of its own, weir's token travels in the path and Authorization stays the client's, to be
// passed on. Without one it has nothing to send, and would ask to log in: then the token is what it sends.
#include "clients/claude_code_launch.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include "base/json.h"
#include "base/json_writer.h"
#include "base/limits.h"
#include "clients/launch.h"
#include "clients/text.h"

namespace weir::clients {
namespace {

bool exists(const std::string& path) {
  struct stat st{};
  return ::stat(path.c_str(), &st) == 0;
}

constexpr std::array<std::string_view, 3> login_names = {"ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN",
                                                         "CLAUDE_CODE_OAUTH_TOKEN"};

// A settings file may bring a key: by a helper command, or in the environment that it sets.
bool settings_bring_login(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (text.size() > limits::config_bytes) return false;
  const auto settings = Json::parse(text);
  if (!settings) return false;
  if (!(*settings)["apiKeyHelper"].string().empty()) return true;
  for (const std::string_view name : login_names) {
    if (!(*settings)["env"][name].string().empty()) return true;
  }
  return false;
}

bool has_login(const LaunchSite& site) {
  for (const std::string_view name : login_names) {
    if (!env_of(site, name).empty()) return true;
  }
  std::string folder = env_of(site, "CLAUDE_CONFIG_DIR");
  if (folder.empty()) folder = site.home + "/.claude";
  return exists(folder + "/.credentials.json") || settings_bring_login(folder + "/settings.json");
}

// The user's own headers stay; the format is one "Name: value" a line.
std::string custom_headers(const LaunchSite& site) {
  std::string out = env_of(site, "ANTHROPIC_CUSTOM_HEADERS");
  if (!out.empty() && out.back() != '\n') out += '\n';
  return out + "x-weir-directory: " + header_path(site.directory);
}

// `claude mcp`, `claude update` and the like are verbs, not a conversation.
bool is_verb(const LaunchSite& site) {
  constexpr std::array<std::string_view, 22> verbs = {
      "agents",  "attach",      "auth", "auto-mode",   "config", "doctor",  "gateway", "import",
      "install", "kill",        "logs", "mcp",         "plugin", "plugins", "purge",   "rm",
      "respawn", "setup-token", "stop", "ultrareview", "update", "upgrade"};
  return !site.args.empty() && std::ranges::find(verbs, site.args.front()) != verbs.end();
}

// weir's index as tools. The option takes many values: written with '=', it does not swallow the user's own words.
void register_mcp(const LaunchSite& site, LaunchPlan& plan) {
  if (site.program.empty() || is_verb(site) || has_option(site, "--strict-mcp-config")) return;
  JsonWriter w;
  w.object().key("mcpServers").object().key("weir").object();
  w.field("type", "stdio").field("command", site.program).key("args").array();
  w.value("mcp").value("--socket").value(site.socket).end();
  w.end().end().end();
  const std::string file = site.state_dir + "/mcp.json";
  plan.argv.push_back("--mcp-config=" + file);
  plan.files.push_back({file, w.take()});
}

bool is_weirs(std::string_view model) { return model.find("weir") != std::string_view::npos; }

}  // namespace

LaunchPlan launch_claude_code(const LaunchSite& site) {
  LaunchPlan plan;
  plan.argv = {"claude"};
  register_mcp(site, plan);
  plan.argv.insert(plan.argv.end(), site.args.begin(), site.args.end());
  std::string model = option_value(site, "--model");
  if (model.empty()) model = env_of(site, "ANTHROPIC_MODEL");
  if (has_login(site)) {
    plan.env.emplace_back("ANTHROPIC_BASE_URL", site.base_url + "/t/" + site.token);
  } else {
    plan.env.emplace_back("ANTHROPIC_BASE_URL", site.base_url);
    plan.env.emplace_back("ANTHROPIC_AUTH_TOKEN", site.token);
    if (model.empty()) {
      model = "claude-weir-auto";  // its default model needs a login that is not there
      plan.env.emplace_back("ANTHROPIC_MODEL", model);
    }
  }
  plan.env.emplace_back("CLAUDE_CODE_GATEWAY_HINT_HEADERS", "1");
  plan.env.emplace_back("CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY", "1");
  if (!site.directory.empty()) plan.env.emplace_back("ANTHROPIC_CUSTOM_HEADERS", custom_headers(site));
  if (site.context_tokens > 0 && is_weirs(model)) {  // of a name that it does not know it assumes a million
    plan.env.emplace_back("CLAUDE_CODE_MAX_CONTEXT_TOKENS", std::to_string(site.context_tokens));
  }
  bypass_proxy(site, plan);
  return plan;
}

}  // namespace weir::clients

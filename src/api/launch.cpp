// POST /launch: the plan by which the CLI starts a tool pointed at this weir. Nothing is written here.
#include <algorithm>
#include <filesystem>

#include "api/routes.h"
#include "base/json.h"
#include "base/json_writer.h"
#include "clients/client.h"
#include "relay/view.h"

namespace weir::api {
namespace {

std::string known_clients() {
  std::string out;
  for (const clients::Client* client : clients::registry()) {
    if (client->launch != nullptr) out += (out.empty() ? "" : ", ") + std::string(client->name);
  }
  return out;
}

// The widest window that auto could use: a tool that believes in less compacts too early, in more too late.
long long widest_window(const relay::Services& s) {
  Tokens widest;
  for (const Candidate& c : relay::gather(s, Ask{}, Session{}, {}).candidates) {
    if (c.access != Access::none && c.cls >= s.rules.tools_min) widest = std::max(widest, c.context);
  }
  return widest.n;
}

// Where this executable lies: its MCP server is another start of it.
std::string own_path() {
  std::error_code error;
  const std::filesystem::path path = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::string() : path.string();
}

std::string plan_json(const clients::Client& client, const clients::LaunchPlan& plan) {
  JsonWriter w;
  w.object()
      .field("schema", "weir.launch/1")
      .field("client", client.name)
      .field("title", client.title)
      .key("argv")
      .array();
  for (const std::string& arg : plan.argv) w.value(arg);
  w.end().key("env").object();
  for (const auto& [key, value] : plan.env) w.field(key, value);
  w.end().key("unset").array();
  for (const std::string& key : plan.unset) w.value(key);
  w.end().key("files").array();
  for (const auto& file : plan.files) w.object().field("path", file.path).field("content", file.content).end();
  w.end().end();
  return w.take();
}

}  // namespace

Task<Reply> launch(Control& control, const Call& call) {
  const relay::Services& s = control.services;
  auto doc = Json::parse(call.body);
  if (!doc) co_return refuse(400, "usage", doc.error().message);
  const std::string name = (*doc)["client"].string();
  const clients::Client* client = clients::find(name);
  if (client == nullptr || client->launch == nullptr) {
    co_return refuse(404, "usage", "weir cannot launch \"" + name + "\"", "it launches: " + known_clients());
  }
  clients::LaunchSite site;
  site.base_url = "http://127.0.0.1:" + std::to_string(s.port);
  site.token = s.token.reveal();
  site.state_dir = s.paths.state_dir + "/launch/" + std::string(client->name);
  site.context_tokens = widest_window(s);
  site.directory = (*doc)["directory"].string();
  site.home = (*doc)["home"].string();
  if (s.config.ripple_enabled) {
    site.program = own_path();
    site.socket = s.paths.socket();
  }
  for (JsonValue variable : (*doc)["env"]) site.env.emplace_back(variable.key(), variable.string());
  for (JsonValue arg : (*doc)["args"]) site.args.push_back(arg.string());
  co_return Reply{200, plan_json(*client, client->launch(site)), "application/json"};
}

Task<Reply> stop(Control& control, const Call&) {
  control.stop();
  co_return Reply{200, "{\"schema\":\"weir.stop/1\",\"stopping\":true}", "application/json"};
}

}  // namespace weir::api

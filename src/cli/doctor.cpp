// weir doctor: what is found on this machine, and what keeps something from working. Works when nothing runs.
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "base/json_writer.h"
#include "cli/control.h"
#include "cli/registry.h"
#include "cli/term.h"
#include "cli/workspace.h"

namespace weir::cli {
namespace {

struct Check {
  std::string name;
  bool good = true;
  std::string text, help;
};

std::optional<std::string> in_path(std::string_view program) {
  const char* path = std::getenv("PATH");
  std::string_view rest = path != nullptr ? path : "";
  while (!rest.empty()) {
    const std::string_view dir = rest.substr(0, rest.find(':'));
    rest.remove_prefix(std::min(rest.size(), dir.size() + 1));
    std::string file = std::string(dir) + "/" + std::string(program);
    if (access(file.c_str(), X_OK) == 0) return file;
  }
  return std::nullopt;
}

Check check_config(const Context& context) {
  auto config = config::load(context.paths.config_file);
  if (!config) return {"config", false, config.error().message, config.error().help};
  return {"config", true, config->file.empty() ? "no file, every key at its default" : config->file, ""};
}

Check check_token(const Context& context) {
  struct stat info{};
  if (stat(context.paths.token().c_str(), &info) != 0) return {"token", true, "made at the first start", ""};
  if ((info.st_mode & 0077U) == 0) return {"token", true, context.paths.token() + ", 0600", ""};
  return {"token", false, context.paths.token() + " can be read by others", "chmod 600 " + context.paths.token()};
}

Check check_engine(const Context& context) {
  const std::string engine = context.self.substr(0, context.self.rfind('/')) + "/weir-engine";
  if (access(engine.c_str(), X_OK) != 0) return {"engine", false, "weir-engine is not beside weir", "./dev build"};
  return {"engine", true, engine, ""};
}

std::string found_text(JsonValue servers, JsonValue ports) {
  std::string out;
  for (JsonValue server : servers)
    out += (out.empty() ? "" : ", ") + server["product"].string() + " at " + server["url"].string();
  if (!out.empty()) return out;
  out = "none on ports";
  for (JsonValue port : ports) out += fmt::format(" {}", port.integer().value_or(0));
  return out;
}

std::string keys_text(JsonValue keys) {
  std::string out;
  for (JsonValue key : keys)
    out += (out.empty() ? "" : ", ") + key["endpoint"].string() + " (" + key["source"].string() + ")";
  return out.empty() ? "none" : out;
}

std::string tools_text() {
  std::string out;
  for (const char* tool : {"claude", "pi"}) {
    if (in_path(tool)) out += (out.empty() ? "" : ", ") + std::string(tool) + " (weir launch " + tool + ")";
  }
  return out.empty() ? "neither claude nor pi in PATH" : out;
}

// The worst first: an index that cannot be had is why ripple says unknown.
Check check_index(JsonValue ripple) {
  if (!ripple["enabled"].boolean().value_or(false))
    return {"index", true, "off: weir does not look into workspaces", "ripple.enabled = true in weir.toml"};
  std::string good, bad;
  for (JsonValue index : ripple["indexes"]) {
    const std::string state = index["state"].string();
    std::string& list = state == "ready" || state == "indexing" ? good : bad;
    list += (list.empty() ? "" : "; ") + home_short(index["root"].string()) + " " + index_text(index);
  }
  if (!bad.empty()) return {"index", false, bad, "weir index DIR"};
  return {"index", true, good.empty() ? "no workspace yet" : good, good.empty() ? "weir index DIR" : ""};
}

std::vector<Check> all_checks(const Context& context, const std::optional<Json>& live) {
  std::vector<Check> checks{check_config(context), check_token(context), check_engine(context)};
  checks.push_back({"tools", true, tools_text(), ""});
  if (!live) {
    checks.push_back({"running", true, "no", "weir up"});
    return checks;
  }
  checks.push_back({"running", true, "yes", ""});
  checks.push_back({"servers", true, found_text((*live)["servers"], (*live)["ports"]), ""});
  checks.push_back({"keys", true, keys_text((*live)["keys"]), ""});
  checks.push_back({"machine", true, (*live)["machine"]["text"].string("unknown"), ""});
  checks.push_back(check_index((*live)["ripple"]));
  for (JsonValue model : (*live)["models"]) {
    if (model["endpoint"].string() != "engine") continue;
    const bool up = model["health"].string() != "down";
    checks.push_back({"model", up,
                      model["id"].string() + " " + model["health"].string() + " " + model["health_reason"].string(),
                      up ? "" : "./dev setup fetches the weights"});
  }
  return checks;
}

void print(const std::vector<Check>& checks) {
  Table table;
  for (const Check& c : checks) {
    table.row({c.good ? "ok" : "!!", c.name, c.text});
    if (!c.help.empty()) table.row({"", "", "→ " + c.help});
  }
  fmt::print("{}", table.text());
}

void print_json(const std::vector<Check>& checks, const std::optional<Json>& live) {
  JsonWriter w;
  w.object().field("schema", "weir.doctor/1").key("checks").array();
  for (const Check& c : checks)
    w.object().field("name", c.name).field("ok", c.good).field("text", c.text).field("help", c.help).end();
  w.end();
  for (const char* key : {"models", "servers", "ports", "keys", "machine", "ripple"}) {
    const JsonValue value = live ? (*live)[key] : JsonValue();
    w.key(key);
    if (value.exists())
      w.raw(value.raw());
    else
      w.null();
  }
  w.end();
  fmt::print("{}\n", w.str());
}

int run_doctor(const Context& context, const Args& args) {
  auto response = control(context, "POST", "/doctor");
  std::optional<Json> live;
  if (response && response->status == 200) {
    if (auto doc = Json::parse(response->body)) live = std::move(*doc);
  }
  const std::vector<Check> checks = all_checks(context, live);
  args.json() ? print_json(checks, live) : print(checks);
  for (const Check& c : checks) {
    if (!c.good) return failed;
  }
  return ok;
}

}  // namespace

const Verb doctor{"doctor", "what weir finds on this machine, and what is wrong", "", "weir doctor", {}, run_doctor};

}  // namespace weir::cli

// node: scripts of package.json and tasks of deno.json, with the runner that the lock file names.
#include "base/json.h"
#include "workspace/brief/collect.h"

namespace weir::workspace::brief {
namespace {

constexpr std::size_t manifests = 80;  // packages of one repository that are looked at

std::string runner_of(const Reading& reading, const Json& root) {
  const std::string manager = root["packageManager"].string();
  if (!manager.empty()) return clip(manager.substr(0, manager.find('@')), 20);
  if (reading.has("pnpm-lock.yaml")) return "pnpm";
  if (reading.has("yarn.lock")) return "yarn";
  if (reading.has("bun.lockb") || reading.has("bun.lock")) return "bun";
  return "npm";
}

void scripts_of(std::string_view path, std::string_view text, JsonValue scripts, std::string_view runner,
                Findings& out) {
  const std::string folder(folder_of(path));
  for (const JsonValue script : scripts) {
    const std::string name = script.key();
    const std::string body = script.string(script["command"].string());
    // Hooks run by themselves: "pretest", "postinstall".
    if (name.starts_with("pre") || name.starts_with("post")) continue;
    const auto topic = topic_of_name(name);
    if (!topic || name == "install" || name == "prepare") continue;
    add_script(out, {.from = folder.empty() ? Command::From::script : Command::From::unit_script,
                     .topic = *topic,
                     .text = std::string(runner) + (name == "test" || name == "start" ? " " : " run ") + name,
                     .means = body,
                     .folder = folder,
                     .key = "npm:" + name,
                     .path = std::string(path),
                     .line = line_at(text, script.member_span().at)});
  }
}

}  // namespace

void add_script(Findings& out, Command command) {
  if (out.commands.size() < 2000) out.commands.push_back(std::move(command));
}

void find_node(Reading& reading, Findings& out) {
  std::string runner = "npm";
  std::size_t seen = 0;
  for (const std::string_view path : reading.called("package.json")) {
    if (seen++ == manifests) break;
    const std::string_view text = reading.text(path);
    const auto doc = Json::parse(text);
    if (!doc) continue;
    if (path == "package.json" || runner == "npm") runner = runner_of(reading, *doc);
    scripts_of(path, text, (*doc)["scripts"], runner, out);
    if (path != "package.json") continue;
    std::string needs;
    for (const JsonValue engine : (*doc)["engines"])
      needs += (needs.empty() ? "" : ", ") + engine.key() + " " + engine.string();
    if (!needs.empty() || (*doc)["packageManager"].exists()) {
      std::string line = "needs " + needs + (needs.empty() ? "" : ", ") + (*doc)["packageManager"].string();
      while (line.ends_with(' ') || line.ends_with(',')) line.pop_back();
      out.lines.push_back({Topic::build, clip(line, 120),
                           at(path, line_of(text, needs.empty() ? "\"packageManager\"" : "\"engines\""))});
    }
  }
  for (const std::string_view name : {"deno.json", "deno.jsonc"}) {
    if (!reading.has(name)) continue;
    const std::string text = without_comments(reading.text(name));
    const auto doc = Json::parse(text);
    if (doc) scripts_of(name, text, (*doc)["tasks"], "deno task", out);
  }
  for (const std::string_view name : {"turbo.json", "turbo.jsonc", "nx.json"}) {
    if (!reading.has(name)) continue;
    const std::string text = without_comments(reading.text(name));
    const auto doc = Json::parse(text);
    if (!doc) continue;
    std::string tasks;
    for (const std::string_view key : {"tasks", "pipeline", "targetDefaults"}) {
      for (const JsonValue task : (*doc)[key]) tasks += (tasks.empty() ? "" : ", ") + task.key();
    }
    const std::string tool(name.substr(0, name.find('.')));
    if (!tasks.empty())
      out.lines.push_back({Topic::build, clip(tool + " runs in every package: " + tasks, 140), std::string(name)});
  }
}

}  // namespace weir::workspace::brief

// The configuration as a file to start from (example), as it is in force (effective), and as one hash (revision).
#include <fmt/format.h>

#include "base/hash.h"
#include "config/keys.h"

namespace weir::config {
namespace {

constexpr std::size_t kTextColumn = 44;

std::string line(std::string_view name, std::string_view value, std::string_view text) {
  return fmt::format("{:<{}}# {}\n", fmt::format("# {} = {}", name, value), kTextColumn, text);
}

template <class O>
void lines(std::string& out, const std::vector<Key<O>>& keys, std::string_view section, const O& standard) {
  for (const Key<O>& key : keys) {
    if (key.section != section) continue;
    const std::string value = key.show(standard);
    out += line(key.name, value.empty() || value == "[]" ? key.sample : value, key.text);
  }
}

template <class O>
void rows(std::vector<Effective>& out, const Config& config, const O& owner, const std::vector<Key<O>>& keys,
          const std::string& prefix) {
  for (const Key<O>& key : keys) {
    const std::string full = (prefix.empty() ? key.section : prefix) + "." + key.name;
    const auto origin = config.origins.find(full);
    out.push_back(
        {full, key.show(owner), origin == config.origins.end() ? "default" : origin->second.text(), key.text});
  }
}

}  // namespace

std::string example() {
  std::string out =
      "# weir.toml: every key is optional, and each stands here with its default or with an example.\n"
      "# Remove the '#' before the section and before the key. weir config --effective shows what is in force.\n";
  const Config standard;
  for (const std::string& section : sections()) {
    if (section == "workspace" || section == "endpoint") continue;
    out += fmt::format("\n# [{}]\n", section);
    lines(out, config_keys(), section, standard);
  }
  out += "\n# [workspace.\"~/src/vault\"]\n# local_only = true" + std::string(kTextColumn - 19, ' ') + "# " +
         workspace_keys().front().text + "\n";
  out +=
      "\n# Built in: anthropic (ANTHROPIC_API_KEY) and openai (OPENAI_API_KEY); a section of that name is laid over "
      "it.\n"
      "# [endpoint.box]\n";
  for (const auto& key : endpoint_keys()) {
    // One key source an endpoint, no certificates for plain http, and a nearer `where` would be refused.
    const bool alternative = key.name == "key_file" || key.name == "key_command" || key.name == "ca_file";
    std::string one = line(key.name, key.sample, key.text);
    if (alternative) one.insert(0, "# ");
    out += one;
  }
  out += "# [endpoint.box.model.\"qwen3-coder:30b\"]\n";
  for (const auto& key : model_keys()) out += line(key.name, key.sample, key.text);
  return out;
}

std::vector<Effective> effective(const Config& config) {
  std::vector<Effective> out;
  rows(out, config, config, config_keys(), "");
  for (const Workspace& w : config.workspaces) {
    if (!w.resolved) rows(out, config, w, workspace_keys(), "workspace." + toml_quote(w.written));
  }
  for (const Endpoint& e : config.endpoints) {
    rows(out, config, e, endpoint_keys(), "endpoint." + e.name);
    for (const EndpointModel& m : e.models) {
      rows(out, config, m, model_keys(), fmt::format("endpoint.{}.model.{}", e.name, toml_quote(m.id)));
    }
  }
  return out;
}

std::string revision(const Config& config) {
  std::string all;
  for (const Effective& e : effective(config)) all += e.key + " = " + e.value + "\n";
  // What effective() shows short or not at all.
  for (const Workspace& w : config.workspaces) all += fmt::format("root {}\n", w.root);
  for (const Endpoint& e : config.endpoints) all += fmt::format("command {}\n", e.key_command);
  return hash128_hex(all);
}

}  // namespace weir::config

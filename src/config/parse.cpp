// The text of weir.toml to Config: its sections, workspaces and endpoints.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "config/endpoint_checks.h"
#include "config/keys.h"
#include "config/paths.h"

namespace weir::config {
namespace {

std::vector<std::string> names_of(const auto& keys, std::string_view section) {
  std::vector<std::string> out;
  for (const auto& key : keys) {
    if (key.section == section) out.push_back(key.name);
  }
  return out;
}

std::optional<std::string> section_of(std::string_view name) {
  for (const auto& key : config_keys()) {
    if (key.name == name) return key.section;
  }
  return std::nullopt;
}

// A name that people see in errors: not when it could be a pasted secret.
std::string shown(std::string_view name) {
  const bool plain = !name.empty() && name.size() <= 40 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.';
  });
  return plain ? std::string(name) : "this name";
}

class Loader {
 public:
  Loader(std::string file, Config& config) : file_(std::move(file)), config_(config) {}

  Result<void> run(const Toml& root) {
    for (const TomlMember& member : root.members) TRY_VOID(section(member));
    const auto cap = config_.origins.find("budget.day_usd");
    if (cap != config_.origins.end()) config_.day_cap_origin = cap->second;
    return {};
  }

 private:
  Origin origin(Mark at) const { return {file_, at.line, at.column}; }

  Result<void> section(const TomlMember& member) {
    const std::vector<std::string> known = sections();
    if (std::ranges::find(known, member.key) == known.end()) return unknown_section(member, known);
    if (!member.value.is(Toml::Type::table)) {
      return fail_at(file_, member.at, member.key + " is a section, not a key",
                     fmt::format("write [{}] on a line of its own", member.key));
    }
    if (member.key == "workspace") return workspaces(member.value);
    if (member.key == "endpoint") return endpoints(member.value);
    return members(config_, member.value, config_keys(), member.key, member.key);
  }

  std::unexpected<Error> unknown_section(const TomlMember& member, const std::vector<std::string>& known) const {
    if (!member.value.is(Toml::Type::table)) {
      if (const auto home = section_of(member.key)) {
        return fail_at(file_, member.at, member.key + " stands outside its section",
                       fmt::format("write it under [{}]", *home));
      }
      return fail_at(file_, member.at, shown(member.key) + " is not a key of weir's",
                     "weir config --example shows every key");
    }
    const auto near = nearest(member.key, known);
    return fail_at(
        file_, member.value.at, fmt::format("{} is not a section", shown(member.key)),
        near ? fmt::format("write [{}]", *near) : fmt::format("write one of [{}]", fmt::join(known, "], [")));
  }

  // The keys of one table. `full` is its name as errors and origins show it.
  template <class O>
  Result<void> members(O& owner, const Toml& table, const std::vector<Key<O>>& keys, std::string_view key_section,
                       const std::string& full, std::string_view skip = {}) {
    for (const TomlMember& member : table.members) {
      if (!skip.empty() && member.key == skip) continue;
      const auto key =
          std::ranges::find_if(keys, [&](const Key<O>& k) { return k.section == key_section && k.name == member.key; });
      if (key == keys.end()) return unknown_key(member, names_of(keys, key_section), full);
      if (auto read = key->read(owner, member.value, *key); !read) {
        const Mark at = member.value.at.line == 0 ? member.at : member.value.at;
        return fail_at(file_, at, fmt::format("{}.{} {}", full, member.key, read.error().message),
                       fmt::format("{} ({})", read.error().help, key->wants));
      }
      config_.origins[full + "." + member.key] = origin(member.at);
    }
    return {};
  }

  std::unexpected<Error> unknown_key(const TomlMember& member, const std::vector<std::string>& known,
                                     const std::string& full) const {
    const std::string message = fmt::format("{}.{} is not a key", full, shown(member.key));
    if (const auto near = nearest(member.key, known))
      return fail_at(file_, member.at, message, fmt::format("write {}", *near));
    if (const auto home = section_of(member.key)) {
      return fail_at(file_, member.at, message, fmt::format("write {} under [{}]", member.key, *home));
    }
    return fail_at(file_, member.at, message, fmt::format("write one of {}", fmt::join(known, ", ")));
  }

  Result<void> workspaces(const Toml& table) {
    for (const TomlMember& member : table.members) TRY_VOID(workspace(member));
    return {};
  }

  Result<void> workspace(const TomlMember& member) {
    constexpr std::string_view help = "write [workspace.\"~/src/vault\"], with its keys below it";
    if (!member.value.is(Toml::Type::table))
      return fail_at(file_, member.at, "a workspace is a section by root folder", std::string(help));
    Workspace w;
    w.written = member.key;
    w.origin = origin(member.value.at);
    w.root = expand_home(member.key);
    if (!w.root.starts_with('/')) {
      return fail_at(file_, member.at, "workspace root is not an absolute path", std::string(help));
    }
    for (const Workspace& other : config_.workspaces) {
      if (!other.resolved && other.root == w.root) {
        return fail_at(file_, member.at, fmt::format("the same workspace stands at {}", other.origin.text()),
                       "write its keys there");
      }
    }
    TRY_VOID(members(w, member.value, workspace_keys(), "", "workspace." + toml_quote(member.key)));
    config_.workspaces.push_back(w);
    add_resolved(std::move(w));
    return {};
  }

  void add_resolved(Workspace w) {
    std::error_code error;
    const std::string real = clean_path(std::filesystem::weakly_canonical(w.root, error).string());
    if (error || !real.starts_with('/') || real == w.root) return;
    w.root = real;
    w.resolved = true;
    config_.workspaces.push_back(std::move(w));
  }

  Result<void> endpoints(const Toml& table) {
    for (const TomlMember& member : table.members) TRY_VOID(endpoint(member));
    return {};
  }

  Result<void> endpoint(const TomlMember& member) {
    if (!member.value.is(Toml::Type::table)) {
      return fail_at(file_, member.at, "an endpoint is a section by name",
                     "write [endpoint.NAME], with its keys below it");
    }
    if (const std::string what = wrong_endpoint_name(member.key); !what.empty()) {
      return fail_at(file_, member.at, what, "write [endpoint.box] or another name of a-z, 0-9, '-' and '_'");
    }
    Endpoint e;
    e.name = member.key;
    e.origin = origin(member.value.at);
    const std::string full = "endpoint." + member.key;
    TRY_VOID(members(e, member.value, endpoint_keys(), "", full, "model"));
    if (const Toml* models = member.value.find("model")) TRY_VOID(models_of(e, *models, full));
    TRY_VOID(check_endpoint(e, member.value, file_));
    config_.endpoints.push_back(std::move(e));
    return {};
  }

  Result<void> models_of(Endpoint& e, const Toml& models, const std::string& full) {
    for (const TomlMember& member : models.members) {
      EndpointModel m;
      m.id = member.key;
      if (!member.value.is(Toml::Type::table) || m.id.empty() || m.id.contains('@')) {
        return fail_at(file_, member.at, full + ".model holds something that is no model",
                       fmt::format("write [{}.model.\"ID\"], an id without '@'", full));
      }
      TRY_VOID(members(m, member.value, model_keys(), "", full + ".model." + toml_quote(m.id)));
      e.models.push_back(std::move(m));
    }
    if (!models.is(Toml::Type::table)) {
      return fail_at(file_, models.at, full + ".model is not a section", fmt::format("write [{}.model.\"ID\"]", full));
    }
    return {};
  }

  std::string file_;
  Config& config_;
};

}  // namespace

std::string Origin::text() const { return file.empty() ? "default" : fmt::format("{}:{}:{}", file, line, column); }

Result<Config> parse(std::string_view text, const std::string& file) {
  const std::string named = shorten_home(file);
  TRY(const Toml root, parse_toml(text, named));
  Config config;
  config.file = file;
  TRY_VOID(Loader(named, config).run(root));
  return config;
}

}  // namespace weir::config

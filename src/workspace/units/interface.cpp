// Interface files: by name, and by what YAML and JSON say of themselves at their beginning.
#include <algorithm>

#include "workspace/tree/tree.h"
#include "workspace/units/parts.h"
#include "workspace/units/units.h"

namespace weir::workspace {
namespace {

using namespace unit_parts;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return out;
}

struct Name {
  std::string_view end;  // of the lower-case base name
  InterfaceKind kind;
};
constexpr Name ends[] = {
    {".proto", InterfaceKind::protobuf},
    {".graphql", InterfaceKind::graphql},
    {".graphqls", InterfaceKind::graphql},
    {".gql", InterfaceKind::graphql},
    {".avsc", InterfaceKind::avro},
    {".avdl", InterfaceKind::avro},
    {".avpr", InterfaceKind::avro},
    {".sql", InterfaceKind::sql},
    {".ddl", InterfaceKind::sql},
    {".schema.json", InterfaceKind::json_schema},
    {".schema.yaml", InterfaceKind::json_schema},
    {".flagd.json", InterfaceKind::flags},
    {".prisma", InterfaceKind::sql},
};
constexpr std::string_view flag_names[] = {"flags.json",         "flags.yaml",         "flags.yml",
                                           "feature-flags.json", "feature_flags.json", "feature-flags.yaml",
                                           "feature_flags.yaml", "feature-flags.yml",  "feature_flags.yml",
                                           "featureflags.json",  "flagsmith.json"};
constexpr std::string_view deployment_names[] = {"chart.yaml",  "values.yaml",    "kustomization.yaml", "skaffold.yaml",
                                                 "procfile",    "serverless.yml", "serverless.yaml",    "fly.toml",
                                                 "render.yaml", "docker-bake.hcl"};

template <class Table>
bool one_of(const Table& table, std::string_view name) {
  return std::ranges::find(table, name) != std::end(table);
}

bool dot_env(std::string_view base) { return base == ".env" || base.starts_with(".env.") || base.ends_with(".env"); }

// What stands at the beginning of a line, as a key of YAML or of JSON's outermost object.
bool key_of(std::string_view head, std::string_view key) {
  bool found = false;
  each_line(head, [&](std::string_view line) {
    if (line.starts_with(key) && line.substr(key.size()).starts_with(':')) found = true;
  });
  return found;
}

bool json_key(std::string_view head, std::string_view key) {
  const std::string quoted = "\"" + std::string(key) + "\"";
  const auto at = head.find(quoted);
  // Near the top and first in its object: as a value or deep inside it is something else.
  if (at == std::string_view::npos) return false;
  const auto before = head.find_last_not_of(" \t\r\n", at == 0 ? 0 : at - 1);
  const bool opens = before != std::string_view::npos && (head[before] == '{' || head[before] == ',');
  const auto after = head.find_first_not_of(" \t\r\n", at + quoted.size());
  const auto depth = std::ranges::count(head.substr(0, at), '{') - std::ranges::count(head.substr(0, at), '}');
  return opens && after != std::string_view::npos && head[after] == ':' && depth == 1;
}

std::optional<InterfaceKind> by_yaml(std::string_view head) {
  if (key_of(head, "openapi") || key_of(head, "swagger")) return InterfaceKind::openapi;
  if (key_of(head, "asyncapi")) return InterfaceKind::asyncapi;
  if (key_of(head, "apiVersion") && key_of(head, "kind")) return InterfaceKind::deployment;
  if (key_of(head, "$schema") && head.find("json-schema.org") != std::string_view::npos)
    return InterfaceKind::json_schema;
  return std::nullopt;
}

std::optional<InterfaceKind> by_json(std::string_view head) {
  if (json_key(head, "openapi") || json_key(head, "swagger")) return InterfaceKind::openapi;
  if (json_key(head, "asyncapi")) return InterfaceKind::asyncapi;
  if (json_key(head, "$schema")) {
    if (head.find("json-schema.org/") != std::string_view::npos) return InterfaceKind::json_schema;
    if (head.find("flagd.dev/") != std::string_view::npos) return InterfaceKind::flags;
  }
  return std::nullopt;
}

bool source_like(FileClass cls) { return cls != FileClass::vendored && cls != FileClass::binary; }

}  // namespace

std::optional<InterfaceKind> interface_of(std::string_view path, std::string_view head) {
  const std::string base = lower(base_of(path));
  const FileClass cls = class_of(path, {});
  if (!source_like(cls)) return std::nullopt;
  for (const Name& name : ends) {
    if (base.ends_with(name.end)) return name.kind;
  }
  if (one_of(flag_names, base)) return InterfaceKind::flags;
  if (is_manifest(path)) return InterfaceKind::manifest;
  const bool compose = is_deployment(path) && !path.contains('/');
  if (is_dockerfile(path) || dot_env(base) || one_of(deployment_names, base) || compose)
    return InterfaceKind::deployment;
  const Language language = language_of(path);
  std::optional<InterfaceKind> by_text;
  if (language == Language::yaml) by_text = by_yaml(head);
  if (language == Language::json) by_text = by_json(head);
  if (by_text) return by_text;
  const bool deployed = is_deployment(path) || (language == Language::hcl && cls == FileClass::source);
  return deployed ? std::optional(InterfaceKind::deployment) : std::nullopt;
}

}  // namespace weir::workspace

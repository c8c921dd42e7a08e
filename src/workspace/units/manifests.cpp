// Manifests of the field: does it build something, what is it called, what does it need from beside it. Read by their
// lines; TOML and XML no further than that takes.
#include <algorithm>
#include <array>

#include "base/json.h"
#include "workspace/units/parts.h"

namespace weir::workspace::unit_parts {
namespace {

constexpr std::size_t most_needs = 500;  // of one manifest

void push(std::vector<std::string>& list, std::string_view value) {
  if (!value.empty() && list.size() < most_needs) list.emplace_back(value);
}

// --- JSON: package.json, composer.json
void node_dependencies(JsonValue group, Manifest& out) {
  for (const JsonValue entry : group) {
    const std::string wanted = entry.string();
    for (const std::string_view scheme : {"file:", "link:", "portal:"}) {
      if (wanted.starts_with(scheme)) push(out.paths, std::string_view(wanted).substr(scheme.size()));
    }
    if (wanted.starts_with("workspace:") || wanted == "*") push(out.needs, entry.key());
  }
}

Manifest package_json(std::string_view text) {
  Manifest out;
  out.families = js;
  const auto doc = Json::parse(text);
  if (!doc) return out;
  out.name = (*doc)["name"].string();
  const bool holds_others = (*doc)["workspaces"].exists() || (*doc)["pnpm"].exists();
  for (const char* key : {"main", "module", "exports", "bin"}) out.ships |= (*doc)[key].exists();
  // A package without a name configures a folder ({"type": "module"}); a root that holds packages is none itself.
  out.unit = holds_others ? out.ships : !out.name.empty() || (*doc)["scripts"].exists();
  for (const char* key : {"dependencies", "devDependencies", "peerDependencies", "optionalDependencies"}) {
    node_dependencies((*doc)[key], out);
  }
  return out;
}

Manifest composer_json(std::string_view text) {
  Manifest out;
  out.families = php;
  const auto doc = Json::parse(text);
  if (!doc) return out;
  out.unit = true;
  out.name = (*doc)["name"].string();
  for (const JsonValue repository : (*doc)["repositories"]) {
    if (repository["type"].string() == "path") push(out.paths, repository["url"].string());
  }
  return out;
}

// --- TOML by lines: a section, then key = value
struct TomlLine {
  std::string_view section, key, value;
};

void toml(std::string_view text, const std::function<void(const TomlLine&)>& take) {
  std::string_view section;
  each_line(text, [&](std::string_view line) {
    line = trim(line);
    if (line.starts_with('[')) {
      section = line.substr(std::min(line.find_first_not_of('['), line.size()));
      section = trim(section.substr(0, section.find(']')));
      take({section, {}, {}});
      return;
    }
    const auto equals = line.find('=');
    if (line.starts_with('#') || equals == std::string_view::npos) return;
    take({section, trim(line.substr(0, equals)), trim(line.substr(equals + 1))});
  });
}

std::string_view quoted_after(std::string_view text, std::string_view key) {
  for (auto at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    std::string_view rest = trim(text.substr(at + key.size()));
    if (!rest.starts_with('=')) continue;
    rest = trim(rest.substr(1));
    if (!rest.starts_with('"') && !rest.starts_with('\'')) continue;
    const auto end = rest.find(rest.front(), 1);
    return end == std::string_view::npos ? std::string_view() : rest.substr(1, end - 1);
  }
  return {};
}

std::string_view toml_string(std::string_view value) {
  if (value.size() < 2 || (value.front() != '"' && value.front() != '\'')) return {};
  const auto end = value.find(value.front(), 1);
  return end == std::string_view::npos ? std::string_view() : value.substr(1, end - 1);
}

Manifest cargo_toml(std::string_view text) {
  Manifest out;
  out.families = rust;
  toml(text, [&](const TomlLine& line) {
    if (line.section == "package") out.unit = true;
    if (line.section == "package" && line.key == "name") out.name = toml_string(line.value);
    const bool dependencies = line.section.find("dependencies") != std::string_view::npos;
    if (!dependencies || line.section.starts_with("workspace")) return;
    if (line.key == "path")
      push(out.paths, toml_string(line.value));
    else
      push(out.paths, quoted_after(line.value, "path"));
    // "x.workspace = true" and "x = { workspace = true }"
    if (line.key.ends_with(".workspace"))
      push(out.needs, line.key.substr(0, line.key.rfind('.')));
    else if (line.value.find("workspace = true") != std::string_view::npos)
      push(out.needs, line.key);
  });
  return out;
}

Manifest pyproject_toml(std::string_view text) {
  Manifest out;
  out.families = python;
  toml(text, [&](const TomlLine& line) {
    const bool project = line.section == "project" || line.section == "tool.poetry";
    out.unit |= project || line.section == "build-system" || line.section.starts_with("tool.hatch") ||
                line.section == "tool.flit.metadata";
    if (project && line.key == "name") out.name = toml_string(line.value);
    push(out.paths, quoted_after(line.value, "path"));
    if (line.section == "tool.uv.sources" && line.value.find("workspace") != std::string_view::npos) {
      push(out.needs, line.key);
    }
  });
  return out;
}

// --- go.mod
Manifest go_mod(std::string_view text) {
  Manifest out;
  out.families = go;
  each_line(text, [&](std::string_view line) {
    line = trim(line);
    if (line.starts_with("module ")) {
      out.unit = true;
      out.name = unquoted(line.substr(7));
    }
    const auto arrow = line.find("=>");
    if (arrow == std::string_view::npos) return;
    const std::string_view target = trim(line.substr(arrow + 2));
    if (target.starts_with('.')) push(out.paths, target.substr(0, target.find(' ')));
  });
  return out;
}

// --- XML: pom.xml, *.csproj
std::string_view element(std::string_view text, std::string_view name) {
  const std::string open = "<" + std::string(name) + ">";
  const auto from = text.find(open);
  if (from == std::string_view::npos) return {};
  text.remove_prefix(from + open.size());
  return trim(text.substr(0, text.find('<')));
}

// The text between <name> and </name>, taken out of `text`: its children are not the project's own.
std::string without(std::string_view text, std::string_view name) {
  const std::string open = "<" + std::string(name) + ">", close = "</" + std::string(name) + ">";
  std::string out;
  for (auto from = text.find(open); from != std::string_view::npos; from = text.find(open)) {
    out.append(text.substr(0, from));
    const auto end = text.find(close, from);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + close.size());
  }
  return out.append(text);
}

Manifest pom_xml(std::string_view text) {
  Manifest out;
  out.families = jvm;
  std::string own(text);
  for (const std::string_view part : {"parent", "build", "profiles", "dependencyManagement"}) own = without(own, part);
  out.unit = element(own, "packaging") != "pom" && text.find("<project") != std::string_view::npos;
  constexpr std::size_t dependency_bytes = 4096;  // so that one that is never closed costs no more than others
  for (auto at = own.find("<dependency>"); at != std::string::npos; at = own.find("<dependency>", at + 1)) {
    std::string_view dependency = std::string_view(own).substr(at, dependency_bytes);
    dependency = dependency.substr(0, dependency.find("</dependency>"));
    if (element(dependency, "scope") != "test") push(out.needs, element(dependency, "artifactId"));
  }
  out.name = element(without(own, "dependencies"), "artifactId");
  return out;
}

Manifest dotnet_project(std::string_view text) {
  Manifest out;
  out.families = dotnet;
  const bool tests = text.find("Microsoft.NET.Test.Sdk") != std::string_view::npos ||
                     element(text, "IsTestProject") == "true" || text.find("MSTest.Sdk") != std::string_view::npos;
  out.unit = !tests;
  constexpr std::string_view key = "Include=\"";
  for (auto at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    std::string path(text.substr(at + key.size(), 500));
    path.resize(std::min(path.find('"'), path.size()));
    std::ranges::replace(path, '\\', '/');
    // A project that is named stands for its folder.
    if (path.ends_with("proj")) path = folder_of(path);
    if (path.starts_with("..")) push(out.paths, path);
  }
  return out;
}

// --- Gradle: project(":lib:core") and includes are names of folders
Manifest gradle(std::string_view text) {
  Manifest out;
  out.families = jvm;
  out.unit = true;
  for (const std::string_view open : {"project(\":", "project(':"}) {
    for (auto at = text.find(open); at != std::string_view::npos; at = text.find(open, at + 1)) {
      std::string path(text.substr(at + open.size(), 200));
      path.resize(std::min(path.find_first_of("\"')"), path.size()));
      std::ranges::replace(path, ':', '/');
      push(out.needs, path);
    }
  }
  return out;
}

// --- those that only need to be there
Manifest ruby_file(std::string_view text) {
  Manifest out;
  out.families = ruby;
  out.unit = true;
  each_line(text, [&](std::string_view line) {
    const auto at = line.find("path:");
    if (at == std::string_view::npos || !trim(line).starts_with("gem ")) return;
    const std::string_view value = trim(line.substr(at + 5));
    push(out.paths, unquoted(value.substr(0, value.find(','))));
  });
  return out;
}

Manifest mix_exs(std::string_view text) {
  Manifest out;
  out.families = elixir;
  out.unit = text.find("apps_path:") == std::string_view::npos;  // an umbrella holds the others
  each_line(text, [&](std::string_view line) {
    const auto at = line.find("path: \"");
    if (at != std::string_view::npos) push(out.paths, line.substr(at + 7, line.find('"', at + 7) - at - 7));
  });
  return out;
}

template <unsigned families>
Manifest simple(std::string_view) {
  Manifest out;
  out.unit = true;
  out.families = families;
  return out;
}

struct Kind {
  std::string_view name;  // whole, or its end when it begins with a dot; those that tell most first
  bool root_only = false;
  Manifest (*read)(std::string_view) = nullptr;
};
constexpr Kind kinds[] = {
    {"go.mod", false, go_mod},
    {"Cargo.toml", false, cargo_toml},
    {"package.json", false, package_json},
    {"deno.json", false, simple<js>},
    {"pom.xml", false, pom_xml},
    {"build.gradle", false, gradle},
    {"build.gradle.kts", false, gradle},
    {"build.sbt", false, simple<jvm>},
    {"pyproject.toml", false, pyproject_toml},
    {"setup.py", false, simple<python>},
    {"setup.cfg", false, simple<python>},
    {"requirements.txt", false, simple<python>},
    {"Pipfile", false, simple<python>},
    {".csproj", false, dotnet_project},
    {".fsproj", false, dotnet_project},
    {".vbproj", false, dotnet_project},
    {"Gemfile", false, ruby_file},
    {".gemspec", false, simple<ruby>},
    {"mix.exs", false, mix_exs},
    {"composer.json", false, composer_json},
    {"pubspec.yaml", false, simple<dart>},
    {"Package.swift", false, simple<apple>},
    {"serverless.yml", false, simple<any>},
    {"serverless.yaml", false, simple<any>},
    {"Procfile", false, simple<any>},
    // Every folder of a C or C++ project has one of these; only the topmost says that something is built.
    {"CMakeLists.txt", true, simple<native>},
    {"meson.build", true, simple<native>},
    {"configure.ac", true, simple<native>},
    {"Makefile", true, simple<native | other>},
    {"build.zig", true, simple<other>},
    {"stack.yaml", true, simple<other>},
};

const Kind* kind_of(std::string_view path) {
  const std::string_view base = base_of(path);
  for (const Kind& kind : kinds) {
    const bool fits = kind.name.starts_with('.') && kind.name != base
                          ? base.size() > kind.name.size() && base.ends_with(kind.name)
                          : base == kind.name;
    if (fits && (!kind.root_only || base.size() == path.size())) return &kind;
  }
  return nullptr;
}

}  // namespace

bool is_manifest(std::string_view path) { return kind_of(path) != nullptr; }

Manifest read_manifest(std::string_view path, std::string_view text) {
  const Kind* kind = kind_of(path);
  if (kind == nullptr) return {};
  Manifest out = kind->read(text);
  out.rank = static_cast<int>(kind - std::begin(kinds));
  return out;
}

bool holds_packages(std::string_view path) {
  const std::string_view base = base_of(path);
  return base == "pnpm-workspace.yaml" || base == "lerna.json" || base == "nx.json" || base == "turbo.json" ||
         base == "rush.json";
}

}  // namespace weir::workspace::unit_parts

// interfaces: the files that several units are built from or talk by, with what they define and which units use it.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "workspace/brief/collect.h"

namespace weir::workspace::brief {
namespace {

constexpr std::size_t shown_units = 6;
constexpr std::size_t heads = 200;  // files that are read to tell what they are, where no edge table is at hand

std::string_view kind_name(DefinitionKind kind) {
  switch (kind) {
    case DefinitionKind::message:
      return "message";
    case DefinitionKind::field:
      return "field";
    case DefinitionKind::service:
      return "service";
    case DefinitionKind::rpc:
      return "rpc";
    case DefinitionKind::enum_type:
      return "enum";
    case DefinitionKind::enum_value:
      return "enum value";
    case DefinitionKind::route:
      return "route";
    case DefinitionKind::parameter:
      return "parameter";
    case DefinitionKind::property:
      return "property";
    case DefinitionKind::table:
      return "table";
    case DefinitionKind::column:
      return "column";
    case DefinitionKind::topic:
      return "topic";
    case DefinitionKind::env:
      return "environment variable";
    case DefinitionKind::flag:
      return "flag";
    case DefinitionKind::exported:
      return "exported name";
  }
  return "definition";
}

std::string plural(std::size_t n, std::string_view word) {
  const bool y = word.ends_with("ty") && n != 1;
  std::string out = fmt::format("{} {}", n, y ? word.substr(0, word.size() - 1) : word);
  if (n != 1) out += y ? "ies" : "s";
  return out;
}

struct File {
  std::map<DefinitionKind, std::size_t> kinds;
  std::set<std::string> units;  // that use it, other than its own
  std::size_t definitions = 0, uses = 0;
  unsigned first = 0;
  std::string own;
};

std::map<std::string, File> files_of(const EdgeTable& table) {
  std::map<std::string, File> out;
  for (std::uint32_t i = 0; i < table.definitions.size(); ++i) {
    const Definition& d = table.definitions[i];
    File& file = out[d.place.file];
    if (i < table.unit_of.size()) file.own = table.unit_of[i];
    ++file.definitions;
    ++file.kinds[d.kind];
    if (file.first == 0) file.first = d.place.line;
    for (const Use& use : table.uses_of(i)) {
      if (!use.sure || use.test) continue;
      ++file.uses;
      if (!use.unit.empty() && use.unit != file.own) file.units.insert(use.unit);
    }
  }
  return out;
}

std::string text_of(const std::string& path, const File& file) {
  std::vector<std::pair<std::size_t, DefinitionKind>> kinds;
  for (const auto& [kind, n] : file.kinds) kinds.emplace_back(n, kind);
  sort_keeping(kinds, std::greater<>{}, [](const auto& p) { return p.first; });
  if (kinds.size() > 3) kinds.resize(3);
  std::vector<std::string> parts;
  for (const auto& [n, kind] : kinds) parts.push_back(plural(n, kind_name(kind)));
  std::string out = fmt::format("{}: {}", clip(path, 70), fmt::join(parts, ", "));
  if (file.units.empty())
    return out + (file.uses > 0 ? fmt::format("; {}", plural(file.uses, "use")) : "; no use found");
  std::vector<std::string> names(file.units.begin(), file.units.end());
  const std::size_t more = names.size() > shown_units ? names.size() - shown_units : 0;
  names.resize(names.size() - more);
  out += fmt::format("; used by {}", fmt::join(names, ", "));
  if (more > 0) out += fmt::format(" and {} more", more);
  return out;
}

void from_table(const EdgeTable& table, Findings& out) {
  std::vector<std::pair<std::string, File>> files;
  for (auto& entry : files_of(table)) {
    // What a package or a deployment file offers matters here only when another unit takes it.
    const bool quiet =
        entry.second.units.empty() &&
        (entry.second.kinds.contains(DefinitionKind::exported) || entry.second.kinds.contains(DefinitionKind::env) ||
         entry.second.kinds.contains(DefinitionKind::topic) || entry.second.kinds.contains(DefinitionKind::flag));
    if (!quiet) files.emplace_back(std::move(entry));
  }
  sort_keeping(files, std::greater<>{},
               [](const auto& p) { return std::tuple(p.second.units.size(), p.second.uses, p.second.definitions); });
  for (const auto& [path, file] : files)
    out.lines.push_back({Topic::interface_files, text_of(path, file), clip(at(path, file.first), 100)});
}

std::string_view kind_name(InterfaceKind kind) {
  switch (kind) {
    case InterfaceKind::protobuf:
      return "Protobuf";
    case InterfaceKind::openapi:
      return "OpenAPI";
    case InterfaceKind::asyncapi:
      return "AsyncAPI";
    case InterfaceKind::graphql:
      return "GraphQL";
    case InterfaceKind::sql:
      return "SQL schema or migration";
    case InterfaceKind::json_schema:
      return "JSON Schema";
    case InterfaceKind::avro:
      return "Avro";
    case InterfaceKind::flags:
      return "feature flags";
    case InterfaceKind::manifest:
    case InterfaceKind::deployment:
      break;
  }
  return {};
}

// Without an edge table: what there is, by kind and folder.
void from_names(Reading& reading, Findings& out) {
  struct Group {
    std::size_t count = 0;
    std::string first;
  };
  std::map<std::pair<std::string_view, std::string>, Group> groups;
  std::size_t read = 0;
  for (const FileEntry* e : reading.files()) {
    if (e->cls == FileClass::generated || e->cls == FileClass::vendored || e->cls == FileClass::binary) continue;
    auto kind = interface_of(e->path, "");
    const bool may = e->language == Language::yaml || e->language == Language::json;
    if (!kind && may && e->size < 1024 * 1024 && read < heads) {
      ++read;
      kind = interface_of(e->path, reading.text(e->path).substr(0, 4096));
    }
    const std::string_view name = kind ? kind_name(*kind) : std::string_view{};
    if (name.empty()) continue;
    Group& group = groups[{name, std::string(folder_of(e->path))}];
    if (group.count++ == 0) group.first = e->path;
  }
  for (const auto& [key, group] : groups) {
    const std::string where = group.count == 1
                                  ? group.first
                                  : fmt::format("{} files in {}", group.count, key.second.empty() ? "." : key.second);
    out.lines.push_back(
        {Topic::interface_files, clip(fmt::format("{}: {}", key.first, where), 120), clip(group.first, 100)});
  }
}

}  // namespace

void find_interfaces(Reading& reading, Findings& out) {
  const EdgeTable* table = reading.input().edges;
  if (table != nullptr && !table->definitions.empty())
    from_table(*table, out);
  else
    from_names(reading, out);
}

}  // namespace weir::workspace::brief

// Units: the deployable parts of a workspace, and its interface files (facts: what more than one unit is built from
// or talks by). Pure: from the list of files and the text of the few that tell.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/file.h"

namespace weir::workspace {

struct Unit {
  std::string name;                 // shortest path part(s) that tell it from the others: "checkout"
  std::string root;                 // folder, "" = the workspace itself
  std::string because;              // "Dockerfile", "compose.yaml:14", "go.mod"
  std::vector<std::string> shared;  // files or folders outside its root that it is built from (COPY, workspace: deps)
};

class Units {
 public:
  using Read = std::function<Result<std::string>(std::string_view path)>;
  static Units find(const std::vector<FileEntry>& files, const Read& read);
  const std::vector<Unit>& all() const { return units_; }
  // The innermost unit that holds the file, as index into all(); -1 outside every unit.
  int of(std::string_view path) const;
  // All units that a file belongs to: its own, or those that share it.
  std::vector<int> all_of(std::string_view path) const;
  std::string name(int unit) const { return unit < 0 ? std::string() : units_[static_cast<std::size_t>(unit)].name; }

 private:
  std::vector<Unit> units_;
};

enum class InterfaceKind : std::uint8_t {
  protobuf,
  openapi,
  asyncapi,
  graphql,
  sql,
  json_schema,
  avro,
  manifest,
  deployment,
  flags
};
// Nothing for a file that is no interface file. By path and, for YAML and JSON, by their first bytes.
std::optional<InterfaceKind> interface_of(std::string_view path, std::string_view head);

}  // namespace weir::workspace

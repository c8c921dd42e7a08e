// What the finding of units is made of. Private to units/ and its tests; a namespace of its own, since its words are
// common ones.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/units/units.h"

namespace weir::workspace::unit_parts {

// --- paths
std::string folder_of(std::string_view path);  // "" at the root
std::string_view base_of(std::string_view path);
std::string joined(std::string_view folder, std::string_view name);
// "src/a" + "../../pb/./x" -> "pb/x"; "/x" is taken from the root, as Docker takes it. Nothing when it leaves the root.
std::optional<std::string> resolved(std::string_view folder, std::string_view relative);
bool beneath(std::string_view path, std::string_view folder);  // strictly inside; everything is beneath ""
// Folders that hold what nobody ships: tests, fixtures, examples, templates, docs.
bool for_show(std::string_view folder);

// --- languages, in families that one manifest covers
enum Family : unsigned {
  js = 1,
  go = 2,
  rust = 4,
  jvm = 8,
  python = 16,
  dotnet = 32,
  ruby = 64,
  elixir = 128,
  php = 256,
  native = 512,
  dart = 1024,
  apple = 2048,
  other = 4096,
  any = 8191
};
// 0 for what is no program: configuration, queries, styles, build scripts ("build.gradle.kts", "vite.config.ts").
unsigned family_of(const FileEntry& file);

// --- the files of the workspace, sorted; all lookups by path
class Files {
 public:
  explicit Files(const std::vector<FileEntry>& files);
  const std::vector<FileEntry>& all() const { return files_; }
  bool has_file(std::string_view path) const;
  bool has_folder(std::string_view path) const;  // "" too
  bool has(std::string_view path) const { return has_file(path) || has_folder(path); }
  // Files beneath a folder, as a range of indexes.
  std::pair<std::size_t, std::size_t> range(std::string_view folder) const;
  bool has_program(std::string_view folder) const;  // hand-written, no test

 private:
  std::vector<FileEntry> files_;
  std::vector<std::uint32_t> programs_;  // among the first so many files
};

// --- one manifest, Dockerfile or deployment file
struct Manifest {
  bool unit = false;               // builds something by itself; false: holds others together, or only configures
  bool ships = false;              // says what its users get: then it is a unit even if it holds others
  unsigned families = 0;           // the languages it builds
  int rank = 0;                    // of several in one folder the lowest tells most
  std::string name;                // in its ecosystem: package, crate, module
  std::vector<std::string> paths;  // files and folders that it names outside of itself, relative to its folder
  std::vector<std::string> needs;  // names of other manifests of the same workspace
};
// Nothing for a path that is no manifest. text is bounded by the reader.
bool is_manifest(std::string_view path);
// "pnpm-workspace.yaml" and the like: the package.json beside it holds others together.
bool holds_packages(std::string_view path);
Manifest read_manifest(std::string_view path, std::string_view text);

bool is_dockerfile(std::string_view path);
// What it copies from the build context, as written, variables replaced where the file gives their value.
std::vector<std::string> copied(std::string_view dockerfile);

struct Deployment {
  std::string name;                 // service, image or workload
  std::string context;              // relative to the file's folder; "" not said
  std::string dockerfile;           // relative to the context; "" not said
  std::vector<std::string> mounts;  // folders of the workspace that it runs
  std::size_t line = 0;
  bool workload = false;  // named by a cluster's own files: a folder of that name may be its source
};
bool is_deployment(std::string_view path);
using Variables = std::vector<std::pair<std::string, std::string>>;
Variables variables(std::string_view dot_env);
std::vector<Deployment> deployments(std::string_view path, std::string_view text, const Variables& known);
// ${NAME}, $NAME, ${NAME:-default}; what is not known stays as it is.
std::string filled(std::string_view text, const Variables& known);

// --- lines of YAML, as far as keys and scalars go (no flow style, no anchors)
struct YamlLine {
  std::size_t indent = 0;  // of the key itself, after "- "
  bool item = false;       // begins with "- "
  std::string_view key, value;
  std::size_t number = 0;  // from 1
};
std::vector<YamlLine> yaml_lines(std::string_view text, std::size_t most);

void each_line(std::string_view text, const std::function<void(std::string_view)>& take);
std::string_view trim(std::string_view text);
std::string_view unquoted(std::string_view text);

}  // namespace weir::workspace::unit_parts

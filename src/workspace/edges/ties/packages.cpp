// From an import to a file or folder of the same workspace. Packages go by the names of their manifests, modules by
// their paths.
#include <algorithm>
#include <set>

#include "workspace/edges/ties/common.h"
#include "workspace/edges/ties/imports.h"

namespace weir::workspace::edges {
namespace {

std::string_view base_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }  // npos + 1 = 0
std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(path.substr(0, slash == std::string_view::npos ? 0 : slash));
}
std::string joined(std::string_view folder, std::string_view rest) {
  if (folder.empty()) return std::string(rest);
  return rest.empty() ? std::string(folder) : std::string(folder) + "/" + std::string(rest);
}
std::string with_slashes(std::string_view dotted) {
  std::string out(dotted);
  std::ranges::replace(out, '.', '/');
  return out;
}
std::string_view first_part(std::string_view dotted) { return dotted.substr(0, dotted.find('.')); }

// "a/b" + "../c" -> "a/c"; nothing when it leaves the root.
std::optional<std::string> walked(std::string folder, std::string_view path) {
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (folder.empty()) return std::nullopt;
      folder = folder_of(folder);
    } else {
      folder = joined(folder, part);
    }
  }
  return folder;
}

}  // namespace

bool Target::holds(std::string_view file) const {
  if (kind == Kind::file) return file == path;
  if (kind == Kind::folder) return folder_of(file) == path;
  return path.empty() || (file.starts_with(path) && file.size() > path.size() && file[path.size()] == '/');
}

Packages::Packages(std::vector<std::string> files, std::span<const Definition> definitions) : files_(std::move(files)) {
  for (std::size_t i = 0; i < files_.size(); ++i) by_base_.emplace_back(base_of(files_[i]), i);
  std::ranges::sort(by_base_);
  std::set<std::string> folders;
  for (const std::string& file : files_) folders.insert(folder_of(file));
  for (const std::string& folder : folders) folders_.emplace_back(base_of(folder), folder);
  std::ranges::sort(folders_);
  for (const Definition& one : definitions) {
    if (one.rule != "package") continue;
    std::string name = one.name;
    if (one.type == "cargo" || one.type == "python") std::ranges::replace(name, '-', '_');
    packages_.push_back({std::move(name), one.type, folder_of(one.place.file)});
  }
}

bool Packages::has(std::string_view path) const { return std::ranges::binary_search(files_, path); }

// The package that the name is, or is inside of ("@shop/money/convert"): the longest.
const Packages::Package* Packages::package(std::string_view ecosystem, std::string_view name) const {
  const Package* best = nullptr;
  for (const Package& one : packages_) {
    if (one.ecosystem != ecosystem) continue;
    const bool inside = name == one.name ||
                        (name.starts_with(one.name) && name.size() > one.name.size() && name[one.name.size()] == '/');
    if (inside && (!best || one.name.size() > best->name.size())) best = &one;
  }
  return best;
}

std::optional<Target> Packages::relative(std::string_view module, std::string_view importer) const {
  const auto path = walked(folder_of(importer), module);
  if (!path) return std::nullopt;
  std::string_view stem = *path;
  if (has(stem)) return Target{Target::Kind::file, *path};
  if (stem.ends_with(".js")) stem.remove_suffix(3);  // TypeScript names what it will be compiled to
  for (const std::string_view end :
       {".ts", ".tsx", ".js", ".jsx", ".mjs", ".rb", ".vue", "/index.ts", "/index.js", "/index.tsx"}) {
    std::string file = std::string(stem) + std::string(end);
    if (has(file)) return Target{Target::Kind::file, std::move(file)};
  }
  return std::nullopt;
}

// The one file that ends so; with several, the one that shares most of its path with the importer.
std::optional<Target> Packages::by_suffix(std::string_view path, std::string_view importer) const {
  const std::string base(base_of(path));
  const std::string* best = nullptr;
  std::size_t best_shared = 0;
  for (auto at = std::ranges::lower_bound(by_base_, std::pair<std::string, std::size_t>(base, 0));
       at != by_base_.end() && at->first == base; ++at) {
    const std::string& file = files_[at->second];
    const bool ends = file == path || (file.ends_with(path) && file[file.size() - path.size() - 1] == '/');
    if (!ends) continue;
    const auto [a, b] = std::ranges::mismatch(file, importer);
    const auto shared = static_cast<std::size_t>(a - file.begin());
    if (best && shared <= best_shared) continue;
    best = &file;
    best_shared = shared;
  }
  if (!best) return std::nullopt;
  return Target{Target::Kind::file, *best};
}

std::optional<Target> Packages::folder_by_suffix(std::string_view path) const {
  const std::string base(base_of(path));
  for (auto at = std::ranges::lower_bound(folders_, std::pair<std::string, std::string>(base, ""));
       at != folders_.end() && at->first == base; ++at) {
    const std::string& folder = at->second;
    const bool ends = folder == path || (folder.ends_with(path) && folder[folder.size() - path.size() - 1] == '/');
    if (ends) return Target{Target::Kind::folder, folder};
  }
  return std::nullopt;
}

std::optional<Target> Packages::python(std::string_view module, std::string_view importer) const {
  if (module.starts_with('.')) {
    std::string folder = folder_of(importer);
    for (module.remove_prefix(1); module.starts_with('.'); module.remove_prefix(1)) folder = folder_of(folder);
    const std::string path = joined(folder, with_slashes(module));
    if (has(path + ".py")) return Target{Target::Kind::file, path + ".py"};
    return Target{Target::Kind::tree, path};
  }
  const std::string path = with_slashes(module);
  if (auto file = by_suffix(path + ".py", importer)) return file;
  if (auto init = by_suffix(path + "/__init__.py", importer)) return Target{Target::Kind::tree, folder_of(init->path)};
  return std::nullopt;
}

std::optional<Target> Packages::resolve(const Import& import, std::string_view importer, Language language) const {
  using L = Language;
  const std::string& module = import.module;
  switch (language) {
    case L::go: {
      const Package* one = package("go", module);
      if (!one) return std::nullopt;
      const std::string_view rest = std::string_view(module).substr(std::min(one->name.size() + 1, module.size()));
      return Target{Target::Kind::folder, joined(one->folder, rest)};
    }
    case L::javascript:
    case L::jsx:
    case L::typescript:
    case L::tsx:
    case L::vue:
    case L::svelte: {
      if (module.starts_with('.')) return relative(module, importer);
      const Package* one = package("npm", module);
      if (!one || one->folder.empty()) return std::nullopt;
      return Target{Target::Kind::tree, one->folder};
    }
    case L::python:
      return python(module, importer);
    case L::java:
    case L::kotlin:
    case L::scala: {
      const std::string folder = with_slashes(module);
      for (const ImportedName& name : import.names) {
        for (const std::string_view end : {".java", ".kt", ".scala"}) {
          if (auto file = by_suffix(folder + "/" + name.name + std::string(end), importer)) return file;
          if (auto file = by_suffix(folder + std::string(end), importer)) return file;  // import static a.B.c
        }
      }
      // A function or several types in one file: any file of that package.
      return folder_by_suffix(folder);
    }
    case L::rust: {
      const std::string_view crate =
          first_part(module.empty() && !import.names.empty() ? std::string_view(import.names.front().name)
                                                             : std::string_view(module));
      const Package* one = package("cargo", crate);
      if (!one) return std::nullopt;
      return Target{Target::Kind::tree, joined(one->folder, "src")};
    }
    case L::php:
    case L::csharp:
      for (const ImportedName& name : import.names) {
        if (auto file = by_suffix(name.name + (language == L::php ? ".php" : ".cs"), importer)) return file;
      }
      return std::nullopt;
    case L::ruby:
      if (module.starts_with("./")) return relative(module, importer);
      return by_suffix("lib/" + module + ".rb", importer);
    case L::c:
    case L::cpp:
      return by_suffix(module, importer);
    default:
      return std::nullopt;
  }
}

std::vector<std::string> Packages::words() const {
  std::set<std::string> out;
  for (const Package& one : packages_) {
    const std::string word =
        longest_word(one.ecosystem == "go" || one.ecosystem == "npm" ? base_of(one.name) : std::string_view(one.name));
    if (word.size() >= 2) out.insert(word);
  }
  return {out.begin(), out.end()};
}

}  // namespace weir::workspace::edges

// Paths inside the workspace, and the list of files as a thing to ask.
#include <algorithm>

#include "base/limits.h"
#include "workspace/tree/tree.h"
#include "workspace/units/parts.h"

namespace weir::workspace::unit_parts {
namespace {

constexpr std::string_view show_folders[] = {
    "example",  "examples", "sample",    "samples",    "playground", "playgrounds", "fixture",
    "fixtures", "template", "templates", "_template",  "docs",       "doc",         "documentation",
    "bench",    "benches",  "benchmark", "benchmarks", "testdata",   "__tests__",   "e2e"};

bool show_name(std::string_view name) {
  return std::ranges::find(show_folders, name) != std::end(show_folders) || name.starts_with("template-");
}

}  // namespace

std::string folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash));
}

std::string_view base_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string joined(std::string_view folder, std::string_view name) {
  if (folder.empty()) return std::string(name);
  return name.empty() ? std::string(folder) : std::string(folder) + "/" + std::string(name);
}

std::optional<std::string> resolved(std::string_view folder, std::string_view relative) {
  if (relative.size() > limits::path_bytes) return std::nullopt;
  std::string out(relative.starts_with('/') ? std::string_view() : folder);
  while (!relative.empty()) {
    const auto slash = relative.find('/');
    const std::string_view part = relative.substr(0, slash);
    relative.remove_prefix(slash == std::string_view::npos ? relative.size() : slash + 1);
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      out = joined(out, part);
    } else if (out.empty()) {
      return std::nullopt;
    } else {
      out = folder_of(out);
    }
  }
  return out;
}

bool beneath(std::string_view path, std::string_view folder) {
  return folder.empty() ? !path.empty()
                        : path.size() > folder.size() && path[folder.size()] == '/' && path.starts_with(folder);
}

bool for_show(std::string_view folder) {
  if (folder.empty()) return false;
  // The one table of test and vendored folders is classify.cpp's: ask it about a source file in there.
  const FileClass inside = class_of(joined(folder, "a.c"), "");
  if (inside == FileClass::test || inside == FileClass::vendored) return true;
  while (!folder.empty()) {
    const auto slash = folder.find('/');
    if (show_name(folder.substr(0, slash))) return true;
    folder.remove_prefix(slash == std::string_view::npos ? folder.size() : slash + 1);
  }
  return false;
}

Files::Files(const std::vector<FileEntry>& files) : files_(files) {
  std::ranges::sort(files_, {}, &FileEntry::path);
  programs_.reserve(files_.size() + 1);
  programs_.push_back(0);
  for (const FileEntry& file : files_) programs_.push_back(programs_.back() + (family_of(file) != 0 ? 1U : 0U));
}

bool Files::has_file(std::string_view path) const {
  const auto at =
      std::ranges::lower_bound(files_, path, {}, [](const FileEntry& f) { return std::string_view(f.path); });
  return at != files_.end() && at->path == path;
}

std::pair<std::size_t, std::size_t> Files::range(std::string_view folder) const {
  if (folder.empty()) return {0, files_.size()};
  const auto path = [](const FileEntry& f) { return std::string_view(f.path); };
  // '0' is the character after '/': everything beneath the folder lies between the two.
  const auto from = std::ranges::lower_bound(files_, std::string(folder) + "/", {}, path);
  const auto to = std::ranges::lower_bound(files_, std::string(folder) + "0", {}, path);
  return {static_cast<std::size_t>(from - files_.begin()), static_cast<std::size_t>(to - files_.begin())};
}

bool Files::has_folder(std::string_view path) const {
  const auto [from, to] = range(path);
  return from < to;
}

bool Files::has_program(std::string_view folder) const {
  const auto [from, to] = range(folder);
  return programs_[to] > programs_[from];
}

}  // namespace weir::workspace::unit_parts

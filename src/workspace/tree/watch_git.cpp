// What git writes when the checkout changes: HEAD, index, refs. Its other files are noise.
#include <dirent.h>
#include <fcntl.h>

#include <memory>

#include "workspace/tree/git_folders.h"
#include "workspace/tree/watch.h"

namespace weir::workspace::tree_parts {
namespace {

constexpr std::size_t most_ref_folders = 2'000;  // "feature/a/b" makes folders; forges have some hundreds
constexpr int ref_depth = 16;

struct CloseDir {
  void operator()(DIR* dir) const { ::closedir(dir); }
};

Descriptor open_dir(const std::string& path) {
  return Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY));
}

bool watch_refs(int fd, const std::string& path, int depth, std::size_t& left, WatchList& list) {
  if (left == 0 || depth == 0) return false;
  --left;
  bool all = list.add(fd, {Watched::refs, path, nullptr});
  const std::unique_ptr<DIR, CloseDir> dir(::fdopendir(::fcntl(fd, F_DUPFD_CLOEXEC, 0)));
  if (!dir) return false;
  ::rewinddir(dir.get());
  while (const dirent* entry = ::readdir(dir.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == ".." || (entry->d_type != DT_DIR && entry->d_type != DT_UNKNOWN)) continue;
    const Descriptor inner = open_folder(fd, entry->d_name);
    if (inner.ok()) all &= watch_refs(inner.get(), path + "/" + std::string(name), depth - 1, left, list);
  }
  return all;
}

}  // namespace

bool watch_git(const std::string& root, WatchList& list) {
  const GitFolders git = git_folders(root);
  if (git.own.empty()) return true;
  bool all = true;
  const Descriptor own = open_dir(git.own), common = open_dir(git.common);
  if (own.ok()) all &= list.add(own.get(), {Watched::git, git.own, nullptr});
  if (common.ok() && git.common != git.own) all &= list.add(common.get(), {Watched::git, git.common, nullptr});
  const Descriptor refs = open_dir(git.common + "/refs"), info = open_dir(git.common + "/info");
  std::size_t left = most_ref_folders;
  if (refs.ok()) all &= watch_refs(refs.get(), git.common + "/refs", ref_depth, left, list);
  if (info.ok()) all &= list.add(info.get(), {Watched::info, git.common + "/info", nullptr});
  return all;
}

bool tells(const WatchedFolder& folder, std::string_view name) {
  if (name.ends_with(".lock")) return false;
  switch (folder.what) {
    case Watched::git:
      return name == "HEAD" || name == "index" || name == "packed-refs" || name == "refs";
    case Watched::refs:
      return true;
    case Watched::info:
      return name == "exclude";
    case Watched::folder:
      return false;
  }
  return false;
}

}  // namespace weir::workspace::tree_parts

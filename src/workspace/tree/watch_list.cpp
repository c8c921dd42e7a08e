// Folders are handed to the kernel by descriptor (/proc/self/fd), not by name.
#include <cerrno>

#include "base/limits.h"
#include "workspace/tree/watch.h"

namespace weir::workspace::tree_parts {
namespace {

// A file counts when its writer has closed it: half a file is not worth an index. IN_CREATE is for folders and hard
// links.
constexpr std::uint32_t events = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF |
                                 IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK;

bool inside(std::string_view path, std::string_view folder) {
  return folder.empty() || path == folder ||
         (path.size() > folder.size() && path[folder.size()] == '/' && path.starts_with(folder));
}

}  // namespace

bool WatchList::add(int fd, WatchedFolder folder) {
  if (by_wd_.size() >= limits::workspace_watches) return false;
  const std::string name = "/proc/self/fd/" + std::to_string(fd);
  const int wd = ::inotify_add_watch(inotify_, name.c_str(), events);
  if (wd < 0) return errno == ENOENT || errno == ENOTDIR || errno == EACCES;  // gone meanwhile: nothing to watch
  // A folder that was moved keeps its descriptor: what it was called before is forgotten.
  const auto before = by_wd_.find(wd);
  if (before != by_wd_.end() && before->second.folder.what == Watched::folder) {
    by_path_.erase(before->second.folder.path);
  }
  if (folder.what == Watched::folder) by_path_[folder.path] = wd;
  by_wd_[wd] = Entry{std::move(folder), true};
  return true;
}

const WatchedFolder* WatchList::find(int wd) const {
  const auto at = by_wd_.find(wd);
  return at == by_wd_.end() ? nullptr : &at->second.folder;
}

std::shared_ptr<const Ignore> WatchList::rules_of(const std::string& folder) const {
  const auto at = by_path_.find(folder);
  return at == by_path_.end() ? nullptr : by_wd_.find(at->second)->second.folder.rules;
}

void WatchList::gone(int wd) {
  const auto at = by_wd_.find(wd);
  if (at == by_wd_.end()) return;
  const auto path = by_path_.find(at->second.folder.path);
  if (path != by_path_.end() && path->second == wd) by_path_.erase(path);
  by_wd_.erase(at);
}

void WatchList::remove(int wd) {
  ::inotify_rm_watch(inotify_, wd);
  gone(wd);
}

void WatchList::remove_beneath(const std::string& folder) {
  for (auto at = by_path_.lower_bound(folder); at != by_path_.end() && at->first.starts_with(folder);) {
    const int wd = at->second;
    const bool hit = inside(at->first, folder);
    ++at;
    if (hit) remove(wd);
  }
}

void WatchList::mark() {
  for (auto& [wd, entry] : by_wd_) entry.seen = false;
}

void WatchList::sweep() {
  for (auto at = by_wd_.begin(); at != by_wd_.end();) {
    const int wd = at->first;
    const bool stale = !at->second.seen;
    ++at;
    if (stale) remove(wd);
  }
}

}  // namespace weir::workspace::tree_parts

// inotify by folders, and the folders of git. Private to tree/.
#pragma once
#include <sys/inotify.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "workspace/tree/safe_read.h"
#include "workspace/tree/tree.h"

namespace weir::workspace::tree_parts {

enum class Watched : std::uint8_t { folder, git, refs, info };

struct WatchedFolder {
  Watched what{};
  std::string path;                     // of a folder: relative to the root; of git's: absolute
  std::shared_ptr<const Ignore> rules;  // of a folder
};

// Watch descriptors and what they stand for.
class WatchList {
 public:
  explicit WatchList(int inotify) : inotify_(inotify) {}

  // fd: the open folder, so that nothing can be swapped under its name. false: not watched, a bound was hit.
  bool add(int fd, WatchedFolder folder);
  const WatchedFolder* find(int wd) const;
  std::shared_ptr<const Ignore> rules_of(const std::string& folder) const;
  bool has(const std::string& folder) const { return by_path_.contains(folder); }
  void gone(int wd);                               // the kernel has dropped it
  void remove_beneath(const std::string& folder);  // and the folder itself
  // Between the two, add() notes what it sees; sweep() drops the rest.
  void mark();
  void sweep();

 private:
  struct Entry {
    WatchedFolder folder;
    bool seen = true;
  };
  void remove(int wd);
  int inotify_;
  std::map<int, Entry> by_wd_;
  std::map<std::string, int, std::less<>> by_path_;  // folders of the work tree only
};

// Watches HEAD, index, refs and info/exclude of the repository around root, where there is one. false: not all.
bool watch_git(const std::string& root, WatchList& list);
// Does this name, in this folder of git's, say that something happened?
bool tells(const WatchedFolder& folder, std::string_view name);

}  // namespace weir::workspace::tree_parts

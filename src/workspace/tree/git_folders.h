// Where a repository keeps its state: for a worktree or a submodule that is elsewhere.
#pragma once
#include <string>

namespace weir::workspace {

// own: .git, or where a .git file points, or the root itself when it is bare; "" = no repository. common: the folder
// that all worktrees share (objects, refs, packed-refs, info); the same one for most. A folder outside the root counts
// only when it points back here.
struct GitFolders {
  std::string own, common;
};
GitFolders git_folders(const std::string& root);

}  // namespace weir::workspace

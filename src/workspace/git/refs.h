// HEAD, branches and tags, from git's own files. Private to git/.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "workspace/git/store.h"
#include "workspace/tree/git_folders.h"

namespace weir::workspace::git_parts {

// "HEAD", "refs/heads/main", or short as git takes it ("main", "v1.0", "origin/main"). Links between refs are followed
// a few times. Nothing where there is no such ref, or none yet.
std::optional<ObjectId> ref(const GitFolders& folders, std::string_view name);

}  // namespace weir::workspace::git_parts

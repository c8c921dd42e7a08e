// The repository that a directory belongs to. A directory arrives as text from a client: it is resolved by the
// kernel (no symlink trick, no ..), walked up a bounded number of folders, and no git is executed. Costs a handful of
// stat calls, so it may run on the I/O thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace weir::workspace {

// The real path of the nearest folder at or above `directory` that holds a .git (a folder, or a file as worktrees and
// submodules have it); without one, the real path of `directory` itself, so that a rule on a plain folder holds.
// Nothing for text that names no directory of this machine: relative, too long, with a NUL, missing, a file.
std::optional<std::string> root_of(std::string_view directory);

}  // namespace weir::workspace

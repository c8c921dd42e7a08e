// History and trees of a repository, through libgit2: no git is executed, no hook, filter, fsmonitor or credential
// helper runs, no config of the user's is read, the network is never touched. libgit2 is included in git/*.cpp only.
// One Git belongs to one thread.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/file.h"

namespace weir::workspace {

struct Changed {
  enum class How : std::uint8_t { added, modified, removed, renamed };
  How how{};
  std::string path, old_path;  // old_path: of a rename
};
struct Commit {
  std::string id;              // hex
  std::int64_t time = 0;       // seconds, committer's
  bool merge = false;          // more than one parent; files are those against the first
  std::string message;         // UTF-8, bounded by workspace_message_bytes
  std::vector<Changed> files;  // bounded by workspace_commit_files + 1: more files than that say nothing
  // Renames of a commit that is too wide for `files` (a folder that moved): what was known of the old paths holds for
  // the new ones. Bounded by workspace_commit_moves.
  std::vector<Changed> moves;
};
inline constexpr std::size_t workspace_commit_moves = 20'000;

class Git {
 public:
  // root: as workspace::root_of gives it; worktrees, submodules and bare repositories too. Errors: not_found (no
  // repository), invalid (damaged, or of a kind that libgit2 does not read), each with what to do. Only git's object
  // store is opened by libgit2; HEAD and refs are read here, its configuration not at all.
  static Result<std::unique_ptr<Git>> open(const std::string& root);
  virtual ~Git() = default;
  virtual std::string head() = 0;  // "" none yet
  // "HEAD~2", a branch, a tag, a hash or the beginning of one -> full hash of the commit. Errors: not_found.
  virtual Result<std::string> resolve(std::string_view rev) = 0;
  // First parent from `from` back, newest first, until take() answers false or the history ends (shallow: where it is
  // cut). Missing objects end it without an error. Renames: the same bytes under another name, or the only file of its
  // name that went and the only one that came, of about its size; contents are not compared.
  virtual Result<void> history(std::string_view from, const std::function<bool(const Commit&)>& take) = 0;
  // A commit's tree. It lives by itself, on the same thread. Files are left out by .ignore and .weirignore only: what
  // is committed is not ignored by .gitignore. A blob that is not there (partial clone) is listed with size 0 and its
  // read() is not_found.
  virtual Result<std::unique_ptr<Source>> at(std::string_view commit) = 0;
  virtual Result<std::string> read(std::string_view commit, std::string_view path) = 0;
  // What differs from the older to the newer commit, sorted by path; bounded by workspace_files.
  virtual Result<std::vector<Changed>> between(std::string_view older, std::string_view newer) = 0;
};

}  // namespace weir::workspace

// The work tree on disk: which files there are, what they are, and that they changed. Reads beneath the root only
// (openat2, RESOLVE_BENEATH | NO_SYMLINKS), never follows a link out, runs nothing.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/file.h"

namespace weir::workspace {

Language language_of(std::string_view path);
// By path, and by the first bytes where the path does not say ("// Code generated", "@generated", NUL bytes, one line
// of 5,000 characters). head may be "".
FileClass class_of(std::string_view path, std::string_view head);
// So many first bytes are enough for class_of.
inline constexpr std::size_t class_head_bytes = 8 * 1024;
// The entry of a file of which path, size and first bytes are known: language and class (huge by size) are filled in;
// blob and mtime stay 0.
FileEntry entry_of(std::string path, std::uint64_t size, std::string_view head);
// A path that may be indexed and printed: UTF-8, no control characters, relative, no "." or ".." or empty part, within
// limits::path_bytes and workspace_depth. Files of other names are left out everywhere.
bool usable_path(std::string_view path);

// gitignore(5)'s syntax, negation too. Rules are matched in the order in which they were added, the last match wins;
// add a folder's files after those of the folders above it. Costs are bounded: a file of ignore rules that is larger
// than workspace_ignore_bytes, or has more rules than anyone writes by hand, hides its whole folder, as does a check
// that would take too long: what cannot be judged is not shown.
class Ignore {
 public:
  void add(std::string_view folder, std::string_view text);  // folder: "" for the root's own file
  // Folders above the path are looked at too: inside an ignored folder everything is ignored.
  bool ignored(std::string_view path, bool is_folder) const;
  // The same when the folder that holds it is known not to be ignored (a walk from the top).
  bool ignored_here(std::string_view path, bool is_folder) const;
  // Steps of pattern matching so far; a walk gives up when they grow beyond reason.
  std::uint64_t steps() const { return steps_; }
  // Rules in force, hidden folders included: a folder without ignore files has as many as the one above it.
  std::size_t size() const { return rules_.size() + hidden_.size(); }

 private:
  struct Rule;
  bool hidden(std::string_view path) const;
  std::vector<std::shared_ptr<const Rule>> rules_;  // last match wins
  std::vector<std::string> hidden_;                 // folders whose rules cannot be honoured
  mutable std::uint64_t steps_ = 0;
};

// Names of the ignore files of a folder, in the order in which they count: the later wins.
inline constexpr std::string_view ignore_files[] = {".gitignore", ".ignore", ".weirignore"};

// The files under root that .gitignore files (all levels), .git/info/exclude, .ignore and .weirignore let through; what
// they name is left out even when git tracks it. .git is never listed; a repository inside is listed only if
// .gitmodules names it as a submodule; a bare repository has no files. Folders that cannot be read are left out.
// Errors of list(): io when the root cannot be read; too_large when there is more than workspace_files or the ignore
// files cost too much: what was taken until then is right, but is not all.
std::unique_ptr<Source> work_tree(std::string root);

// What a poll finds, by path, size and time of change only: no file is opened.
struct TreeChanges {
  std::vector<std::string> changed;  // new or different, sorted
  std::vector<std::string> gone;     // known, but no longer there (or ignored now), sorted
  bool complete = true;              // false: the walk hit a bound; then nothing is said to be gone
};
// known: sorted by path, as list() gives it. read_ns: wall clock when the known files were read; a file of the very
// same moment may have been written again since then and counts as changed (0: do not care).
Result<TreeChanges> changed_since(const std::string& root, const std::vector<FileEntry>& known,
                                  std::int64_t read_ns = 0);

// Watches the folders under a root by inotify: files count when they are closed after writing, moved or removed, not
// at every write. Beyond the kernel's limit, or where inotify does not work (network
// file systems), it says so and the owner polls. Thread: the index thread; fd() becomes readable when there is news.
class Watch {
 public:
  // Errors: unavailable (no inotify at all), io (root cannot be read).
  static Result<std::unique_ptr<Watch>> open(std::string root);
  virtual ~Watch() = default;
  virtual int fd() const = 0;
  // Paths of files that may have changed, appeared or gone, each once, without what is ignored; "" = everything may
  // have (overflow, moved folder, changed ignore rules). HEAD, index and refs of git are told as ".git".
  virtual std::vector<std::string> take() = 0;
  virtual bool complete() const = 0;  // false: some folders are not watched; poll as well
};

}  // namespace weir::workspace

// Commits and trees from their bytes. Pure; whatever the bytes, at worst there is less in them. Private to git/.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/git/git.h"
#include "workspace/git/store.h"

namespace weir::workspace::git_parts {

struct RawCommit {
  ObjectId tree;
  std::vector<ObjectId> parents;
  std::int64_t time = 0;
  std::string message;  // UTF-8, bounded
};
std::optional<RawCommit> parse_commit(std::string_view bytes);
// What a tag points to (another tag perhaps).
std::optional<ObjectId> parse_tag(std::string_view bytes);

struct TreeEntry {
  enum class Kind : std::uint8_t { file, folder, other };  // other: links, submodules
  std::string_view name;
  ObjectId id;
  Kind kind{};
};
// Entry by entry; the names point into the bytes.
class TreeReader {
 public:
  explicit TreeReader(std::string_view bytes) : rest_(bytes) {}
  std::optional<TreeEntry> next();

 private:
  std::string_view rest_;
};
// Git's order of a tree: folders count with a slash at the end. <0, 0, >0.
int compare(const TreeEntry& a, const TreeEntry& b);

struct RawChange {
  Changed::How how{};
  std::string path;
  ObjectId id, old_id;
};
struct Diff {
  std::vector<RawChange> changes;  // sorted by path
  bool cut = false;                // there are more
  std::size_t entries = 0;         // looked at
};
// Files that differ between two trees (no tree = empty). Errors: not_found (a tree is missing or damaged).
Result<Diff> diff_trees(ObjectStore& store, const std::optional<ObjectId>& older, const std::optional<ObjectId>& newer,
                        std::size_t most);
// Pairs what went and what came; sorted by path.
std::vector<Changed> with_renames(ObjectStore& store, std::vector<RawChange> changes);

inline constexpr std::size_t most_tree_bytes = 16u << 20;   // of one folder: 300,000 files
inline constexpr std::size_t most_commit_bytes = 1u << 20;  // signatures and all

}  // namespace weir::workspace::git_parts

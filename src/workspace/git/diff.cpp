// Two trees side by side, descending only where hashes differ; then renames by hash and by name.
#include <algorithm>
#include <map>

#include "base/limits.h"
#include "workspace/git/objects.h"
#include "workspace/tree/tree.h"

namespace weir::workspace::git_parts {
namespace {

using Side = std::optional<ObjectId>;
using Kind = TreeEntry::Kind;

class Differ {
 public:
  Differ(ObjectStore& store, std::size_t most) : store_(store), most_(most) {}

  Result<void> folders(const Side& older, const Side& newer, const std::string& prefix, std::size_t depth) {
    if (older == newer || depth > limits::workspace_depth) return {};
    TRY(const std::string old_bytes, tree(older));
    TRY(const std::string new_bytes, tree(newer));
    TreeReader old_reader(old_bytes), new_reader(new_bytes);
    auto a = old_reader.next(), b = new_reader.next();
    while ((a || b) && !out_.cut) {
      const int order = !a ? 1 : !b ? -1 : compare(*a, *b);
      TRY_VOID(pair(order <= 0 ? &*a : nullptr, order >= 0 ? &*b : nullptr, prefix, depth));
      if (order <= 0) a = old_reader.next();
      if (order >= 0) b = new_reader.next();
    }
    return {};
  }
  Diff result() { return std::move(out_); }

 private:
  Result<std::string> tree(const Side& id) {
    if (!id) return std::string();
    TRY(Object object, store_.read(*id, most_tree_bytes));
    if (object.type != ObjectType::tree) return fail(ErrorKind::not_found, "a git tree is damaged");
    return std::move(object.bytes);
  }

  static Side of_kind(const TreeEntry* entry, Kind kind) {
    return entry != nullptr && entry->kind == kind ? Side(entry->id) : std::nullopt;
  }

  // One name: the file of it and the folder of it are told apart, since one may have taken the other's place.
  Result<void> pair(const TreeEntry* a, const TreeEntry* b, const std::string& prefix, std::size_t depth) {
    if (++out_.entries > most_entries) out_.cut = true;
    if (out_.cut) return {};
    if (a != nullptr && b != nullptr && a->id == b->id && a->kind == b->kind) return {};
    const std::string path = prefix + std::string((a != nullptr ? a : b)->name);
    file(of_kind(a, Kind::file), of_kind(b, Kind::file), path);
    const Side old_folder = of_kind(a, Kind::folder), new_folder = of_kind(b, Kind::folder);
    if (!old_folder && !new_folder) return {};
    return folders(old_folder, new_folder, path + "/", depth + 1);
  }

  void file(const Side& older, const Side& newer, const std::string& path) {
    if (older == newer || !usable_path(path)) return;
    if (out_.changes.size() == most_) {
      out_.cut = true;
      return;
    }
    const Changed::How how = !older ? Changed::How::added : !newer ? Changed::How::removed : Changed::How::modified;
    out_.changes.push_back({how, path, newer.value_or(ObjectId{}), older.value_or(ObjectId{})});
  }

  // A tree that holds itself many times over has more entries than atoms exist: bounded by what real ones have.
  static constexpr std::size_t most_entries = 4 * limits::workspace_files;
  ObjectStore& store_;
  std::size_t most_;
  Diff out_;
};

std::string_view base_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// The hash of no bytes at all: two empty files are no rename.
const ObjectId& empty_blob() {
  static const ObjectId id = *object_id("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
  return id;
}

class Renames {
 public:
  Renames(ObjectStore& store, std::vector<RawChange>& changes) : store_(store), changes_(changes) {
    for (std::size_t i = 0; i < changes.size(); ++i) {
      if (changes[i].how == Changed::How::removed) removed_.push_back(i);
      if (changes[i].how == Changed::How::added) added_.push_back(i);
    }
    from_.assign(changes.size(), none);
    taken_.assign(changes.size(), false);
  }

  void by_hash() {
    std::map<ObjectId, std::vector<std::size_t>> gone;
    for (const std::size_t i : removed_) {
      if (changes_[i].old_id != empty_blob()) gone[changes_[i].old_id].push_back(i);
    }
    for (const std::size_t i : added_) {
      const auto same = gone.find(changes_[i].id);
      if (same != gone.end()) take(i, best(i, same->second));
    }
  }

  void by_name() {
    std::map<std::string_view, std::pair<std::size_t, std::size_t>> gone;  // name -> how many, which
    for (const std::size_t i : removed_) {
      if (!taken_[i]) count(gone, i);
    }
    std::map<std::string_view, std::pair<std::size_t, std::size_t>> come;
    for (const std::size_t i : added_) {
      if (from_[i] == none) count(come, i);
    }
    std::size_t looked = 0;
    for (const auto& [name, new_one] : come) {
      const auto old_one = gone.find(name);
      if (old_one == gone.end() || old_one->second.first != 1 || new_one.first != 1) continue;
      if (++looked > most_sizes) return;
      if (alike(old_one->second.second, new_one.second)) take(new_one.second, old_one->second.second);
    }
  }

  std::vector<Changed> result() const {
    std::vector<Changed> out;
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      if (taken_[i]) continue;
      const bool renamed = from_[i] != none;
      out.push_back({renamed ? Changed::How::renamed : changes_[i].how, changes_[i].path,
                     renamed ? changes_[from_[i]].path : std::string()});
    }
    return out;
  }

 private:
  static constexpr std::size_t none = ~std::size_t{0};
  static constexpr std::size_t most_sizes = 500;  // pairs whose sizes are looked up; each costs some microseconds
  static constexpr std::size_t most_twins = 32;   // removed files of the same bytes that are compared by name

  void take(std::size_t added, std::size_t removed) {
    if (removed == none) return;
    from_[added] = removed;
    taken_[removed] = true;
  }
  // Of several that went with the same bytes: the one of the same name, else the first that is left.
  std::size_t best(std::size_t added, const std::vector<std::size_t>& twins) const {
    std::size_t first = none, looked = 0;
    for (const std::size_t i : twins) {
      if (taken_[i]) continue;
      if (base_of(changes_[i].path) == base_of(changes_[added].path)) return i;
      if (first == none) first = i;
      if (++looked == most_twins) break;
    }
    return first;
  }
  void count(auto& table, std::size_t i) const {
    auto& [how_many, which] = table[base_of(changes_[i].path)];
    ++how_many;
    which = i;
  }
  bool alike(std::size_t removed, std::size_t added) const {
    const auto before = store_.size(changes_[removed].old_id), after = store_.size(changes_[added].id);
    return before && after && *before <= 2 * *after && *after <= 2 * *before;
  }

  ObjectStore& store_;
  const std::vector<RawChange>& changes_;
  std::vector<std::size_t> removed_, added_, from_;
  std::vector<bool> taken_;
};

}  // namespace

Result<Diff> diff_trees(ObjectStore& store, const Side& older, const Side& newer, std::size_t most) {
  Differ differ(store, most);
  TRY_VOID(differ.folders(older, newer, "", 1));
  return differ.result();
}

std::vector<Changed> with_renames(ObjectStore& store, std::vector<RawChange> changes) {
  Renames renames(store, changes);
  renames.by_hash();
  renames.by_name();
  return renames.result();
}

}  // namespace weir::workspace::git_parts

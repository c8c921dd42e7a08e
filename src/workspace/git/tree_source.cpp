// A tree is walked in git's order, which is the order of paths; each blob is looked at once for its class.
#include "workspace/git/tree_source.h"

#include <string>

#include "base/hash.h"
#include "base/limits.h"
#include "workspace/git/objects.h"
#include "workspace/tree/tree.h"

namespace weir::workspace::git_parts {
namespace {

constexpr std::size_t most_known = 1'000'000;  // 16 MB and the table's own cost
constexpr std::size_t most_entries = 4 * limits::workspace_files;

class TreeSource final : public Source {
 public:
  TreeSource(std::shared_ptr<ObjectStore> store, const ObjectId& tree, std::shared_ptr<ClassCache> classes)
      : store_(std::move(store)), tree_(tree), classes_(std::move(classes)) {}

  Result<void> list(const std::function<bool(FileEntry)>& take) override {
    entries_ = files_ = 0;
    take_ = &take;
    auto done = folder(tree_, "", Ignore(), 1);
    take_ = nullptr;
    if (!done) return std::unexpected(std::move(done).error());
    return {};
  }

  Result<std::string> read(std::string_view path) override {
    if (!usable_path(path)) return gone(path);
    ObjectId at = tree_;
    for (std::string_view rest = path;;) {
      const auto slash = rest.find('/');
      const bool last = slash == std::string_view::npos;
      const auto found = entry(at, rest.substr(0, slash), last ? TreeEntry::Kind::file : TreeEntry::Kind::folder);
      if (!found) return gone(path);
      at = *found;
      if (last) break;
      rest.remove_prefix(slash + 1);
    }
    auto blob = store_->read(at, limits::workspace_file_bytes);
    if (!blob || blob->type != ObjectType::blob) return gone(path);
    return std::move(blob->bytes);
  }

 private:
  static std::unexpected<Error> gone(std::string_view path) {
    return fail(ErrorKind::not_found, std::string(path) + " is no file of this commit, or not here");
  }

  Result<std::string> tree(const ObjectId& id) {
    TRY(Object object, store_->read(id, most_tree_bytes));
    if (object.type != ObjectType::tree) return fail(ErrorKind::not_found, to_hex(id) + " is no tree");
    return std::move(object.bytes);
  }

  std::optional<ObjectId> entry(const ObjectId& folder, std::string_view name, TreeEntry::Kind kind) {
    const auto bytes = tree(folder);
    if (!bytes) return std::nullopt;
    TreeReader reader(*bytes);
    while (const auto next = reader.next()) {
      if (next->name == name && next->kind == kind) return next->id;
    }
    return std::nullopt;
  }

  void add_rules(Ignore& rules, const std::string& folder, const TreeEntry& file) {
    if (file.kind != TreeEntry::Kind::file || (file.name != ".ignore" && file.name != ".weirignore")) return;
    const auto text = store_->read(file.id, limits::workspace_ignore_bytes);
    if (text) rules.add(folder, text->bytes);
  }

  // false: the one who listens has had enough.
  Result<bool> folder(const ObjectId& id, const std::string& path, Ignore rules, std::size_t depth) {
    if (depth > limits::workspace_depth) return true;
    auto bytes = tree(id);
    if (!bytes) return depth == 1 ? Result<bool>(std::unexpected(std::move(bytes).error())) : Result<bool>(true);
    for (TreeReader reader(*bytes); const auto next = reader.next();) add_rules(rules, path, *next);
    for (TreeReader reader(*bytes); const auto next = reader.next();) {
      if (++entries_ > most_entries) return too_many();
      const std::string inner = path.empty() ? std::string(next->name) : path + "/" + std::string(next->name);
      if (!usable_path(inner) || rules.ignored_here(inner, next->kind == TreeEntry::Kind::folder)) continue;
      bool on = true;
      if (next->kind == TreeEntry::Kind::folder) {
        TRY(on, folder(next->id, inner, rules, depth + 1));
      } else if (next->kind == TreeEntry::Kind::file) {
        if (++files_ > limits::workspace_files) return too_many();
        on = (*take_)(entry_for(inner, next->id));
      }
      if (!on) return false;
    }
    return true;
  }

  static std::unexpected<Error> too_many() {
    return fail(ErrorKind::too_large, "the commit has more than " + std::to_string(limits::workspace_files) + " files",
                "name what should not be indexed in .weirignore");
  }

  FileEntry entry_for(std::string path, const ObjectId& id) {
    const std::uint64_t key =
        hash64(std::string_view(reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()), hash64(path));
    const auto known = classes_->known.find(key);
    if (known != classes_->known.end()) {
      FileEntry out;
      out.language = language_of(path);
      out.path = std::move(path);
      out.size = known->second.size;
      out.cls = known->second.cls;
      return out;
    }
    FileEntry out = looked_at(std::move(path), id);
    if (classes_->known.size() >= most_known) classes_->known.clear();
    classes_->known[key] = {out.size, out.cls};
    return out;
  }

  FileEntry looked_at(std::string path, const ObjectId& id) {
    FileEntry out = entry_of(std::move(path), store_->size(id).value_or(0), {});
    const bool by_hand = out.cls == FileClass::source || out.cls == FileClass::test || out.cls == FileClass::docs ||
                         out.cls == FileClass::data;
    if (!by_hand || out.language == Language::none || out.size == 0) return out;
    const auto blob = store_->read(id, limits::workspace_file_bytes);
    if (blob) out.cls = class_of(out.path, std::string_view(blob->bytes).substr(0, class_head_bytes));
    return out;
  }

  std::shared_ptr<ObjectStore> store_;
  ObjectId tree_;
  std::shared_ptr<ClassCache> classes_;
  const std::function<bool(FileEntry)>* take_ = nullptr;
  std::size_t entries_ = 0, files_ = 0;
};

}  // namespace

std::unique_ptr<Source> tree_source(std::shared_ptr<ObjectStore> store, const ObjectId& tree,
                                    std::shared_ptr<ClassCache> classes) {
  return std::make_unique<TreeSource>(std::move(store), tree, std::move(classes));
}

}  // namespace weir::workspace::git_parts

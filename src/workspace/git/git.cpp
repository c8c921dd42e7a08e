// A repository: history along first parents, trees of commits, what differs between two.
#include "workspace/git/git.h"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "workspace/git/objects.h"
#include "workspace/git/refs.h"
#include "workspace/git/tree_source.h"

namespace weir::workspace {
using namespace git_parts;
namespace {

// Hashes are not checked while reading: a store could claim a circle of commits.
constexpr std::size_t most_history = 2'000'000;
constexpr std::size_t most_entries = 200'000'000;  // of trees, compared for one history; 5,000 commits need 10 million
constexpr std::size_t most_hops = 100'000;         // of "~N"
constexpr int most_tags = 8;                       // a tag of a tag of a tag
constexpr std::size_t least_hash = 4;              // git's own bound of a short hash

std::unexpected<Error> unknown(std::string_view rev) {
  return fail(ErrorKind::not_found, "git knows no revision \"" + std::string(rev.substr(0, 100)) + "\"",
              "name a branch, a tag, a commit, or HEAD~1");
}

std::optional<std::size_t> number(std::string_view digits, std::size_t if_empty) {
  if (digits.empty()) return if_empty;
  std::size_t out = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return out;
}

class Repository final : public Git {
 public:
  Repository(GitFolders folders, std::shared_ptr<ObjectStore> store)
      : folders_(std::move(folders)), store_(std::move(store)) {}

  std::string head() override {
    const auto id = ref(folders_, "HEAD");
    return id ? to_hex(*id) : std::string();
  }

  Result<std::string> resolve(std::string_view rev) override {
    TRY(const ObjectId id, commit_id(rev));
    return to_hex(id);
  }

  Result<void> history(std::string_view from, const std::function<bool(const Commit&)>& take) override;

  Result<std::unique_ptr<Source>> at(std::string_view commit) override {
    TRY(const ObjectId id, commit_id(commit));
    TRY(const RawCommit raw, read_commit(id));
    return tree_source(store_, raw.tree, classes_);
  }

  Result<std::string> read(std::string_view commit, std::string_view path) override {
    TRY(const std::unique_ptr<Source> source, at(commit));
    return source->read(path);
  }

  Result<std::vector<Changed>> between(std::string_view older, std::string_view newer) override {
    TRY(const ObjectId old_id, commit_id(older));
    TRY(const ObjectId new_id, commit_id(newer));
    TRY(const RawCommit before, read_commit(old_id));
    TRY(const RawCommit after, read_commit(new_id));
    TRY(Diff diff, diff_trees(*store_, before.tree, after.tree, limits::workspace_files));
    return with_renames(*store_, std::move(diff.changes));
  }

 private:
  Result<RawCommit> read_commit(const ObjectId& id) {
    TRY(const Object object, store_->read(id, most_commit_bytes));
    auto commit = object.type == ObjectType::commit ? parse_commit(object.bytes) : std::nullopt;
    if (!commit) return fail(ErrorKind::not_found, to_hex(id) + " is no commit");
    return std::move(*commit);
  }

  // A tag's commit; a commit itself.
  Result<ObjectId> peeled(ObjectId id) {
    for (int i = 0; i < most_tags; ++i) {
      TRY(const Object object, store_->read(id, most_commit_bytes));
      if (object.type == ObjectType::commit) return id;
      const auto inner = object.type == ObjectType::tag ? parse_tag(object.bytes) : std::nullopt;
      if (!inner) break;
      id = *inner;
    }
    return fail(ErrorKind::not_found, to_hex(id) + " is no commit");
  }

  Result<ObjectId> named(std::string_view name) {
    if (name == "@") name = "HEAD";
    if (const auto id = object_id(name)) return peeled(*id);
    if (const auto id = ref(folders_, name)) return peeled(*id);
    const bool hex = name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    if (hex && name.size() >= least_hash && name.size() < 40) {
      if (const auto id = store_->complete(name)) return peeled(*id);
    }
    return unknown(name);
  }

  Result<ObjectId> parent(const ObjectId& id, std::size_t which) {
    if (which == 0) return id;
    TRY(const RawCommit commit, read_commit(id));
    if (which > commit.parents.size()) return unknown(to_hex(id) + "^" + std::to_string(which));
    return commit.parents[which - 1];
  }

  // NAME, then any number of ~N, ^N, ^{commit}.
  Result<ObjectId> commit_id(std::string_view rev) {
    const auto first = rev.find_first_of("~^");
    TRY(ObjectId id, named(rev.substr(0, first)));
    for (std::string_view rest = first == std::string_view::npos ? "" : rev.substr(first); !rest.empty();) {
      const auto end = std::min(rest.find_first_of("~^", 1), rest.size());
      const std::string_view what = rest.substr(1, end - 1);
      const bool generations = rest.front() == '~';
      rest.remove_prefix(end);
      if (what == "{commit}" || what == "{}") continue;
      const auto n = number(what, 1);
      if (!n || *n > most_hops) return unknown(rev);
      for (std::size_t hop = generations ? *n : 1; hop > 0; --hop) { TRY(id, parent(id, generations ? 1 : *n)); }
    }
    return id;
  }

  // Adds to `entries` what it looked at.
  Result<void> fill_files(const RawCommit& commit, const std::optional<ObjectId>& parent_tree, Commit& out,
                          std::size_t& entries);

  GitFolders folders_;
  std::shared_ptr<ObjectStore> store_;
  std::shared_ptr<ClassCache> classes_ = std::make_shared<ClassCache>();
};

Result<void> Repository::fill_files(const RawCommit& commit, const std::optional<ObjectId>& parent_tree, Commit& out,
                                    std::size_t& entries) {
  TRY(Diff diff, diff_trees(*store_, parent_tree, commit.tree, workspace_commit_moves));
  entries += diff.entries;
  if (diff.cut) {  // half a list would pair what does not belong together
    diff.changes.resize(std::min(diff.changes.size(), limits::workspace_commit_files + 1));
    for (RawChange& change : diff.changes) out.files.push_back({change.how, std::move(change.path), {}});
    return {};
  }
  out.files = with_renames(*store_, std::move(diff.changes));
  if (out.files.size() <= limits::workspace_commit_files) return {};
  for (const Changed& file : out.files) {
    if (file.how == Changed::How::renamed) out.moves.push_back(file);
  }
  out.files.resize(limits::workspace_commit_files + 1);
  return {};
}

Result<void> Repository::history(std::string_view from, const std::function<bool(const Commit&)>& take) {
  TRY(ObjectId id, commit_id(from));
  TRY(RawCommit commit, read_commit(id));
  std::size_t entries = 0;
  for (std::size_t i = 0; i < most_history && entries < most_entries; ++i) {
    std::optional<RawCommit> parent;
    if (!commit.parents.empty()) {
      auto raw = read_commit(commit.parents.front());
      if (!raw) return {};  // cut here: what this commit changed is not known
      parent = std::move(*raw);
    }
    Commit out;
    out.id = to_hex(id);
    out.time = commit.time;
    out.merge = commit.parents.size() > 1;
    out.message = std::move(commit.message);
    if (!fill_files(commit, parent ? std::optional(parent->tree) : std::nullopt, out, entries)) return {};
    if (!take(out) || !parent) return {};
    id = commit.parents.front();
    commit = std::move(*parent);
  }
  return {};
}

bool is_there(const std::string& path) {
  struct stat st{};
  return ::lstat(path.c_str(), &st) == 0;
}

}  // namespace

Result<std::unique_ptr<Git>> Git::open(const std::string& root) {
  GitFolders folders = git_folders(root);
  if (folders.own.empty()) {
    if (is_there(root + "/.git")) {
      return fail(ErrorKind::invalid,
                  root + "/.git is damaged, or points to a folder that is no repository of this one",
                  "try: git -C " + root + " status; if the folder is meant: git config core.worktree " + root);
    }
    return fail(ErrorKind::not_found, root + " is no git repository");
  }
  if (is_there(folders.common + "/reftable")) {
    return fail(ErrorKind::invalid, root + " keeps its refs in a reftable, which weir does not read",
                "try: git refs migrate --ref-format=files");
  }
  TRY(std::shared_ptr<ObjectStore> store, ObjectStore::open(folders.common + "/objects"));
  return std::make_unique<Repository>(std::move(folders), std::move(store));
}

}  // namespace weir::workspace

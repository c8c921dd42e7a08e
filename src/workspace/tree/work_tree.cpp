// The work tree as a Source, and what a poll sees of it.
#include <sys/stat.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/limits.h"
#include "workspace/tree/names.h"
#include "workspace/tree/walk.h"

namespace weir::workspace {
using namespace tree_parts;
namespace {

std::int64_t mtime_ns(const struct stat& st) {
  return std::int64_t{st.st_mtim.tv_sec} * 1'000'000'000 + st.st_mtim.tv_nsec;
}

std::uint32_t capped(off_t size) {
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>(static_cast<std::uint64_t>(size), std::numeric_limits<std::uint32_t>::max()));
}

// Only where the name leaves it open whether anybody wrote the file by hand.
bool head_matters(const FileEntry& by_name) {
  return by_name.language != Language::none && by_name.cls != FileClass::vendored &&
         by_name.cls != FileClass::generated && by_name.cls != FileClass::binary && by_name.cls != FileClass::huge;
}

std::string head_of(const Found& found) {
  const Descriptor file = open_plain(found.folder, found.name);
  return file.ok() ? read_some(file.get(), class_head_bytes).value_or(std::string()) : std::string();
}

FileEntry entry(const Found& found) {
  const auto size = static_cast<std::uint64_t>(found.st.st_size);
  FileEntry out = entry_of(found.path, size, {});
  if (head_matters(out)) out = entry_of(std::move(out.path), size, head_of(found));
  out.mtime_ns = mtime_ns(found.st);
  return out;
}

std::unexpected<Error> not_all(const std::string& root) {
  return fail(
      ErrorKind::too_large,
      root + " has more than " + std::to_string(limits::workspace_files) + " files, or ignore rules that take too long",
      "name what should not be indexed in .weirignore");
}

class WorkTree final : public Source {
 public:
  explicit WorkTree(std::string root) : root_(std::move(root)) {}

  Result<void> list(const std::function<bool(FileEntry)>& take) override {
    TRY(const Beneath top, Beneath::open(root_));
    Walk walk(top, [&](const Found& found) { return take(entry(found)); });
    if (walk.all() == WalkEnd::bounded) return not_all(root_);
    return {};
  }

  Result<std::string> read(std::string_view path) override {
    TRY(const Beneath top, Beneath::open(root_));
    return top.read(path, limits::workspace_file_bytes);
  }

 private:
  std::string root_;
};

// Two sorted lists side by side: what is known, and what the walk meets.
class Merge {
 public:
  Merge(const std::vector<FileEntry>& known, std::int64_t read_ns, TreeChanges& out)
      : known_(known), read_ns_(read_ns), out_(out) {}

  void meet(const Found& found) {
    while (at_ < known_.size() && known_[at_].path < found.path) out_.gone.push_back(known_[at_++].path);
    if (at_ == known_.size() || known_[at_].path != found.path) {
      out_.changed.push_back(found.path);
      return;
    }
    const FileEntry& before = known_[at_++];
    const std::int64_t time = mtime_ns(found.st);
    const bool racy = read_ns_ != 0 && time >= read_ns_ - clock_step_ns;
    if (time != before.mtime_ns || capped(found.st.st_size) != before.size || racy) out_.changed.push_back(found.path);
  }
  void finish() {
    while (at_ < known_.size()) out_.gone.push_back(known_[at_++].path);
  }

 private:
  // File times come from a clock that moves every few milliseconds: two writes within one step look like one.
  static constexpr std::int64_t clock_step_ns = 20'000'000;
  const std::vector<FileEntry>& known_;
  std::int64_t read_ns_;
  TreeChanges& out_;
  std::size_t at_ = 0;
};

}  // namespace

std::unique_ptr<Source> work_tree(std::string root) { return std::make_unique<WorkTree>(std::move(root)); }

Result<TreeChanges> changed_since(const std::string& root, const std::vector<FileEntry>& known, std::int64_t read_ns) {
  TRY(const Beneath top, Beneath::open(root));
  TreeChanges out;
  Merge merge(known, read_ns, out);
  Walk walk(top, [&](const Found& found) {
    merge.meet(found);
    return true;
  });
  out.complete = walk.all() == WalkEnd::whole;
  if (out.complete) {
    merge.finish();
  } else {
    out.gone.clear();
  }
  return out;
}

}  // namespace weir::workspace

// Depth first by open folders: a path is never resolved twice, so nothing can be swapped under it.
#include "workspace/tree/walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "base/limits.h"

namespace weir::workspace::tree_parts {
namespace {

constexpr std::uint64_t most_entries = 10 * limits::workspace_files;  // names looked at, ignored ones included
constexpr std::uint64_t most_steps = 4'000'000'000;                   // of matching ignore rules: some seconds

struct CloseDir {
  void operator()(DIR* dir) const { ::closedir(dir); }
};

std::string beneath_path(const std::string& folder, std::string_view name) {
  return folder.empty() ? std::string(name) : folder + "/" + std::string(name);
}

// Paths in .gitmodules: the repositories inside that belong to this one.
std::vector<std::string> submodule_paths(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    const auto first = line.find_first_not_of(" \t");
    line.remove_prefix(std::min(first, line.size()));
    const auto equals = line.find('=');
    if (line.starts_with("path") && equals != std::string_view::npos) {
      std::string_view value = line.substr(equals + 1);
      value.remove_prefix(std::min(value.find_first_not_of(" \t\""), value.size()));
      value = value.substr(0, value.find_last_not_of(" \t\r\"/") + 1);
      if (usable_path(value)) out.emplace_back(value);
    }
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return out;
}

std::string read_named(int folder, const char* name) {
  const Descriptor file = open_plain(folder, name);
  if (!file.ok()) return {};
  // One byte more than the bound, so that Ignore sees that it is too large.
  return read_some(file.get(), limits::workspace_ignore_bytes + 1).value_or(std::string());
}

}  // namespace

struct Walk::Name {
  std::string name;
  std::string order;  // as git orders a tree, and as whole paths sort: a folder counts with its slash
  bool folder = false;
};
struct Walk::Here {
  std::vector<Name> names;
  bool git = false, head = false, objects = false, refs = false;
};

bool Walk::end(WalkEnd how) {
  how_ = how;
  return false;
}

bool Walk::names_of(int fd, Here& here) {
  const std::unique_ptr<DIR, CloseDir> dir(::fdopendir(::fcntl(fd, F_DUPFD_CLOEXEC, 0)));
  if (!dir) return true;  // unreadable: as if it were empty
  ::rewinddir(dir.get());
  while (const dirent* entry = ::readdir(dir.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (++entries_ > most_entries) return end(WalkEnd::bounded);
    unsigned char type = entry->d_type;
    if (type == DT_UNKNOWN) {
      struct stat st{};
      if (::fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) continue;
      type = S_ISDIR(st.st_mode) ? DT_DIR : S_ISREG(st.st_mode) ? DT_REG : DT_LNK;
    }
    here.git |= name == ".git";
    here.head |= name == "HEAD" && type == DT_REG;
    here.objects |= name == "objects" && type == DT_DIR;
    here.refs |= name == "refs" && type == DT_DIR;
    if ((type != DT_REG && type != DT_DIR) || name == ".git") continue;
    here.names.push_back({std::string(name), std::string(name) + (type == DT_DIR ? "/" : ""), type == DT_DIR});
  }
  std::ranges::sort(here.names, {}, &Name::order);
  return true;
}

// A repository of its own: not a part of this one unless .gitmodules says so; a bare one has no work tree.
bool Walk::foreign(const std::string& folder, const Here& here) const {
  if (here.head && here.objects && here.refs) return true;
  return here.git && !folder.empty() && !submodules_.contains(folder);
}

void Walk::add_rules(Ignore& rules, const std::string& folder, int fd) const {
  for (const std::string_view name : ignore_files) {
    const std::string text = read_named(fd, std::string(name).c_str());
    if (!text.empty()) rules.add(folder, text);
  }
}

void Walk::add_submodules(const std::string& folder, int fd) {
  const std::string text = read_named(fd, ".gitmodules");
  if (text.empty() || text.size() > limits::workspace_ignore_bytes) return;
  for (const std::string& path : submodule_paths(text)) submodules_.insert(beneath_path(folder, path));
}

bool Walk::visit_file(const std::string& path, int fd, const Name& name) {
  struct stat st{};
  if (::fstatat(fd, name.name.c_str(), &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode)) return true;
  if (++files_ > limits::workspace_files) return end(WalkEnd::bounded);
  if (!file_) return true;
  return file_({path, fd, name.name.c_str(), st}) || end(WalkEnd::stopped);
}

bool Walk::visit(const std::string& folder, int fd, const Name& name, const Ignore& rules) {
  const std::string path = beneath_path(folder, name.name);
  if (!usable_path(path)) return true;
  const std::uint64_t before = rules.steps();
  const bool ignored = rules.ignored_here(path, name.folder);
  steps_ += rules.steps() - before;
  if (steps_ > most_steps) return end(WalkEnd::bounded);
  if (ignored) return true;
  if (!name.folder) return visit_file(path, fd, name);
  const Descriptor inside = open_folder(fd, name.name.c_str());
  return !inside.ok() || enter(path, inside.get(), rules);
}

bool Walk::enter(const std::string& folder, int fd, Ignore rules) {
  Here here;
  if (!names_of(fd, here)) return false;
  if (foreign(folder, here)) return true;
  if (here.git) add_submodules(folder, fd);
  add_rules(rules, folder, fd);
  if (folder_ && !folder_(folder, fd, rules)) return end(WalkEnd::stopped);
  for (const Name& name : here.names) {
    if (!visit(folder, fd, name, rules)) return false;
  }
  return true;
}

Ignore Walk::top_rules() const {
  Ignore rules;
  const Descriptor own = open_folder(root_.fd(), ".git");
  const Descriptor info = own.ok() ? open_folder(own.get(), "info") : Descriptor();
  if (info.ok()) rules.add("", read_named(info.get(), "exclude"));
  return rules;
}

WalkEnd Walk::all() {
  enter("", root_.fd(), top_rules());
  return how_;
}

// Goes down to the folder as all() would, with the same rules and the same right to refuse.
WalkEnd Walk::beneath(const std::string& folder) {
  if (folder.empty()) return all();
  if (!usable_path(folder)) return how_;
  Ignore rules = top_rules();
  std::string at;
  Descriptor fd(::fcntl(root_.fd(), F_DUPFD_CLOEXEC, 0));
  for (std::string_view rest = folder;;) {
    Here here;
    if (!names_of(fd.get(), here) || foreign(at, here)) return how_;
    if (here.git) add_submodules(at, fd.get());
    add_rules(rules, at, fd.get());
    const auto slash = rest.find('/');
    const std::string name(rest.substr(0, slash));
    at = beneath_path(at, name);
    if (rules.ignored_here(at, true) || name == ".git") return how_;
    fd = open_folder(fd.get(), name.c_str());
    if (!fd.ok()) return how_;
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  enter(folder, fd.get(), rules);
  return how_;
}

}  // namespace weir::workspace::tree_parts

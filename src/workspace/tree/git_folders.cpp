// Followed as git follows it; every file on the way is plain and small.
#include "workspace/tree/git_folders.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "base/limits.h"
#include "workspace/tree/safe_read.h"

namespace weir::workspace {
namespace {

bool is_folder(const std::string& path) {
  struct stat st{};
  return ::stat(path.c_str(), &st) == 0 && S_ISDIR(st.st_mode);
}

bool is_repository(const std::string& folder) {
  struct stat st{};
  if (::stat((folder + "/HEAD").c_str(), &st) != 0 || !S_ISREG(st.st_mode)) return false;
  return is_folder(folder + "/objects") || ::stat((folder + "/commondir").c_str(), &st) == 0;
}

std::string first_line(const std::string& path) {
  std::string text = read_plain(path, limits::path_bytes).value_or(std::string());
  text.resize(std::min(text.find_first_of("\r\n"), text.size()));
  return text;
}

std::string beside(const std::string& folder, const std::string& path) {
  return path.starts_with('/') ? path : folder + "/" + path;
}

std::string real(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> found(::realpath(path.c_str(), nullptr), &std::free);
  return found ? std::string(found.get()) : std::string();
}

bool same_place(const std::string& a, const std::string& b) { return !a.empty() && real(a) == real(b); }

// [core] worktree, as submodules have it: relative to the git folder.
std::string work_tree_of(const std::string& folder) {
  const std::string text = read_plain(folder + "/config", limits::git_file_bytes).value_or(std::string());
  for (std::string_view rest = text; !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    const auto equals = line.find('=');
    if (!line.starts_with("worktree") || equals == std::string_view::npos) continue;
    std::string_view value = line.substr(equals + 1);
    value.remove_prefix(std::min(value.find_first_not_of(" \t\""), value.size()));
    value = value.substr(0, value.find_last_not_of(" \t\r\"") + 1);
    if (!value.empty()) return beside(folder, std::string(value));
  }
  return {};
}

// A .git that came with a stranger's files may name any repository of this machine. One that is truly this folder's
// says so: a worktree's by its file "gitdir", a submodule's by core.worktree.
bool belongs(const std::string& folder, const std::string& root) {
  if (real(folder).starts_with(real(root) + "/")) return true;
  const std::string back = first_line(folder + "/gitdir");
  if (!back.empty()) return same_place(beside(folder, back), root + "/.git");
  return same_place(work_tree_of(folder), root);
}

std::string own_folder(const std::string& root) {
  const std::string dot = root + "/.git";
  if (is_folder(dot)) return is_repository(dot) && belongs(dot, root) ? dot : std::string();
  const std::string line = first_line(dot);
  constexpr std::string_view mark = "gitdir: ";
  if (line.starts_with(mark)) {
    std::string folder = beside(root, line.substr(mark.size()));
    return is_repository(folder) && belongs(folder, root) ? folder : std::string();
  }
  return is_repository(root) && is_folder(root + "/refs") ? root : std::string();
}

}  // namespace

GitFolders git_folders(const std::string& root) {
  GitFolders out;
  out.own = own_folder(root);
  if (out.own.empty()) return out;
  const std::string common = first_line(out.own + "/commondir");
  out.common = common.empty() ? out.own : beside(out.own, common);
  // Only worktrees have a common folder, and stand in it.
  const bool inside = common.empty() || real(out.own).starts_with(real(out.common) + "/worktrees/");
  if (!inside || !is_folder(out.common)) return {};
  return out;
}

}  // namespace weir::workspace

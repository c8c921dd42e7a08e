// Followed as git follows it; every file on the way is plain and small.
#include "workspace/tree/git_folders.h"

#include <sys/stat.h>

#include <algorithm>

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

std::string own_folder(const std::string& root) {
  const std::string dot = root + "/.git";
  if (is_folder(dot)) return is_repository(dot) ? dot : std::string();
  const std::string line = first_line(dot);
  constexpr std::string_view mark = "gitdir: ";
  if (line.starts_with(mark)) {
    std::string folder = beside(root, line.substr(mark.size()));
    return is_repository(folder) ? folder : std::string();
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
  if (!is_folder(out.common)) return {};
  return out;
}

}  // namespace weir::workspace

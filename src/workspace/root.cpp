// From a directory to the repository around it.
#include "workspace/root.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <memory>

#include "base/limits.h"

namespace weir::workspace {
namespace {

bool plausible(std::string_view directory) {
  return !directory.empty() && directory.front() == '/' && directory.size() <= limits::path_bytes &&
         directory.find('\0') == std::string_view::npos;
}

std::optional<std::string> real_directory(std::string_view directory) {
  struct Free {
    void operator()(char* p) const { ::free(p); }  // realpath allocates with malloc
  };
  const std::unique_ptr<char, Free> real(::realpath(std::string(directory).c_str(), nullptr));
  if (!real) return std::nullopt;
  struct stat st{};
  if (::stat(real.get(), &st) != 0 || !S_ISDIR(st.st_mode)) return std::nullopt;
  return std::string(real.get());
}

bool holds_git(const std::string& folder) {
  struct stat st{};
  return ::stat((folder + "/.git").c_str(), &st) == 0 && (S_ISDIR(st.st_mode) || S_ISREG(st.st_mode));
}

}  // namespace

std::optional<std::string> root_of(std::string_view directory) {
  if (!plausible(directory)) return std::nullopt;
  const std::optional<std::string> start = real_directory(directory);
  if (!start) return std::nullopt;
  std::string folder = *start;
  for (int level = 0; level < limits::root_levels && folder.size() > 1; ++level) {
    if (holds_git(folder)) return folder;
    folder.resize(folder.rfind('/'));
  }
  return start;
}

}  // namespace weir::workspace

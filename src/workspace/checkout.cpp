// HEAD, branch and remote, read from git's files. They belong to whoever made the repository: each is opened without
// waiting (a FIFO would), must be a regular file of bounded size, and only what looks like a commit is believed. A .git
// that is not this folder's own (tree/git_folders) is not followed.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "base/limits.h"
#include "workspace/root.h"
#include "workspace/tree/git_folders.h"

namespace weir::workspace {
namespace {

class File {
 public:
  explicit File(const std::string& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }

  std::optional<std::string> bytes() const {
    struct stat st{};
    if (fd_ < 0 || ::fstat(fd_, &st) != 0 || !S_ISREG(st.st_mode)) return std::nullopt;
    if (st.st_size < 0 || static_cast<std::size_t>(st.st_size) > limits::git_file_bytes) return std::nullopt;
    std::string out(static_cast<std::size_t>(st.st_size), '\0');
    const ssize_t got = ::read(fd_, out.data(), out.size());
    if (got < 0) return std::nullopt;
    out.resize(static_cast<std::size_t>(got));
    return out;
  }

 private:
  int fd_;
};

std::optional<std::string> read_file(const std::string& path) { return File(path).bytes(); }

std::string_view first_line(std::string_view text) {
  std::string_view line = text.substr(0, text.find('\n'));
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
  return line;
}

bool is_commit(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// A name inside refs/, without a step upwards.
bool is_ref(std::string_view name) {
  return name.starts_with("refs/") && name.size() <= limits::path_bytes && name.find("..") == std::string_view::npos &&
         name.find('\0') == std::string_view::npos;
}

std::string packed_commit(const std::string& common, std::string_view ref) {
  const auto text = read_file(common + "/packed-refs");
  if (!text) return {};
  std::string_view rest = *text;
  while (!rest.empty()) {
    const std::string_view line = first_line(rest);
    const auto space = line.find(' ');
    if (space != std::string_view::npos && line.substr(space + 1) == ref && is_commit(line.substr(0, space))) {
      return std::string(line.substr(0, space));
    }
    const auto end = rest.find('\n');
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return {};
}

std::string commit_of(const std::string& common, std::string_view ref) {
  const auto loose = read_file(common + "/" + std::string(ref));
  if (loose && is_commit(first_line(*loose))) return std::string(first_line(*loose));
  return packed_commit(common, ref);
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string origin_url(const std::string& common) {
  const auto text = read_file(common + "/config");
  if (!text) return {};
  bool inside = false;
  std::string_view rest = *text;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    const std::string_view line = trimmed(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.starts_with('[')) inside = line.starts_with("[remote \"origin\"]");
    const auto equals = line.find('=');
    if (inside && equals != std::string_view::npos && trimmed(line.substr(0, equals)) == "url") {
      return std::string(trimmed(line.substr(equals + 1)));
    }
  }
  return {};
}

}  // namespace

std::optional<Checkout> checkout_of(const std::string& root) {
  const auto [git, common] = git_folders(root);
  if (git.empty()) return std::nullopt;
  const auto head = read_file(git + "/HEAD");
  if (!head) return std::nullopt;
  Checkout out;
  constexpr std::string_view mark = "ref: ";
  const std::string_view line = first_line(*head);
  if (line.starts_with(mark) && is_ref(line.substr(mark.size()))) {
    const std::string_view ref = line.substr(mark.size());
    constexpr std::string_view heads = "refs/heads/";
    if (ref.starts_with(heads)) out.branch = ref.substr(heads.size());
    out.head = commit_of(common, ref);
  } else if (is_commit(line)) {
    out.head = line;
  }
  out.remote = origin_url(common);
  return out;
}

}  // namespace weir::workspace

// The file weir.toml: who may have written it, and its bytes.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/limits.h"
#include "config/config.h"
#include "config/paths.h"

namespace weir::config {
namespace {

struct File {
  int fd = -1;
  ~File() {
    if (fd >= 0) close(fd);
  }
};

std::unexpected<Error> unreadable(const std::string& file, int error) {
  return fail(ErrorKind::io, fmt::format("{}: cannot be read: {}", shorten_home(file), std::strerror(error)),
              "make it readable, or move it away");
}

Result<std::string> read_all(const std::string& file, int fd) {
  std::string out;
  std::array<char, 16 * 1024> buffer{};
  while (out.size() <= limits::config_bytes) {
    const ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return unreadable(file, errno);
    if (n == 0) break;
    out.append(buffer.data(), static_cast<std::size_t>(n));
  }
  return out;
}

}  // namespace

Result<Config> load(const std::string& file) {
  const File opened{open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (opened.fd < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return Config{};
    return unreadable(file, errno);
  }
  struct stat info{};
  if (fstat(opened.fd, &info) != 0) return unreadable(file, errno);
  if (!S_ISREG(info.st_mode)) {
    return fail(ErrorKind::io, fmt::format("{}: is not a file", shorten_home(file)), "move it away");
  }
  if ((info.st_mode & S_IWOTH) != 0) {
    return fail(ErrorKind::invalid,
                fmt::format("{}: everybody may write it, and it may name commands", shorten_home(file)),
                fmt::format("chmod go-w {}", shorten_home(file)));
  }
  TRY(const std::string text, read_all(file, opened.fd));
  return parse(text, file);
}

}  // namespace weir::config

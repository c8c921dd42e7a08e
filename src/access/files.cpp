// Private files, with the checks that make them private.
#include "access/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/limits.h"
#include "config/paths.h"

namespace weir::access {
namespace {

std::unexpected<Error> io(const std::string& file, int error) {
  return fail(error == ENOENT ? ErrorKind::not_found : ErrorKind::io,
              fmt::format("{}: {}", config::shorten_home(file), std::strerror(error)),
              "check that the file exists and is yours");
}

Result<void> check_private(const std::string& file, int fd) {
  struct stat info{};
  if (fstat(fd, &info) != 0) return io(file, errno);
  const std::string name = config::shorten_home(file);
  if (!S_ISREG(info.st_mode)) return fail(ErrorKind::invalid, name + " is not a regular file", "name a file");
  if (info.st_uid != geteuid() && info.st_uid != 0) {
    return fail(ErrorKind::invalid, name + " belongs to somebody else",
                fmt::format("remove it, or chown it to yourself"));
  }
  if ((info.st_mode & 077) != 0) {
    return fail(ErrorKind::invalid, fmt::format("{} can be read by others (mode {:04o})", name, info.st_mode & 07777),
                fmt::format("chmod 600 {}", name));
  }
  return {};
}

}  // namespace

Fd::~Fd() {
  if (n >= 0) close(n);
}

Result<std::string> read_private(const std::string& file) {
  const Fd fd(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (fd.n < 0) {
    if (errno == ELOOP)
      return fail(ErrorKind::invalid, config::shorten_home(file) + " is a symbolic link", "name the file itself");
    return io(file, errno);
  }
  TRY_VOID(check_private(file, fd.n));
  std::string out;
  std::array<char, 4096> buffer{};
  while (true) {
    const ssize_t n = read(fd.n, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return io(file, errno);
    if (n == 0) return out;
    out.append(buffer.data(), static_cast<std::size_t>(n));
    if (out.size() > limits::key_bytes)
      return fail(ErrorKind::too_large, config::shorten_home(file) + " is too large for a key");
  }
}

}  // namespace weir::access

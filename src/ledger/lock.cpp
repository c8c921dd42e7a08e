// FileLock. The file stays when the lock is given back: removing it would let two processes lock two files.
#include "ledger/lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

namespace weir::ledger {
namespace {

std::string holder(int fd) {
  std::array<char, 32> text{};
  const ssize_t n = ::pread(fd, text.data(), text.size(), 0);
  if (n <= 0) return "unknown";
  const std::string_view all(text.data(), static_cast<std::size_t>(n));
  return std::string(all.substr(0, all.find('\n')));
}

constexpr std::string_view leaves = " leaving";

void sign(int fd, std::string_view state = {}) {
  const std::string text = fmt::format("{}{}\n", ::getpid(), state);
  // Only for the message of the one who comes second: a failure here costs a name, not the lock.
  if (::ftruncate(fd, 0) == 0) (void)!::pwrite(fd, text.data(), text.size(), 0);
}

}  // namespace

Result<FileLock> FileLock::take(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    return fail(ErrorKind::io, fmt::format("opening {}: {}", path, std::generic_category().message(errno)),
                "check that the folder exists and that you may write there");
  }
  FileLock lock(fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) {
    sign(fd);
    return lock;
  }
  if (errno != EWOULDBLOCK) {
    return fail(ErrorKind::io, fmt::format("locking {}: {}", path, std::generic_category().message(errno)),
                "the ledger must be on a file system that knows locks");
  }
  if (const std::string who = holder(fd); who.ends_with(leaves)) {
    return fail(ErrorKind::unavailable, fmt::format("a weir that stops (pid {}) still holds {}", who, path),
                "wait until it has ended, or end it with `weir stop`");
  }
  return fail(ErrorKind::conflict, fmt::format("another weir (pid {}) holds {}", holder(fd), path),
              "stop it with `weir stop`, or give this one its own folder");
}

FileLock::FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

void FileLock::leaving() { sign(fd_, leaves); }

FileLock::~FileLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace weir::ledger

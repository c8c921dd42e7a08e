// openat2 where the kernel has it, name by name with O_NOFOLLOW where it does not (old kernels, strict sandboxes).
#include "workspace/tree/safe_read.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "workspace/tree/tree.h"

namespace weir::workspace {
namespace {

// Without O_NONBLOCK a FIFO would hold the thread for ever.
constexpr int file_flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW;
constexpr int folder_flags = O_RDONLY | O_CLOEXEC | O_DIRECTORY | O_NOFOLLOW;

int openat2_beneath(int folder, const char* path) {
  open_how how{};
  how.flags = static_cast<decltype(how.flags)>(file_flags);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(::syscall(SYS_openat2, folder, path, &how, sizeof how));
}

Descriptor plain_only(Descriptor file) {
  struct stat st{};
  if (!file.ok() || ::fstat(file.get(), &st) != 0 || !S_ISREG(st.st_mode)) return Descriptor();
  return file;
}

Descriptor open_name_by_name(int root, std::string_view path) {
  Descriptor folder(::fcntl(root, F_DUPFD_CLOEXEC, 0));
  while (folder.ok()) {
    const auto slash = path.find('/');
    const std::string name(path.substr(0, slash));
    if (slash == std::string_view::npos) return open_plain(folder.get(), name.c_str());
    folder = open_folder(folder.get(), name.c_str());
    path.remove_prefix(slash + 1);
  }
  return Descriptor();
}

std::unexpected<Error> gone(std::string_view path) {
  return fail(ErrorKind::not_found, std::string(path) + " is no file that can be read");
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = other.release();
  }
  return *this;
}

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

int Descriptor::release() { return std::exchange(fd_, -1); }

Descriptor open_plain(int folder, const char* name) {
  return plain_only(Descriptor(::openat(folder, name, file_flags)));
}

Descriptor open_folder(int folder, const char* name) { return Descriptor(::openat(folder, name, folder_flags)); }

Result<std::string> read_some(int fd, std::size_t most_bytes) {
  struct stat st{};
  std::string out;
  if (::fstat(fd, &st) == 0 && st.st_size > 0) out.reserve(std::min(most_bytes, static_cast<std::size_t>(st.st_size)));
  char block[16 * 1024];
  while (out.size() < most_bytes) {
    const ssize_t got = ::read(fd, block, std::min(sizeof block, most_bytes - out.size()));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(ErrorKind::io, "a file could not be read");
    if (got == 0) break;
    out.append(block, static_cast<std::size_t>(got));
  }
  return out;
}

Result<Beneath> Beneath::open(const std::string& root) {
  Descriptor folder(::open(root.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY));
  if (!folder.ok()) return fail(ErrorKind::io, root + " cannot be read", "check that the folder exists and is yours");
  return Beneath(std::move(folder));
}

Descriptor Beneath::open_file(std::string_view path) const {
  if (!usable_path(path)) return Descriptor();
  const std::string name(path);
  const int fd = openat2_beneath(root_.get(), name.c_str());
  if (fd >= 0) return plain_only(Descriptor(fd));
  if (errno == ENOSYS || errno == EPERM) return open_name_by_name(root_.get(), path);
  return Descriptor();
}

Result<std::string> Beneath::read(std::string_view path, std::size_t most_bytes) const {
  const Descriptor file = open_file(path);
  struct stat st{};
  if (!file.ok() || ::fstat(file.get(), &st) != 0) return gone(path);
  if (std::cmp_greater(st.st_size, most_bytes)) return gone(path);
  TRY(std::string out, read_some(file.get(), most_bytes + 1));
  if (out.size() > most_bytes) return gone(path);  // grew meanwhile
  return out;
}

Result<std::string> Beneath::head(std::string_view path, std::size_t bytes) const {
  const Descriptor file = open_file(path);
  if (!file.ok()) return gone(path);
  return read_some(file.get(), bytes);
}

Result<std::string> read_plain(const std::string& path, std::size_t most_bytes) {
  const Descriptor file = plain_only(Descriptor(::open(path.c_str(), file_flags & ~O_NOFOLLOW)));
  struct stat st{};
  if (!file.ok() || ::fstat(file.get(), &st) != 0 || std::cmp_greater(st.st_size, most_bytes)) return gone(path);
  return read_some(file.get(), most_bytes);
}

}  // namespace weir::workspace

// The file of an index: read whole, written beside and renamed. No fsync: what is lost is built again.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "workspace/index/index.h"

namespace weir::workspace {
namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 31;  // an index of 200,000 files is below

std::unexpected<Error> system_error(std::string_view what, const std::string& file) {
  const ErrorKind kind = errno == ENOENT ? ErrorKind::not_found : ErrorKind::io;
  return fail(kind, fmt::format("cannot {} {}: {}", what, file, std::strerror(errno)));
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

// Empty for what cannot be an index: from_bytes() refuses it.
Result<std::string> contents(const std::string& file) {
  const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat st{};
  if (in.get() < 0 || ::fstat(in.get(), &st) != 0) return system_error("open", file);
  if (!S_ISREG(st.st_mode) || static_cast<std::size_t>(st.st_size) > most_bytes) return std::string();
  std::string out(static_cast<std::size_t>(st.st_size), '\0');
  for (std::size_t at = 0; at < out.size();) {
    const ssize_t n = ::read(in.get(), out.data() + at, out.size() - at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error("read", file);
    if (n == 0) return std::string();  // cut meanwhile
    at += static_cast<std::size_t>(n);
  }
  return out;
}

Result<void> write_all(int fd, std::string_view rest, const std::string& file) {
  while (!rest.empty()) {
    const ssize_t n = ::write(fd, rest.data(), rest.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error("write", file);
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

}  // namespace

Result<void> WordIndex::save(const std::string& file) const {
  const std::string bytes = to_bytes();
  const std::string beside = fmt::format("{}.{}.new", file, ::getpid());
  {
    const Descriptor out(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (out.get() < 0) return system_error("write", beside);
    if (auto done = write_all(out.get(), bytes, beside); !done) {
      ::unlink(beside.c_str());
      return done;
    }
  }
  if (::rename(beside.c_str(), file.c_str()) == 0) return {};
  auto error = system_error("write", file);
  ::unlink(beside.c_str());
  return error;
}

Result<WordIndex> WordIndex::load(const std::string& file) {
  TRY(const std::string bytes, contents(file));
  auto index = from_bytes(bytes);
  if (!index) return std::unexpected(std::move(index).error().prefixed(file));
  return index;
}

}  // namespace weir::workspace

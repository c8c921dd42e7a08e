// The token file: made once, then read.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "access/access.h"
#include "access/files.h"
#include "base/ids.h"
#include "config/paths.h"

namespace weir::access {
namespace {

constexpr std::size_t kTokenBytes = 32;

std::unexpected<Error> cannot(std::string_view what, const std::string& file, int error) {
  return fail(ErrorKind::io, fmt::format("{} {}: {}", what, config::shorten_home(file), std::strerror(error)),
              "check the folder's owner and free space, or set WEIR_HOME");
}

Result<Secret> read_token(const std::string& file) {
  TRY(std::string text, read_private(file));
  if (text.ends_with('\n')) text.pop_back();
  const bool hex = text.size() == 2 * kTokenBytes &&
                   std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  if (!hex) {
    const std::string name = config::shorten_home(file);
    return fail(ErrorKind::invalid, name + " does not hold a token",
                fmt::format("rm {} (the next start makes a new one; then launch your tools again)", name));
  }
  return Secret(std::move(text));
}

Result<void> make_folder(const std::string& file) {
  const std::filesystem::path folder = std::filesystem::path(file).parent_path();
  std::error_code error;
  std::filesystem::create_directories(folder.parent_path(), error);
  if (error) return cannot("cannot make the folder of", file, error.value());
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return cannot("cannot make the folder of", file, errno);
  return {};
}

Result<void> write_all(int fd, std::string_view text, const std::string& file) {
  while (!text.empty()) {
    const ssize_t n = write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return cannot("cannot write", file, errno);
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  if (fsync(fd) != 0) return cannot("cannot write", file, errno);
  return {};
}

// Written whole under another name and then linked: nobody ever reads half a token, and the first of two wins.
Result<void> make_token(const std::string& file) {
  TRY_VOID(make_folder(file));
  const std::string draft = fmt::format("{}.{}", file, random_hex(8));
  Result<void> written;
  {
    const Fd fd(open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (fd.n < 0) return cannot("cannot make", file, errno);
    const Secret token(random_hex(kTokenBytes));
    written = write_all(fd.n, token.reveal() + "\n", file);
  }
  if (written && link(draft.c_str(), file.c_str()) != 0 && errno != EEXIST)
    written = cannot("cannot make", file, errno);
  unlink(draft.c_str());
  return written;
}

}  // namespace

Result<Secret> client_token(const std::string& file) {
  Result<Secret> token = read_token(file);
  if (token || token.error().kind != ErrorKind::not_found) return token;
  TRY_VOID(make_token(file));
  return read_token(file);
}

}  // namespace weir::access

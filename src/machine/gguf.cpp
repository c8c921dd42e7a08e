// The strict reader of GGUF headers: magic and counts, metadata, tensors.
#include "machine/gguf.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/limits.h"
#include "config/paths.h"
#include "machine/gguf_cursor.h"
#include "machine/gguf_meta.h"
#include "machine/gguf_tensors.h"

namespace weir::machine {
namespace {

constexpr std::string_view kHelp = "fetch the file again, or name another GGUF file";

std::unexpected<Error> bad(std::string what) { return fail(ErrorKind::invalid, std::move(what)); }

// What people take for a model, told by its first bytes.
std::string not_gguf(std::string_view magic) {
  if (magic == "vers") return "is a Git LFS pointer, not the file that it points at";
  if (magic == "<htm" || magic == "<!DO" || magic == "<!do") return "is a web page, not a model";
  if (magic.substr(0, 2) == "PK") return "is a zip archive or PyTorch file, not GGUF";
  if (magic == "lmgg" || magic == "tjgg" || magic == "fmgg" || magic == "algg")
    return "is in the GGML format from before GGUF";
  return "is no GGUF file (it does not begin with GGUF)";
}

Result<unsigned> read_version(GgufCursor& in) {
  TRY(const auto magic, in.number<std::uint32_t>());
  char text[4];
  std::memcpy(text, &magic, sizeof text);
  if (std::string_view(text, 4) != "GGUF") return bad(not_gguf({text, 4}));
  TRY(const auto version, in.number<std::uint32_t>());
  if (version != 0 && (version & 0xFFFF) == 0) return bad("is a big-endian GGUF file");
  if (version != 2 && version != 3) return bad(fmt::format("has GGUF version {}; 2 and 3 can be read", version));
  return version;
}

// `have`: how many bytes read() can give.
Result<Gguf> parse(ReadAt read, std::uint64_t have, std::uint64_t file_bytes) {
  GgufCursor in(std::move(read), std::min({have, file_bytes, limits::gguf_header_bytes}));
  Gguf out;
  out.file_bytes.n = static_cast<std::int64_t>(file_bytes);
  TRY(out.version, read_version(in));
  TRY(out.tensors, in.number<std::uint64_t>());
  TRY(const auto pairs, in.number<std::uint64_t>());
  if (out.tensors > limits::gguf_tensors) return bad(fmt::format("claims {} tensors", out.tensors));
  if (pairs > limits::gguf_pairs) return bad(fmt::format("claims {} metadata keys", pairs));
  GgufMeta meta;
  TRY_VOID(meta.read(in, pairs));
  TRY_VOID(meta.fill(out));
  GgufTensors tensors(meta.alignment());
  TRY_VOID(tensors.read(in, out.tensors));
  TRY_VOID(tensors.fill(out, in.at(), file_bytes));
  return out;
}

Result<Gguf> named(Result<Gguf> result, std::string_view name) {
  if (result) return result;
  Error error = std::move(result).error();
  error.message = fmt::format("{} {}", name, error.message);
  if (error.help.empty()) error.help = kHelp;
  return std::unexpected(std::move(error));
}

struct File {
  int fd = -1;
  explicit File(int n) : fd(n) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd >= 0) close(fd);
  }
};

std::unexpected<Error> unreadable(const std::string& path, int error) {
  return fail(error == ENOENT ? ErrorKind::not_found : ErrorKind::io,
              fmt::format("{}: {}", config::shorten_home(path), std::strerror(error)),
              "check the path and its permissions");
}

Result<void> read_file_at(int fd, std::uint64_t at, char* into, std::size_t size) {
  while (size > 0) {
    const ssize_t n = pread(fd, into, size, static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(ErrorKind::io, fmt::format("cannot be read: {}", std::strerror(errno)));
    if (n == 0) return fail(ErrorKind::io, "became shorter while it was read");
    into += n;
    at += static_cast<std::uint64_t>(n);
    size -= static_cast<std::size_t>(n);
  }
  return {};
}

}  // namespace

Result<Gguf> parse_gguf(std::string_view bytes, std::uint64_t file_bytes, std::string_view name) {
  const ReadAt read = [bytes](std::uint64_t at, char* into, std::size_t size) -> Result<void> {
    std::memcpy(into, bytes.data() + at, size);
    return {};
  };
  return named(parse(read, bytes.size(), file_bytes), name);
}

Result<Gguf> read_gguf(const std::string& path) {
  const File file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.fd < 0) return unreadable(path, errno);
  struct stat info{};
  if (fstat(file.fd, &info) != 0) return unreadable(path, errno);
  const std::string shown = config::shorten_home(path);
  if (!S_ISREG(info.st_mode)) return fail(ErrorKind::invalid, shown + " is not a file", "name a GGUF file");
  const ReadAt read = [fd = file.fd](std::uint64_t at, char* into, std::size_t size) {
    return read_file_at(fd, at, into, size);
  };
  const auto size = static_cast<std::uint64_t>(info.st_size);
  return named(parse(read, size, size), shown);
}

}  // namespace weir::machine

// Weights on disk and their markers.
#include "machine/weights.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/ids.h"
#include "config/paths.h"

namespace weir::machine {
namespace {

constexpr std::size_t kHashDigits = 64;

std::string read_marker(const std::string& path) {
  std::ifstream in(marker_path(path), std::ios::binary);
  std::string hash(kHashDigits, '\0');
  if (!in.read(hash.data(), static_cast<std::streamsize>(hash.size()))) return "";
  return hash;
}

std::unexpected<Error> cannot(const std::string& path, int error) {
  return fail(ErrorKind::io, fmt::format("cannot write {}: {}", config::shorten_home(path), std::strerror(error)),
              "check free space and the folder's owner");
}

}  // namespace

std::string weight_path(const std::string& models_dir, const Weight& weight) { return models_dir + "/" + weight.file; }
std::string marker_path(const std::string& path) { return path + ".ok"; }

WeightOnDisk look(const std::string& models_dir, const Weight& weight) {
  WeightOnDisk out{weight.model, weight_path(models_dir, weight), WeightState::missing, ""};
  struct stat info{};
  if (stat(out.path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) {
    out.reason = "not on this machine";
  } else if (static_cast<std::uint64_t>(info.st_size) != weight.bytes) {
    out.state = WeightState::wrong_size;
    out.reason = fmt::format("{} of {} bytes: fetch it again", info.st_size, weight.bytes);
  } else if (read_marker(out.path) != weight.sha256) {
    out.state = WeightState::unverified;
    out.reason = "its hash was not checked: fetch it again";
  } else {
    out.state = WeightState::ready;
  }
  return out;
}

std::vector<WeightOnDisk> look(const std::string& models_dir, const std::vector<Weight>& weights) {
  std::vector<WeightOnDisk> out;
  for (const Weight& weight : weights) out.push_back(look(models_dir, weight));
  return out;
}

Result<void> mark_verified(const std::string& path, const std::string& sha256) {
  const std::string draft = fmt::format("{}.{}", marker_path(path), random_hex(8));
  const int fd = open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (fd < 0) return cannot(marker_path(path), errno);
  const std::string text = sha256 + "\n";
  const bool written = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
  const int error = errno;
  close(fd);
  if (written && rename(draft.c_str(), marker_path(path).c_str()) == 0) return {};
  const int why = written ? errno : error;
  unlink(draft.c_str());
  return cannot(marker_path(path), why);
}

}  // namespace weir::machine

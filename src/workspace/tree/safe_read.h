// Reading beneath a folder that somebody else made: no link is followed, no step upwards is taken, only plain files
// are opened and none is waited for. Values of one thread.
#pragma once
#include <sys/stat.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace weir::workspace {

// An open file descriptor with one owner; -1 = none.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }
  int release();

 private:
  int fd_;
};

class Beneath {
 public:
  // Errors: io (not a folder that can be read).
  static Result<Beneath> open(const std::string& root);

  int fd() const { return root_.get(); }
  // Errors: not_found (gone, no plain file, a link on the way, larger than most_bytes).
  Result<std::string> read(std::string_view path, std::size_t most_bytes) const;
  // The first bytes of a plain file, of any size.
  Result<std::string> head(std::string_view path, std::size_t bytes) const;

 private:
  explicit Beneath(Descriptor root) : root_(std::move(root)) {}
  Descriptor open_file(std::string_view path) const;
  Descriptor root_;
};

// A plain file inside an open folder, by one name; links are not followed.
Descriptor open_plain(int folder, const char* name);
// At most most_bytes from the beginning; what a file loses while it is read is simply not there.
Result<std::string> read_some(int fd, std::size_t most_bytes);
// A folder inside an open folder, by one name; links are not followed.
Descriptor open_folder(int folder, const char* name);
// A plain file anywhere, links followed: git's own files, which git finds in this way too. Errors: not_found.
Result<std::string> read_plain(const std::string& path, std::size_t most_bytes);

}  // namespace weir::workspace

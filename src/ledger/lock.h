// FileLock: one weir a ledger. flock(2) on a file beside it, so that it falls with its process, however that ends.
#pragma once
#include <string>

#include "base/result.h"

namespace weir::ledger {

class FileLock {
 public:
  // Errors: conflict (another process or another Ledger of this one holds it; names its pid), unavailable (held by one
  // that is leaving), io.
  static Result<FileLock> take(const std::string& path);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();
  void leaving();  // says so to the next who asks

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace weir::ledger

// Private files: opened without following links, and believed only when nobody else may read them.
#pragma once
#include <string>

#include "base/result.h"

namespace weir::access {

struct Fd {  // owns a descriptor
  int n = -1;
  Fd() = default;
  explicit Fd(int fd) : n(fd) {}
  Fd(Fd&& other) noexcept : n(other.n) { other.n = -1; }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  Fd& operator=(Fd&&) = delete;
  ~Fd();
};

// The content. Errors: not_found; io; invalid when it is no regular file of ours (or root's) or others may read it;
// too_large beyond limits::key_bytes.
Result<std::string> read_private(const std::string& file);

}  // namespace weir::access

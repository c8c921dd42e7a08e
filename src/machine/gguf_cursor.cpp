// Reading through a window.
#include "machine/gguf_cursor.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace weir::machine {
namespace {

constexpr std::size_t kWindow = 64 * 1024;

std::unexpected<Error> ends_early() { return fail(ErrorKind::invalid, "ends inside its header"); }

}  // namespace

Result<void> GgufCursor::fill() {
  window_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(kWindow, left())));
  window_at_ = at_;
  return read_(at_, window_.data(), window_.size());
}

Result<void> GgufCursor::copy(char* into, std::size_t size) {
  if (size > left()) return ends_early();
  while (size > 0) {
    if (at_ < window_at_ || at_ >= window_at_ + window_.size()) TRY_VOID(fill());
    const auto from = static_cast<std::size_t>(at_ - window_at_);
    const std::size_t n = std::min(size, window_.size() - from);
    std::memcpy(into, window_.data() + from, n);
    into += n;
    size -= n;
    at_ += n;
  }
  return {};
}

Result<void> GgufCursor::skip(std::uint64_t bytes) {
  if (bytes > left()) return ends_early();
  at_ += bytes;
  return {};
}

Result<std::string> GgufCursor::text(std::uint64_t most, std::string_view what) {
  TRY(const auto size, number<std::uint64_t>());
  if (size > most) return fail(ErrorKind::invalid, fmt::format("{} is longer than {} bytes", what, most));
  if (size > left()) return ends_early();
  std::string out(static_cast<std::size_t>(size), '\0');
  TRY_VOID(copy(out.data(), out.size()));
  return out;
}

}  // namespace weir::machine

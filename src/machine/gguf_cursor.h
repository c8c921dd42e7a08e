// A cursor over the bytes of a GGUF file: little-endian numbers and counted strings, never past the end. Reads through
// a window, so that a header of 16 MB costs one page of memory.
#pragma once
#include <bit>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/result.h"

namespace weir::machine {

static_assert(std::endian::native == std::endian::little);

// Fills `into` with the bytes from `at`; they all exist. Errors: io.
using ReadAt = std::function<Result<void>(std::uint64_t at, char* into, std::size_t size)>;

class GgufCursor {
 public:
  // `end`: how many bytes may be read, file and limit considered.
  GgufCursor(ReadAt read, std::uint64_t end) : read_(std::move(read)), end_(end) {}

  std::uint64_t at() const { return at_; }
  std::uint64_t left() const { return end_ - at_; }

  template <class T>
    requires std::is_arithmetic_v<T>
  Result<T> number() {
    T value{};
    TRY_VOID(copy(reinterpret_cast<char*>(&value), sizeof value));
    return value;
  }
  Result<std::string> text(std::uint64_t most, std::string_view what);  // u64 length, then bytes
  Result<void> skip(std::uint64_t bytes);

 private:
  Result<void> copy(char* into, std::size_t size);
  Result<void> fill();
  ReadAt read_;
  std::uint64_t end_, at_ = 0;
  std::vector<char> window_;
  std::uint64_t window_at_ = 0;
};

}  // namespace weir::machine

// GGUF headers from strangers: an answer for any bytes, and nothing claimed beyond the file.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "machine/gguf.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto whole = weir::machine::parse_gguf(bytes, size, "fuzz");
  if (whole) {
    if (whole->architecture.empty() || whole->header_bytes > whole->file_bytes) __builtin_trap();
    if (whole->name.size() > 256 || whole->split >= whole->splits) __builtin_trap();
    // What is accepted of the whole is accepted of the same bytes as the head of a longer file.
    if (!weir::machine::parse_gguf(bytes, std::uint64_t{size} + 4096, "fuzz")) __builtin_trap();
  } else if (whole.error().message.empty() || whole.error().message.find('\n') != std::string::npos) {
    __builtin_trap();
  }
  return 0;
}

// Fuzzes the Chat Completions dialect, and Completions beside it when the input's first byte says so.
#include "wire_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const bool older = size > 0 && data[0] >= 128;
  const auto dialect = older ? weir::chat::Dialect::completions : weir::chat::Dialect::chat;
  return weir::fuzz::run(weir::wire::wire_of(dialect), data, size);
}

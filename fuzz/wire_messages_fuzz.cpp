// Fuzzes the Messages dialect: bodies, streams, whole answers, refusals, and the edits of what was decoded.
#include "wire_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return weir::fuzz::run(weir::wire::wire_of(weir::chat::Dialect::messages), data, size);
}

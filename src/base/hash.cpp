// XXH3 from libxxhash.
#include "base/hash.h"

#include <xxhash.h>

namespace weir {

std::uint64_t hash64(std::string_view bytes, std::uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

std::string hash128_hex(std::string_view bytes) {
  const XXH128_hash_t h = XXH3_128bits(bytes.data(), bytes.size());
  std::string text(32, '0');
  const auto put = [&](std::size_t end, std::uint64_t value) {  // on the hot path: no format string
    for (; value != 0; value >>= 4U) text.at(--end) = "0123456789abcdef"[value & 15U];
  };
  put(16, h.high64);
  put(32, h.low64);
  return text;
}

}  // namespace weir

// Fast fingerprints (XXH3, not secret-proof) and SHA-like needs live elsewhere (access uses OpenSSL).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

std::uint64_t hash64(std::string_view bytes, std::uint64_t seed = 0);
std::string hash128_hex(std::string_view bytes);  // 32 hex digits

}  // namespace weir

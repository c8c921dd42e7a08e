// Where the fuzzers of streams cut: no split of the bytes may change what is read. The first two bytes of an input
// choose one place; besides, the rest is fed byte by byte, which is every place at once.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace weir::fuzz {

using Pieces = std::vector<std::string_view>;

struct Input {
  std::string_view bytes;
  std::size_t cut = 0;  // <= bytes.size()
};

// Inputs of fewer than two bytes are the empty text.
inline Input input_of(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return {};
  const void* const rest = data + 2;
  const std::string_view bytes(static_cast<const char*>(rest), size - 2);
  return {bytes, (data[0] + 256U * data[1]) % (bytes.size() + 1)};
}

inline Pieces whole(std::string_view bytes) { return {bytes}; }
inline Pieces halves(const Input& in) { return {in.bytes.substr(0, in.cut), in.bytes.substr(in.cut)}; }
inline Pieces each_byte(std::string_view bytes) {
  Pieces out;
  for (std::size_t at = 0; at < bytes.size(); ++at) out.push_back(bytes.substr(at, 1));
  return out;
}

}  // namespace weir::fuzz

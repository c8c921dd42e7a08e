// getentropy(2), piece by piece.
#include "base/entropy.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace weir {

void fill_random(std::span<unsigned char> out) {
  constexpr std::size_t at_once = 256;  // getentropy's own bound
  while (!out.empty()) {
    const auto piece = out.first(std::min(at_once, out.size()));
    if (::getentropy(piece.data(), piece.size()) != 0) {
      throw std::system_error(errno, std::generic_category(), "the kernel gives no random bytes");
    }
    out = out.subspan(piece.size());
  }
}

}  // namespace weir

// Secrets: wiped when they go, compared in constant time.
#include <openssl/crypto.h>

#include "access/access.h"

namespace weir::access {

// The whole buffer, since a short string that was moved from or shrunk leaves its bytes behind.
void Secret::wipe() noexcept {
  v_.resize(v_.capacity());
  OPENSSL_cleanse(v_.data(), v_.size());
  v_.clear();
}

bool equal(const Secret& a, std::string_view b) {
  return a.reveal().size() == b.size() && CRYPTO_memcmp(a.reveal().data(), b.data(), b.size()) == 0;
}

}  // namespace weir::access

// Content codings: weir unpacks none. What may not be packed is asked about here, for both directions.
#pragma once
#include <algorithm>

#include "base/http.h"

namespace weir::net {

// A Content-Encoding other than identity, in any of the lines of that name.
inline bool is_coded(const Headers& headers) {
  return std::ranges::any_of(headers.all(), [](const Header& header) {
    return same_name(header.name, "content-encoding") && !same_name(header.value, "identity");
  });
}

}  // namespace weir::net

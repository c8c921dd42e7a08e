// Ids. An exchange's id is 26 characters of Crockford base32: 48 bits of time, 80 of randomness; later ids sort
// later, also within one millisecond of one ExchangeIds.
#pragma once
#include <array>
#include <cstdint>
#include <string>

#include "base/strong.h"

namespace weir {

class ExchangeIds {  // one a process; I/O thread
 public:
  // A clock that stands or steps back does not break the order.
  ExchangeId next(Millis wall);

 private:
  std::uint64_t last_ms_ = 0;
  std::array<unsigned char, 16> tail_{};  // the random half as digits of 5 bits: an increment is a carry over them
};

bool is_exchange_id(std::string_view text);
std::string random_hex(std::size_t bytes);  // from the kernel
std::string iso_time(Millis wall);          // 2026-11-24T08:14:02.118Z
std::string iso_date(Millis wall);          // 2026-11-24, UTC

}  // namespace weir

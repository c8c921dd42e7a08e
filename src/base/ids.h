// Ids. An exchange's id is 26 characters of Crockford base32: 48 bits of time, 80 of randomness; later ids sort
// later, also within one millisecond of one process.
#pragma once
#include <string>

#include "base/strong.h"

namespace weir {

ExchangeId new_exchange_id(Millis wall);  // I/O thread
bool is_exchange_id(std::string_view text);
std::string random_hex(std::size_t bytes);  // from the kernel
std::string iso_time(Millis wall);          // 2026-11-24T08:14:02.118Z
std::string iso_date(Millis wall);          // 2026-11-24, UTC

}  // namespace weir

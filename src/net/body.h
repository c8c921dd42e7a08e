// Reading a body of a declared length straight into its string. Internal to net/.
#pragma once
#include <cstdint>
#include <string>

#include "base/strong.h"
#include "net/link.h"

namespace weir::net {

// How fast a body must come: at least `window` bytes (or all that is left) within each `stall`.
struct Pace {
  Millis stall;
  std::size_t window = 1;
  const char* waited_for = "";
  OnTime on_time = OnTime::closes;
  TimePoint until = TimePoint::max();  // and then it is over, however fast it comes

  Millis next() const { return within(stall, until); }
  static Millis within(Millis time, TimePoint until);  // the lesser of the two, 1 ms at least
};

// Appends exactly `length` bytes to `out`, those in the buffer first. Memory grows with what came, not with what was
// declared. Errors: closed (cut), timeout, cancelled, protocol.
Task<Result<void>> read_length(Link& link, InBuffer& in, std::string& out, std::uint64_t length, Pace pace);

}  // namespace weir::net

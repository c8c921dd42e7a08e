// SSE framing, incremental: bytes in at any split, whole events out, each with its raw bytes so that they can go
// on untouched. Pure; no socket.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace weir::net {

struct SseEvent {
  std::string raw;    // with the blank line that ends it; comments and unknown fields included
  std::string name;   // event:, or ""
  std::string data;   // data: lines joined by \n
  bool has_data = false;  // false: a comment or an id alone
};

class SseSplitter {
 public:
  // Events completed by these bytes. Errors: too_large (limits::sse_event_bytes).
  Result<std::vector<SseEvent>> feed(std::string_view bytes);
  // Bytes of an event that never got its blank line: a stream that ends with some was cut.
  std::string_view rest() const { return buffer_; }

 private:
  std::string buffer_;
  std::size_t scanned_ = 0;
};

}  // namespace weir::net

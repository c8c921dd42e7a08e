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
  std::string raw;        // with the blank line that ends it; comments and unknown fields included
  std::string name;       // event:, or ""
  std::string data;       // data: lines joined by \n
  bool has_data = false;  // false: a comment, an id or a blank line alone
  bool operator==(const SseEvent&) const = default;
};

// The events' raw bytes and rest(), one after the other, are the bytes that were fed. Line ends are LF, CRLF or CR; an
// event is out with the byte that ends it, and which events come does not depend on how the bytes were split.
class SseSplitter {
 public:
  // Events completed by these bytes. Errors: too_large (limits::sse_event_bytes); then it is not fed again.
  Result<std::vector<SseEvent>> feed(std::string_view bytes);
  // Bytes of an event that never got its blank line: a stream that ends with some was cut.
  std::string_view rest() const { return buffer_; }

 private:
  enum class LineEnd { unknown, cr, other };
  std::size_t end_of_line(std::size_t from);
  SseEvent read_event(std::string_view raw);

  std::string buffer_;               // the event under way
  std::size_t line_ = 0;             // where its current line begins
  std::size_t scanned_ = 0;          // no line end before here
  LineEnd last_ = LineEnd::unknown;  // of the line before: tells whether a CR at the end of the bytes ends one
  bool first_ = true;                // a byte order mark may stand before the first event
};

}  // namespace weir::net

// Splitting a byte stream into server-sent events (WHATWG HTML, 9.2.6).
#include "net/sse.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"

namespace weir::net {

namespace {

void take_field(std::string_view line, SseEvent& event) {
  const auto colon = line.find(':');
  const auto field = line.substr(0, colon);
  auto value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (field == "event") {
    event.name = value;
  } else if (field == "data") {
    if (event.has_data) event.data += '\n';
    event.has_data = true;
    event.data += value;
  }
}

void take_lines(std::string_view text, SseEvent& event) {
  while (!text.empty()) {
    const auto end = text.find_first_of("\r\n");
    take_field(text.substr(0, end), event);
    text.remove_prefix(text.substr(end).starts_with("\r\n") ? end + 2 : end + 1);
  }
}

}  // namespace

// One past the end of the line that begins at `from`, or npos when more bytes are needed to tell.
// A CR that is the last byte may be half of a CRLF. In a stream of CRs waiting for the next byte would hold an event
// back until the next one comes, so there a CR ends a blank line at once; the rule looks only at the line before, not
// at how the bytes came.
std::size_t SseSplitter::end_of_line(std::size_t from) {
  const auto at = buffer_.find_first_of("\r\n", std::max(from, scanned_));
  scanned_ = at == std::string::npos ? buffer_.size() : at;
  if (at == std::string::npos) return at;
  if (buffer_[at] == '\n') {
    last_ = LineEnd::other;
    return at + 1;
  }
  const bool blank = at == from;
  if (blank && last_ == LineEnd::cr) return at + 1;
  if (at + 1 == buffer_.size()) return std::string::npos;
  const bool pair = buffer_[at + 1] == '\n';
  last_ = pair ? LineEnd::other : LineEnd::cr;
  return pair ? at + 2 : at + 1;
}

SseEvent SseSplitter::read_event(std::string_view raw) {
  SseEvent event;
  event.raw = raw;
  if (std::exchange(first_, false) && raw.starts_with("\xEF\xBB\xBF")) raw.remove_prefix(3);
  take_lines(raw, event);
  return event;
}

Result<std::vector<SseEvent>> SseSplitter::feed(std::string_view bytes) {
  std::vector<SseEvent> out;
  buffer_ += bytes;
  std::size_t event = 0;  // where the one under way begins
  for (;;) {
    const auto end = end_of_line(line_);
    if (end == std::string::npos) break;
    const bool blank = buffer_[line_] == '\r' || buffer_[line_] == '\n';
    line_ = scanned_ = end;
    if (!blank) continue;
    out.push_back(read_event(std::string_view(buffer_).substr(event, end - event)));
    event = end;
  }
  buffer_.erase(0, event);
  line_ -= event;
  scanned_ -= event;
  if (buffer_.size() > limits::sse_event_bytes) {
    return fail(ErrorKind::too_large, "one event of the stream is too large");
  }
  return out;
}

}  // namespace weir::net

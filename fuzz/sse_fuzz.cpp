// SSE framing: any split gives the same events, and their raw bytes with the rest are the stream.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/sse.h"

namespace {

using weir::net::SseEvent;
using weir::net::SseSplitter;

void check(bool holds) {
  if (!holds) std::abort();
}

void feed(SseSplitter& splitter, std::string_view bytes, std::vector<SseEvent>& out) {
  auto events = splitter.feed(bytes);
  check(events.has_value());  // no fuzzed stream reaches the limit
  for (auto& event : *events) out.push_back(std::move(event));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const void* const any = data + 1;
  const std::string_view bytes(static_cast<const char*>(any), size - 1);
  const std::size_t step = data[0] % 7 + 1;  // small pieces, so that line ends are cut

  SseSplitter whole, pieces;
  std::vector<SseEvent> one, many;
  feed(whole, bytes, one);
  for (std::size_t at = 0; at < bytes.size(); at += step) feed(pieces, bytes.substr(at, step), many);
  check(one == many && whole.rest() == pieces.rest());

  std::string all;
  for (const auto& event : one) {
    all += event.raw;
    check(event.raw.ends_with('\n') || event.raw.ends_with('\r'));
    check(event.has_data || event.data.empty());
    check(event.name.find_first_of("\r\n") == std::string::npos && event.data.find('\r') == std::string::npos);
  }
  check(all + std::string(whole.rest()) == bytes);
  return 0;
}

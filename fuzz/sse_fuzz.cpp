// SSE framing: any split gives the same events, their raw bytes with the rest are the stream, and they say what a
// simple reading of the whole text by the standard's words says.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "check.h"
#include "net/sse.h"
#include "split.h"

namespace {

using namespace weir;
using weir::fuzz::check;
using weir::net::SseEvent;
using weir::net::SseSplitter;

struct Read {
  std::vector<SseEvent> events;
  std::string rest;
  bool operator==(const Read&) const = default;
};

Read read(const fuzz::Pieces& pieces) {
  SseSplitter splitter;
  Read out;
  for (const auto piece : pieces) {
    auto events = splitter.feed(piece);
    check(events.has_value());  // no fuzzed stream reaches the limit
    std::ranges::move(*events, std::back_inserter(out.events));
  }
  out.rest = splitter.rest();
  return out;
}

// WHATWG HTML, 9.2.6, over a text that is there as a whole: one LF for each line end first, then line by line.
struct Said {
  std::string name, data;
  bool operator==(const Said&) const = default;
};

std::string with_lf(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n') continue;
    out += text[at] == '\r' ? '\n' : text[at];
  }
  return out;
}

std::vector<Said> by_the_standard(std::string_view stream) {
  std::vector<Said> out;
  std::string text = with_lf(stream), name, data;
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  for (std::size_t from = 0, end = 0; (end = text.find('\n', from)) != std::string::npos; from = end + 1) {
    const std::string line = text.substr(from, end - from);
    if (line.empty()) {
      if (!data.empty()) out.push_back({name, data.substr(0, data.size() - 1)});
      name = data = "";
      continue;
    }
    const auto colon = std::min(line.find(':'), line.size());
    const std::string field = line.substr(0, colon);
    std::string value = line.substr(std::min(colon + 1, line.size()));
    if (value.starts_with(' ')) value.erase(0, 1);
    if (field == "event") name = value;
    if (field == "data") data += value + '\n';
  }
  return out;
}

void check_meaning(std::string_view bytes, const std::vector<SseEvent>& events) {
  std::vector<Said> ours;
  for (const auto& event : events) {
    if (event.has_data) ours.push_back({event.name, event.data});
  }
  auto meant = by_the_standard(bytes);
  // A CR that ends the bytes may still become a CRLF: what it ends may be out or not.
  if (bytes.ends_with('\r') && meant.size() == ours.size() + 1) meant.pop_back();
  check(ours == meant);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Input in = fuzz::input_of(data, size);
  const Read whole = read(fuzz::whole(in.bytes));
  check(whole == read(fuzz::halves(in)) && whole == read(fuzz::each_byte(in.bytes)));

  std::string all;
  for (const auto& event : whole.events) {
    all += event.raw;
    check(event.raw.ends_with('\n') || event.raw.ends_with('\r'));
    check(event.has_data || event.data.empty());
  }
  check(all + whole.rest == in.bytes);
  check_meaning(in.bytes, whole.events);
  return 0;
}

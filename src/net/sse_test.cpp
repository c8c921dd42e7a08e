// SSE: every split gives the same events, and their raw bytes are the stream.
#include "net/sse.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace weir::net {
namespace {

struct Split {
  std::vector<SseEvent> events;
  std::string rest;
  bool operator==(const Split&) const = default;
};

Split split(std::initializer_list<std::string_view> pieces) {
  SseSplitter splitter;
  Split out;
  for (const auto piece : pieces) {
    auto events = splitter.feed(piece);
    if (!events) {
      ADD_FAILURE() << events.error().message;
      return out;
    }
    for (auto& event : *events) out.events.push_back(std::move(event));
  }
  out.rest = splitter.rest();
  return out;
}

std::string with_line_end(std::string text, std::string_view end) {
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += end.size()) text.replace(at, 1, end);
  return text;
}

const std::string stream =
    ": comment\n\nevent: message_start\ndata: {\"a\":\ndata:  1}\nid: 7\nretry: 10\n\ndata\n\n\ndata:x:y\nunknown: "
    "z\n\n"
    "event: ping\n\ndata: [DONE]\n\ndata: cut";

TEST(Sse, EventsAreWhatTheStandardSays) {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    const auto got = split({with_line_end(stream, end)});
    ASSERT_EQ(got.events.size(), 7U);
    EXPECT_FALSE(got.events[0].has_data);
    EXPECT_EQ(got.events[1].name, "message_start");
    EXPECT_EQ(got.events[1].data, "{\"a\":\n 1}");
    EXPECT_TRUE(got.events[2].has_data);
    EXPECT_EQ(got.events[2].data, "");
    EXPECT_EQ(got.events[3].raw, end);
    EXPECT_EQ(got.events[4].data, "x:y");
    EXPECT_EQ(got.events[5].name, "ping");
    EXPECT_FALSE(got.events[5].has_data);
    EXPECT_EQ(got.events[6].data, "[DONE]");
    EXPECT_EQ(got.rest, "data: cut");
  }
}

TEST(Sse, AnySplitGivesTheSameEventsAndAllBytes) {
  std::vector<std::string> streams{
      "\xEF\xBB\xBF"
      "data: bom\n\n",
      "a\r\rb\r\r\nc\n\rd\r\n\r\n", "\n\r\n\r\r"};
  for (const std::string end : {"\n", "\r\n", "\r"}) streams.push_back(with_line_end(stream, end));
  for (const auto& text : streams) {
    const auto whole = split({text});
    std::string bytes;
    for (const auto& event : whole.events) bytes += event.raw;
    EXPECT_EQ(bytes + whole.rest, text);
    for (std::size_t a = 0; a <= text.size(); ++a) {
      for (std::size_t b = a; b <= text.size(); ++b) {
        const std::string_view all = text;
        EXPECT_EQ(split({all.substr(0, a), all.substr(a, b - a), all.substr(b)}), whole) << a << " " << b;
      }
    }
  }
}

TEST(Sse, AByteOrderMarkIsNoPartOfTheFirstField) {
  EXPECT_EQ(split({"\xEF\xBB\xBF"
                   "data: a\n\n"})
                .events.at(0)
                .data,
            "a");
}

TEST(Sse, AnEventIsOutWithTheByteThatEndsIt) {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    const auto text = with_line_end("data: a\n\n", end);
    SseSplitter splitter;
    for (std::size_t at = 0; at + 1 < text.size(); ++at) {
      EXPECT_TRUE(splitter.feed(std::string_view(text).substr(at, 1))->empty()) << at;
    }
    EXPECT_EQ(splitter.feed(std::string_view(text).substr(text.size() - 1))->size(), 1U);
    EXPECT_EQ(splitter.rest(), "");
  }
}

TEST(Sse, AnEventWithoutEndIsTooLarge) {
  SseSplitter splitter;
  const std::string piece(1 << 20, 'a');
  Result<std::vector<SseEvent>> last;
  for (std::size_t fed = 0; fed <= limits::sse_event_bytes && last; fed += piece.size()) last = splitter.feed(piece);
  ASSERT_FALSE(last);
  EXPECT_EQ(last.error().kind, ErrorKind::too_large);
}

}  // namespace
}  // namespace weir::net

// The chunked coding: every split gives the same, and what is not plainly right is refused.
#include "net/chunked.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace weir::net {
namespace {

struct Decoded {
  bool ok = true, done = false;
  std::string data, left;
  bool operator==(const Decoded&) const = default;
};

Decoded decode(std::string_view first, std::string_view second, std::size_t most = 1'000'000) {
  ChunkDecoder decoder;
  Decoded out;
  for (auto piece : {first, second}) {
    out.ok = out.ok && decoder.feed(piece, out.data, most).has_value();
    out.left += piece;
  }
  out.done = out.ok && decoder.done();
  return out;
}

const std::string whole = "5\r\nhello\r\n0a;name=v\r\n, wor\r\nld!\r\n00\r\nX-Trailer: a\r\nY: b\r\n\r\nGET /next";

TEST(Chunks, AnySplitGivesTheSameData) {
  const Decoded expected{true, true, "hello, wor\r\nld!", "GET /next"};
  for (std::size_t at = 0; at <= whole.size(); ++at) {
    EXPECT_EQ(decode(std::string_view(whole).substr(0, at), std::string_view(whole).substr(at)), expected) << at;
  }
}

TEST(Chunks, ACutBodyIsNeverDone) {
  const auto length = whole.size() - std::string_view("GET /next").size();
  for (std::size_t at = 0; at < length; ++at) {
    EXPECT_FALSE(decode(std::string_view(whole).substr(0, at), {}).done) << at;
  }
}

TEST(Chunks, BrokenOnesAreRefused) {
  for (const std::string bytes : {
           "\r\n",
           "x\r\n",
           "-2\r\nab\r\n",
           "+2\r\nab\r\n",
           "0x2\r\nab\r\n",
           " 2\r\nab\r\n",
           "2 \r\nab\r\n",
           "2\nab\r\n",
           "2\r\nabc\r\n",
           "2\r\nab\n0\r\n\r\n",
           "2\r\nab\rx",
           "2\rab\r\n",
           "2;a\nb\r\nab\r\n",
           "2;a=\"\r\nab\r\n",
           "2; a\r\nab\r\n",
           ";\r\n",
           "1000000000000000\r\n",
           "ffffffffffffffff\r\n",
           "fffffffffffffffff\r\n",
           "0\r\nno colon\r\n\r\n",
           "0\r\nX : a\r\n\r\n",
           "0\r\nX: a\n\r\n",
           "0\r\n\rx",
           "0\r\n X: folded\r\n\r\n",
           "2\r\nab0\r\n\r\n",
       }) {
    EXPECT_FALSE(decode(bytes, {}).ok) << bytes;
  }
}

TEST(Chunks, ALimitIsKeptBeforeTheBytesAreTaken) {
  EXPECT_TRUE(decode("4\r\nabcd\r\n0\r\n\r\n", {}, 4).done);
  const auto over = decode("2\r\nab\r\n3\r\ncde\r\n", {}, 4);
  EXPECT_FALSE(over.ok);
  EXPECT_EQ(over.data, "ab");
}

TEST(Chunks, ExtensionsAndTrailersAreBounded) {
  EXPECT_TRUE(decode("0;" + std::string(limits::chunk_extension_bytes, 'a') + "\r\n\r\n", {}).done);
  EXPECT_FALSE(decode("0;" + std::string(limits::chunk_extension_bytes + 1, 'a') + "\r\n\r\n", {}).ok);
  std::string many;
  for (int i = 0; i < 200; ++i) many += "1;abc\r\nx\r\n";
  EXPECT_FALSE(decode(many, {}).ok);
  EXPECT_FALSE(decode("0\r\nX: " + std::string(limits::head_bytes, 'a') + "\r\n\r\n", {}).ok);
}

}  // namespace
}  // namespace weir::net

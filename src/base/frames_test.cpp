// frames: the codec between weir and weir-engine survives any split of the bytes and refuses what it cannot bound.
#include "base/frames.h"

#include <gtest/gtest.h>

#include <vector>

namespace weir::frames {
namespace {

std::vector<Frame> samples() {
  return {{Type::ready, 0, R"({"context":4096})"},
          {Type::text, 7, std::string(3000, 'x')},
          {Type::end, 7, ""},
          {Type::cancel, 0xfffffffeU, "{}"}};
}

std::string bytes_of(const std::vector<Frame>& frames) {
  std::string all;
  for (const Frame& frame : frames) all += encode(frame.type, frame.stream, frame.payload);
  return all;
}

TEST(Frames, ComeBackWholeWhateverTheChunkSize) {
  const std::string all = bytes_of(samples());
  for (std::size_t chunk : {1UL, 2UL, 9UL, 10UL, 1000UL, all.size()}) {
    Decoder decoder;
    std::vector<Frame> got;
    for (std::size_t at = 0; at < all.size(); at += chunk) {
      decoder.feed(std::string_view(all).substr(at, chunk));
      while (auto frame = decoder.next()) got.push_back(std::move(*frame));
    }
    EXPECT_EQ(got, samples()) << "chunks of " << chunk;
    EXPECT_FALSE(decoder.broken());
  }
}

TEST(Frames, AHalfFrameIsNoFrame) {
  Decoder decoder;
  const std::string bytes = encode(Type::text, 1, "hello");
  decoder.feed(std::string_view(bytes).substr(0, bytes.size() - 1));
  EXPECT_FALSE(decoder.next().has_value());
  decoder.feed(std::string_view(bytes).substr(bytes.size() - 1));
  EXPECT_TRUE(decoder.next().has_value());
}

TEST(Frames, TooLargeIsRefusedFromTheHeaderAlone) {
  Decoder decoder(100);
  std::string header;
  put_u32(header, 101);
  header.push_back(static_cast<char>(Type::text));
  put_u32(header, 1);
  decoder.feed(header);
  EXPECT_FALSE(decoder.next().has_value());
  EXPECT_TRUE(decoder.broken());
  decoder.feed(encode(Type::ping, 0, "{}"));
  EXPECT_FALSE(decoder.next().has_value()) << "broken is for good";
}

TEST(Frames, UnknownTypesBreak) {
  for (int type : {0, 6, 31, 46, 255}) {
    Decoder decoder;
    decoder.feed(encode(static_cast<Type>(type), 1, "{}"));
    EXPECT_FALSE(decoder.next().has_value()) << type;
    EXPECT_TRUE(decoder.broken()) << type;
  }
}

}  // namespace
}  // namespace weir::frames

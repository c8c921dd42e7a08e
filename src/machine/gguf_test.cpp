// GGUF headers: what a right file tells, and that a wrong one is named, never followed.
#include "machine/gguf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "machine/test_gguf.h"

namespace weir::machine {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Result<Gguf> parse_whole(std::string_view bytes) { return parse_gguf(bytes, bytes.size(), "x.gguf"); }

std::string message(const Result<Gguf>& result) { return result ? "accepted" : result.error().message; }

GgufWriter with_architecture(std::uint64_t tensors, std::uint64_t more_pairs = 0) {
  GgufWriter w(tensors, 1 + more_pairs);
  w.text_pair("general.architecture", "llama");
  return w;
}

TEST(Gguf, TellsWhatItHolds) {
  const auto g = parse_whole(small_gguf());
  ASSERT_TRUE(g.has_value()) << g.error().message;
  EXPECT_EQ(g->version, 3u);
  EXPECT_EQ(g->architecture, "llama");
  EXPECT_EQ(g->name, "Small ? one");
  EXPECT_EQ(g->type, "model");
  EXPECT_EQ(g->quant, "Q4_K_M");
  EXPECT_EQ(g->context, Tokens{4096});
  EXPECT_EQ(g->parameters, 515u);
  EXPECT_EQ(g->vocabulary, 4u);
  EXPECT_TRUE(g->chat_template);
  EXPECT_EQ(g->template_hash.size(), 32u);
  EXPECT_TRUE(g->fim);
  EXPECT_EQ(g->splits, 1u);
}

TEST(Gguf, FimByIdsAndNotByTwoOfThree) {
  GgufWriter all = with_architecture(0, 3);
  all.whole_pair("tokenizer.ggml.fim_pre_token_id", 1).whole_pair("tokenizer.ggml.fim_suf_token_id", 2);
  GgufWriter two = with_architecture(0, 2);
  two.whole_pair("tokenizer.ggml.fim_pre_token_id", 1).whole_pair("tokenizer.ggml.fim_suf_token_id", 2);
  all.whole_pair("tokenizer.ggml.fim_mid_token_id", 3);
  ASSERT_TRUE(parse_whole(all.bytes()) && parse_whole(two.bytes()));
  EXPECT_TRUE(parse_whole(all.bytes())->fim);
  EXPECT_FALSE(parse_whole(two.bytes())->fim);
}

TEST(Gguf, WithoutAFileTypeTheTensorsTell) {
  GgufWriter w = with_architecture(2);
  w.tensor("a", {4}, 0, 0).tensor("b", {32, 64}, 8, 32).pad().zeros(32 + 64 * 34);
  ASSERT_TRUE(parse_whole(w.bytes()).has_value()) << message(parse_whole(w.bytes()));
  EXPECT_EQ(parse_whole(w.bytes())->quant, "Q8_0");
}

TEST(Gguf, APrefixIsEnoughWhenItHoldsTheHeader) {
  const std::string whole = small_gguf();
  EXPECT_TRUE(parse_gguf(std::string_view(whole).substr(0, whole.size() - 300), whole.size(), "x").has_value());
  EXPECT_FALSE(parse_gguf(std::string_view(whole).substr(0, 100), whole.size(), "x").has_value());
}

TEST(Gguf, EveryTruncationIsRefused) {
  const std::string whole = small_gguf();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto g = parse_whole(std::string_view(whole).substr(0, size));
    ASSERT_FALSE(g.has_value()) << size;
    EXPECT_EQ(g.error().kind, ErrorKind::invalid) << size;
    EXPECT_THAT(g.error().message, StartsWith("x.gguf "));
    EXPECT_FALSE(g.error().help.empty());
  }
  EXPECT_THAT(message(parse_whole(std::string_view(whole).substr(0, whole.size() - 1))), HasSubstr("is cut short"));
}

struct Wrong {
  const char* name;
  std::string bytes;
  const char* message;
};

TEST(Gguf, WrongFilesAreNamed) {
  constexpr std::uint64_t huge = 1ull << 62;
  const auto tensors = [](auto&& write, std::uint64_t count = 1) {
    GgufWriter w = with_architecture(count);
    write(w);
    return w.pad().zeros(4096).bytes();
  };
  const auto pair = [](auto&& write) {
    GgufWriter w = with_architecture(0, 1);
    write(w);
    return w.bytes();
  };
  const Wrong wrong[] = {
      {"lfs", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "Git LFS pointer"},
      {"html", "<html><body>404</body></html>", "web page"},
      {"zip", "PK\x03\x04 and so on and on", "zip archive"},
      {"old", "lmgg\x01\x01\x01\x01", "before GGUF"},
      {"other", std::string(64, 'x'), "no GGUF file"},
      {"version 1", GgufWriter(0, 0, 1).bytes(), "version 1"},
      {"version 4", GgufWriter(0, 0, 4).bytes(), "version 4"},
      {"big endian", GgufWriter(0, 0, 0x03000000).bytes(), "big-endian"},
      {"tensors", GgufWriter(huge, 0).bytes(), "claims"},
      {"pairs", GgufWriter(0, huge).bytes(), "claims"},
      {"no architecture", GgufWriter(0, 0).bytes(), "architecture"},
      {"long key", GgufWriter(0, 1).number(huge).bytes(), "longer than"},
      {"empty key", GgufWriter(0, 1).text("").bytes(), "without a name"},
      {"long text", pair([&](GgufWriter& w) { w.key("k", 8).number(huge); }), "longer than"},
      {"text beyond the end", pair([](GgufWriter& w) { w.key("k", 8).number(std::uint64_t{1000}); }), "ends inside"},
      {"twice", pair([](GgufWriter& w) { w.text_pair("general.architecture", "qwen2"); }), "twice"},
      {"type", pair([](GgufWriter& w) { w.key("k", 13).number(std::uint32_t{}); }), "unknown type 13"},
      {"bool", pair([](GgufWriter& w) { w.key("k", 7).number(std::uint8_t{2}); }), "true or false"},
      {"list type", pair([](GgufWriter& w) { w.key("k", 9).number(std::uint32_t{99}).number(std::uint64_t{1}); }),
       "unknown type 99"},
      {"list in list", pair([](GgufWriter& w) { w.key("k", 9).number(std::uint32_t{9}).number(std::uint64_t{1}); }),
       "unknown type 9"},
      {"huge list", pair([&](GgufWriter& w) { w.key("k", 9).number(std::uint32_t{10}).number(huge); }), "list of"},
      {"list beyond the end",
       pair([](GgufWriter& w) { w.key("k", 9).number(std::uint32_t{10}).number(std::uint64_t{1000}); }), "ends inside"},
      {"alignment 0", pair([](GgufWriter& w) { w.whole_pair("general.alignment", 0); }), "power of two"},
      {"alignment 33", pair([](GgufWriter& w) { w.whole_pair("general.alignment", 33); }), "power of two"},
      {"alignment as text", pair([](GgufWriter& w) { w.key("general.alignment", 5).number(std::int32_t{32}); }),
       "power of two"},
      {"context", pair([&](GgufWriter& w) { w.key("llama.context_length", 10).number(huge); }), "context length"},
      {"split", pair([](GgufWriter& w) { w.whole_pair("split.no", 3); }), "part number"},
      {"tensor name", tensors([](GgufWriter& w) { w.tensor(std::string(64, 'n'), {1}, 0, 0); }), "longer than"},
      {"tensor twice", tensors([](GgufWriter& w) { w.tensor("a", {8}, 0, 0).tensor("a", {8}, 0, 32); }, 2), "twice"},
      {"no dimensions", tensors([](GgufWriter& w) { w.tensor("a", {}, 0, 0); }), "dimensions"},
      {"five dimensions", tensors([](GgufWriter& w) { w.tensor("a", {1, 1, 1, 1, 1}, 0, 0); }), "dimensions"},
      {"empty", tensors([](GgufWriter& w) { w.tensor("a", {4, 0}, 0, 0); }), "impossible size"},
      {"overflow", tensors([&](GgufWriter& w) { w.tensor("a", {huge, 4}, 0, 0); }), "impossible size"},
      {"overflow to small", tensors([](GgufWriter& w) { w.tensor("a", {1ull << 32, 1ull << 32}, 0, 0); }),
       "impossible size"},
      {"bytes overflow", tensors([&](GgufWriter& w) { w.tensor("a", {huge}, 0, 0); }), "impossible size"},
      {"unknown type", tensors([](GgufWriter& w) { w.tensor("a", {4}, 4, 0); }), "type 4"},
      {"part of a block", tensors([](GgufWriter& w) { w.tensor("a", {255}, 12, 0); }), "whole Q4_K blocks"},
      {"offset", tensors([](GgufWriter& w) { w.tensor("a", {4}, 0, 32); }), "offset 32"},
      {"overlap", tensors([](GgufWriter& w) { w.tensor("a", {64}, 0, 0).tensor("b", {64}, 0, 32); }, 2), "offset 32"},
      {"data missing", tensors([](GgufWriter& w) { w.tensor("a", {1 << 20}, 0, 0); }), "cut short"},
  };
  for (const Wrong& w : wrong) {
    const auto g = parse_whole(w.bytes);
    ASSERT_FALSE(g.has_value()) << w.name;
    EXPECT_THAT(g.error().message, HasSubstr(w.message)) << w.name;
  }
}

// Every single byte of the header set to other values: an answer each time, and never a claim beyond the file.
TEST(Gguf, AnyChangedByteIsAnsweredSafely) {
  const std::string whole = small_gguf();
  for (std::size_t at = 0; at + 300 < whole.size(); ++at) {
    for (const int value : {0x00, 0x01, 0x7F, 0x80, 0xFF}) {
      std::string changed = whole;
      changed[at] = static_cast<char>(value);
      const auto g = parse_whole(changed);
      if (g) EXPECT_LE(g->header_bytes, g->file_bytes);
    }
  }
}

TEST(GgufFile, MissingAndFoldersAndBytesOnDisk) {
  const std::string folder = testing::TempDir();
  const auto missing = read_gguf(folder + "/no-such.gguf");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
  EXPECT_EQ(read_gguf(folder).error().kind, ErrorKind::invalid);
  const std::string file = folder + "/weir-small-" + std::to_string(std::random_device{}()) + ".gguf";
  std::ofstream(file, std::ios::binary) << small_gguf();
  const auto g = read_gguf(file);
  std::filesystem::remove(file);
  ASSERT_TRUE(g.has_value()) << g.error().message;
  EXPECT_EQ(g->parameters, 515u);
}

}  // namespace
}  // namespace weir::machine

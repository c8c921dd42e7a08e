// The index on disk: whole or refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/hash.h"
#include "workspace/index/index.h"

namespace weir::workspace {
namespace {

namespace fs = std::filesystem;

struct IndexStore : ::testing::Test {
  fs::path folder;
  std::string file;
  void SetUp() override {
    const ::testing::TestInfo* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder = fs::temp_directory_path() / ("weir-index-" + std::to_string(::getpid()) + info->name());
    fs::create_directories(folder);
    file = (folder / "words").string();
  }
  void TearDown() override { fs::remove_all(folder); }

  static WordIndex shop() {
    WordIndex index;
    for (int i = 0; i < 60; ++i) {
      const std::string n = std::to_string(i);
      index.update(
          {.path = "cart/f" + n + ".go", .blob = 7, .size = 9, .mtime_ns = -3, .language = Language::go},
          "func Add" + n + "() {}\nfunc Common() {}\nAdd" + std::to_string(i / 2) + "(order, tracking" + n + ")\n");
    }
    index.remove("cart/f9.go");
    index.remove("cart/f30.go");
    index.update({.path = "README.md", .language = Language::markdown, .cls = FileClass::docs}, "How to order");
    return index;
  }
  std::string bytes() const {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  }
  void write(const std::string& bytes) const { std::ofstream(file, std::ios::binary) << bytes; }
  // With a checksum that fits: what a hostile writer would do.
  static std::string summed(std::string bytes) {
    bytes.resize(bytes.size() - sizeof(std::uint64_t));
    const std::uint64_t sum = hash64(bytes);
    bytes.append(reinterpret_cast<const char*>(&sum), sizeof sum);
    return bytes;
  }
  static void use(WordIndex& index) {
    for (FileId id = 0; id < index.limit(); ++id) index.neighbours(id);
    index.bm25("order tracking common", 10);
    index.definitions("Common");
    index.containing("add3");
    index.update({.path = "cart/f5.go", .language = Language::go}, "func Other() {}");
    index.update({.path = "new.go", .language = Language::go}, "func Fresh() { Common() }");
    for (int i = 0; i < 60; ++i) index.remove("cart/f" + std::to_string(i) + ".go");
    index.bm25_path("cart new", 10);
  }
};

TEST_F(IndexStore, ComesBackAsItWas) {
  const WordIndex index = shop();
  ASSERT_TRUE(index.save(file));
  auto loaded = WordIndex::load(file);
  ASSERT_TRUE(loaded) << loaded.error().message;
  ASSERT_EQ(loaded->size(), index.size());
  ASSERT_EQ(loaded->limit(), index.limit());
  for (FileId id = 0; id < index.limit(); ++id) {
    ASSERT_EQ(loaded->entry(id) == nullptr, index.entry(id) == nullptr);
    if (index.entry(id) == nullptr) continue;
    EXPECT_EQ(*loaded->entry(id), *index.entry(id));
    const auto a = index.neighbours(id), b = loaded->neighbours(id);
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].weight, b[i].weight);
  }
  const auto a = index.bm25("tracking12 order common", 100), b = loaded->bm25("tracking12 order common", 100);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].file, b[i].file);
    EXPECT_EQ(a[i].score, b[i].score);
  }
  EXPECT_EQ(loaded->definitions("Add7").size(), 1U);
  EXPECT_EQ(loaded->references("Common"), index.references("Common"));
  use(*loaded);
  EXPECT_EQ(loaded->size(), 2U);
}

TEST_F(IndexStore, SavesAgainWhatItLoaded) {
  ASSERT_TRUE(shop().save(file));
  const std::string first = bytes();
  auto loaded = WordIndex::load(file);
  ASSERT_TRUE(loaded);
  ASSERT_TRUE(loaded->save(file));
  EXPECT_EQ(bytes(), first);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 1);  // nothing is left beside it
}

TEST_F(IndexStore, MayBeEmpty) {
  ASSERT_TRUE(WordIndex().save(file));
  auto loaded = WordIndex::load(file);
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->size(), 0U);
  use(*loaded);
}

TEST_F(IndexStore, SaysWhetherItIsMissingOrDamaged) {
  EXPECT_EQ(WordIndex::load(file).error().kind, ErrorKind::not_found);
  write("");
  EXPECT_EQ(WordIndex::load(file).error().kind, ErrorKind::invalid);
  write("something else that is long enough to hold a checksum");
  EXPECT_EQ(WordIndex::load(file).error().kind, ErrorKind::invalid);
  EXPECT_EQ(WordIndex::load(folder.string()).error().kind, ErrorKind::invalid);
  EXPECT_EQ(shop().save((folder / "no" / "words").string()).error().kind, ErrorKind::not_found);
}

TEST_F(IndexStore, RefusesAnotherVersion) {
  std::string other = shop().to_bytes();
  ++other[other.find('\n') - 1];
  write(summed(other));
  EXPECT_EQ(WordIndex::load(file).error().kind, ErrorKind::invalid);
}

TEST_F(IndexStore, RefusesAnyChangedByte) {
  const std::string whole = shop().to_bytes();
  for (std::size_t at = 0; at < whole.size(); at += 7) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x40);
    EXPECT_FALSE(WordIndex::from_bytes(changed)) << at;
    EXPECT_FALSE(WordIndex::from_bytes(whole.substr(0, at))) << at;
  }
}

TEST_F(IndexStore, IsSafeToUseWhateverPassesTheChecksum) {
  const std::string whole = shop().to_bytes();
  std::size_t taken = 0, tried = 0;
  for (std::size_t at = 0; at < whole.size() - sizeof(std::uint64_t); at += 13) {
    std::string changed = whole;
    const unsigned flip = ++tried % 3 == 0 ? 0x01U : tried % 3 == 1 ? 0x80U : 0xffU;
    changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ flip);
    auto loaded = WordIndex::from_bytes(summed(changed));
    if (!loaded) continue;
    ++taken;
    use(*loaded);
  }
  EXPECT_GT(taken, 0U);  // a changed letter of a word is still an index
}

}  // namespace
}  // namespace weir::workspace

// Whatever comes, changes and goes: the index answers as a fresh one of the same files would.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "workspace/index/index.h"

namespace weir::workspace {
namespace {

const std::vector<std::string> vocabulary = {
    "order",   "Order",    "ORDER",     "getOrder",  "order_id", "orderId",  "cart",     "Cart",     "addItem",
    "AddItem", "item",     "items",     "price",     "tax_rate", "shipping", "lockFile", "LockFile", "lockfile",
    "mail",    "sendMail", "templates", "retry",     "retries",  "policy",   "checkout", "user",     "userId",
    "user_id", "charge",   "currency",  "supported", "quote",    "ÜberNote", "注文番号", "x1",       "sha256"};

class Script {
 public:
  explicit Script(unsigned seed) : random_(seed) {}

  std::string text() {
    std::string out;
    const unsigned lines = pick(30);
    for (unsigned i = 0; i < lines; ++i) {
      const unsigned shape = pick(6);
      if (shape == 0) out += "func " + word() + "() {\n";
      if (shape == 1) out += "type " + word() + " struct {\n";
      if (shape > 1) out += "  " + word() + "(" + word() + ", " + word() + ")\n";
    }
    return out;
  }
  std::string path() { return "pkg" + std::to_string(pick(4)) + "/" + word() + std::to_string(pick(6)) + ".go"; }
  Language language() { return pick(8) == 0 ? Language::markdown : Language::go; }
  std::string word() {
    // Some words are common, most are rare; a few are never seen again.
    if (pick(20) == 0) return "once_" + std::to_string(random_());
    return vocabulary[std::min(pick(static_cast<unsigned>(vocabulary.size())), pick(60))];
  }
  unsigned pick(unsigned below) { return static_cast<unsigned>(random_() % below); }

 private:
  std::mt19937 random_;
};

using Files = std::map<std::string, std::pair<FileEntry, std::string>>;
using Answer = std::vector<std::pair<std::string, float>>;

Answer scored(const WordIndex& index, const std::vector<Scored>& list) {
  Answer out;
  for (const Scored& item : list) out.emplace_back(index.entry(item.file)->path, item.score);
  return out;
}

std::vector<std::string> sorted_paths(const WordIndex& index, const std::vector<FileId>& ids) {
  std::vector<std::string> out;
  for (const FileId id : ids) out.push_back(index.entry(id)->path);
  std::ranges::sort(out);
  return out;
}

void expect_same(const WordIndex& index, const WordIndex& fresh, const Files& files) {
  ASSERT_EQ(index.size(), fresh.size());
  for (const std::string question : {"order", "retry policy of the shipping items", "lockfile user_id", "sendMail"}) {
    EXPECT_EQ(scored(index, index.bm25(question, 500)), scored(fresh, fresh.bm25(question, 500))) << question;
    EXPECT_EQ(scored(index, index.bm25_path(question, 500)), scored(fresh, fresh.bm25_path(question, 500)));
  }
  for (const std::string& name : vocabulary) {
    EXPECT_EQ(sorted_paths(index, index.references(name)), sorted_paths(fresh, fresh.references(name))) << name;
    EXPECT_EQ(sorted_paths(index, index.containing(name)), sorted_paths(fresh, fresh.containing(name))) << name;
    const auto a = index.definitions(name), b = fresh.definitions(name);
    ASSERT_EQ(a.size(), b.size()) << name;
    for (std::size_t i = 0; i < a.size(); ++i) {
      EXPECT_EQ(index.entry(a[i].file)->path, fresh.entry(b[i].file)->path);
      EXPECT_EQ(a[i].line, b[i].line);
    }
  }
  for (const auto& [path, file] : files) {
    ASSERT_NE(index.find(path), no_file);
    EXPECT_EQ(*index.entry(index.find(path)), file.first);
    Answer a, b;
    for (const auto& link : index.neighbours(index.find(path)))
      a.emplace_back(index.entry(link.file)->path, link.weight);
    for (const auto& link : fresh.neighbours(fresh.find(path)))
      b.emplace_back(fresh.entry(link.file)->path, link.weight);
    EXPECT_EQ(a, b) << path;
    EXPECT_EQ(index.explain("retry the order", index.find(path)), fresh.explain("retry the order", fresh.find(path)));
  }
}

WordIndex fresh_of(const Files& files) {
  WordIndex out;
  for (auto it = files.rbegin(); it != files.rend(); ++it) out.update(it->second.first, it->second.second);
  return out;
}

struct IndexChanges : ::testing::TestWithParam<unsigned> {};

TEST_P(IndexChanges, LeaveWhatAFreshIndexWouldHave) {
  Script script(GetParam());
  WordIndex index;
  Files files;
  for (int step = 1; step <= 600; ++step) {
    const std::string path = script.path();
    if (script.pick(4) == 0) {
      files.erase(path);
      index.remove(path);
    } else {
      FileEntry entry{.path = path, .size = script.pick(1000), .language = script.language(), .cls = FileClass::source};
      const std::string text = script.text();
      files[path] = {entry, text};
      index.update(entry, text);
    }
    if (step % 7 == 0 && !files.empty()) index.neighbours(index.find(files.begin()->first));  // something to forget
    if (step % 150 == 0) expect_same(index, fresh_of(files), files);
    if (::testing::Test::HasFailure()) return;
  }
  for (const auto& [path, file] : files) index.remove(path);
  EXPECT_EQ(index.size(), 0U);
  EXPECT_TRUE(index.bm25("order", 10).empty());
  EXPECT_TRUE(index.references("order").empty());
}

INSTANTIATE_TEST_SUITE_P(Seeds, IndexChanges, ::testing::Range(1U, 7U));

}  // namespace
}  // namespace weir::workspace

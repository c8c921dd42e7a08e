// WordIndex: what a question finds, what a name leads to, and that a change of one file changes just that.
#include "workspace/index/index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weir::workspace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

struct IndexWords : ::testing::Test {
  WordIndex index;

  void put(const std::string& path, std::string_view text, Language language = Language::go,
           FileClass cls = FileClass::source) {
    ASSERT_NE(index.update({.path = path, .language = language, .cls = cls}, text), no_file);
  }
  std::string path(FileId id) const { return index.entry(id) == nullptr ? "?" : index.entry(id)->path; }
  std::vector<std::string> found(std::string_view question) const { return paths(index.bm25(question, 10)); }
  std::vector<std::string> found_by_path(std::string_view question) const {
    return paths(index.bm25_path(question, 10));
  }
  template <class List>
  std::vector<std::string> paths(const List& list) const {
    std::vector<std::string> out;
    for (const auto& item : list) {
      if constexpr (std::is_same_v<typename List::value_type, FileId>) {
        out.push_back(path(item));
      } else {
        out.push_back(path(item.file));
      }
    }
    return out;
  }
};

TEST_F(IndexWords, FindsFilesByTheWordsOfAQuestion) {
  put("cart/store.go", "func AddItem(id string) { retries := 3 }");
  put("mail/send.go", "func SendMail(to string) { template() }");
  EXPECT_THAT(found("retry adding items"), ElementsAre("cart/store.go"));
  EXPECT_THAT(found("the mail templates are wrong"), ElementsAre("mail/send.go"));
  EXPECT_THAT(found("kubernetes"), IsEmpty());
  EXPECT_THAT(found(""), IsEmpty());
}

TEST_F(IndexWords, PrefersFilesThatSayMoreAboutAWord) {
  put("a.go", "order order order order");
  put("b.go", "order cart mail price stock user item quote");
  put("c.go", "nothing");
  EXPECT_THAT(found("order"), ElementsAre("a.go", "b.go"));
  EXPECT_THAT(index.bm25("order", 1), SizeIs(1));
}

TEST_F(IndexWords, FindsACompoundByItsWholeInAnyCase) {
  put("a.go", "lockFile := 1");
  put("b.go", "LockFile()");
  put("c.go", "lock the file");
  const auto by_whole = index.explain("lockfile", index.find("a.go"));
  EXPECT_THAT(found("lockfile"), UnorderedElementsAre("a.go", "b.go"));
  ASSERT_THAT(by_whole, SizeIs(1));
  EXPECT_EQ(by_whole[0].first, "lockfile");
  EXPECT_THAT(found("lockFile"), SizeIs(3));  // and by its parts
}

TEST_F(IndexWords, ExplainsAScoreByWords) {
  put("cart.go", "tracking tracking tracking order");
  put("mail.go", "order mail");
  put("more.go", "stock");
  const auto why = index.explain("Tracking of an order", index.find("cart.go"));
  ASSERT_THAT(why, SizeIs(2));
  EXPECT_EQ(why[0].first, "Tracking");
  EXPECT_EQ(why[1].first, "order");
  EXPECT_GT(why[0].second, why[1].second);
  float sum = 0;
  for (const auto& [word, part] : why) sum += part;
  EXPECT_FLOAT_EQ(sum, index.bm25("Tracking of an order", 1).front().score);
  EXPECT_THAT(index.explain("tracking", no_file), IsEmpty());
}

TEST_F(IndexWords, DoesNotAskForWordsThatMostFilesHave) {
  for (int i = 0; i < 20; ++i) put("f" + std::to_string(i) + ".go", i < 11 ? "license text" : "text");
  put("rare.go", "license parser");
  EXPECT_THAT(found("license parser"), ElementsAre("rare.go"));
}

TEST_F(IndexWords, DoesNotAskForStopWordsOfTheMainLanguage) {
  for (int i = 0; i < 10; ++i) put("f" + std::to_string(i) + ".go", "func a() { return nil }");
  put("notes.md", "return policy", Language::markdown, FileClass::docs);
  put("price.go", "policy()");
  EXPECT_THAT(found("return"), IsEmpty());  // notes.md alone would have it
}

TEST_F(IndexWords, FindsFilesByTheirPaths) {
  put("services/checkout/main.go", "");
  put("services/mailer/templates/order_confirmation.erb", "");
  EXPECT_THAT(found_by_path("fix the order confirmations template"),
              ElementsAre("services/mailer/templates/order_confirmation.erb"));
  EXPECT_THAT(found_by_path("checkout"), ElementsAre("services/checkout/main.go"));
  EXPECT_THAT(found("checkout"), IsEmpty());
}

TEST_F(IndexWords, KnowsWhereNamesAreDefined) {
  put("z/store.go", "package z\n\nfunc AddItem() {}\nfunc other() { AddItem() }\n");
  put("a/store_test.go", "func AddItem() {}\n", Language::go, FileClass::test);
  put("a/use.go", "x := AddItem()\n");
  const auto defined = index.definitions("AddItem");
  ASSERT_THAT(paths(defined), ElementsAre("z/store.go", "a/store_test.go"));
  EXPECT_EQ(defined[0].line, 3U);
  EXPECT_THAT(index.definitions("additem"), IsEmpty());
  EXPECT_THAT(index.definitions("unknown"), IsEmpty());
}

TEST_F(IndexWords, KnowsWhoContainsAName) {
  put("a.go", "UserID");
  put("b.go", "userID // and user_id");
  put("c.py", "get('/users/userid')", Language::python);
  EXPECT_THAT(paths(index.references("userID")), ElementsAre("b.go"));
  EXPECT_THAT(paths(index.containing("userid")), UnorderedElementsAre("a.go", "b.go", "c.py"));
  EXPECT_THAT(paths(index.containing("users")), ElementsAre("c.py"));
  EXPECT_THAT(index.containing("user"), IsEmpty());
}

TEST_F(IndexWords, JoinsFilesByTheNamesTheyShare) {
  put("store.go", "func AddItem() {}\nfunc Clear() {}\n");
  put("api.go", "AddItem(); AddItem(); Clear()");
  put("web.go", "AddItem()");
  put("lone.go", "nothing()");
  const auto of_store = index.neighbours(index.find("store.go"));
  ASSERT_THAT(paths(of_store), ElementsAre("api.go", "web.go"));
  // One definer, two referrers of AddItem, one of Clear; counts 2 and 1.
  EXPECT_NEAR(of_store[0].weight, std::sqrt(2.0) / (1 + std::log(3.0)) + 1 / (1 + std::log(2.0)), 1e-5);
  EXPECT_NEAR(of_store[1].weight, 1 / (1 + std::log(3.0)), 1e-5);
  EXPECT_THAT(paths(index.neighbours(index.find("web.go"))), ElementsAre("store.go"));
  EXPECT_THAT(index.neighbours(index.find("lone.go")), IsEmpty());
  EXPECT_THAT(paths(index.neighbours(index.find("store.go"), 1)), ElementsAre("api.go"));
  EXPECT_THAT(index.neighbours(no_file), IsEmpty());
}

TEST_F(IndexWords, ForgetsNeighboursThatAreNoneAnyMore) {
  put("store.go", "func AddItem() {}\n");
  put("api.go", "AddItem()");
  put("web.go", "AddItem()");
  const FileId store = index.find("store.go"), api = index.find("api.go");
  ASSERT_THAT(index.neighbours(store), SizeIs(2));
  ASSERT_THAT(index.neighbours(api), SizeIs(1));
  put("web.go", "other()");
  EXPECT_THAT(paths(index.neighbours(store)), ElementsAre("api.go"));
  put("store.go", "func RemoveItem() {}\n");
  EXPECT_THAT(index.neighbours(store), IsEmpty());
  EXPECT_THAT(index.neighbours(api), IsEmpty());
}

TEST_F(IndexWords, DoNotJoinFilesByNamesThatManyDefineOrUse) {
  for (int i = 0; i < 5; ++i) put("def" + std::to_string(i) + ".go", "func Close() {}\n");
  put("base.go", "func Common() {}\n");
  for (int i = 0; i < 41; ++i) put("use" + std::to_string(i) + ".go", "Close(); Common()");
  EXPECT_THAT(index.neighbours(index.find("use0.go")), IsEmpty());
  EXPECT_THAT(index.neighbours(index.find("base.go")), IsEmpty());
}

TEST_F(IndexWords, ReplacesAFileAndTakesItOut) {
  put("a.go", "func Old() {}");
  put("b.go", "Old()");
  const FileId a = index.find("a.go");
  put("a.go", "func New() {}");
  EXPECT_EQ(index.find("a.go"), a);
  EXPECT_THAT(index.definitions("Old"), IsEmpty());
  EXPECT_THAT(index.definitions("New"), SizeIs(1));
  index.remove("a.go");
  EXPECT_EQ(index.find("a.go"), no_file);
  EXPECT_EQ(index.entry(a), nullptr);
  EXPECT_EQ(index.size(), 1U);
  EXPECT_THAT(found("new"), IsEmpty());
  EXPECT_THAT(found_by_path("a"), IsEmpty());
  index.remove("a.go");
  index.remove("never.go");
  put("c.go", "New()");
  EXPECT_EQ(index.find("c.go"), a);  // its id is used again
  EXPECT_EQ(index.limit(), 2U);
}

TEST_F(IndexWords, ChangesLanguageWithTheEntry) {
  put("conf", "import settings", Language::text);
  EXPECT_THAT(found("import"), ElementsAre("conf"));
  put("conf", "import settings", Language::python);
  EXPECT_THAT(index.bm25("settings", 5), SizeIs(1));
  put("conf", "import settings", Language::text);
  EXPECT_THAT(found("import"), ElementsAre("conf"));
}

TEST_F(IndexWords, RefusesAFileWithoutAPath) {
  EXPECT_EQ(index.update({}, "text"), no_file);
  EXPECT_EQ(index.size(), 0U);
  EXPECT_THAT(index.bm25("text", 5), IsEmpty());
}

TEST_F(IndexWords, IsBoundedForHostileText) {
  std::string spellings;  // one word in 2^15 cases: they share a place in the table
  for (unsigned bits = 0; bits < 1U << 15; ++bits) {
    for (unsigned i = 0; i < 15; ++i) spellings += static_cast<char>((bits >> i & 1U) != 0 ? 'A' + i : 'a' + i);
    spellings += ' ';
  }
  put("cases.txt", spellings, Language::text);
  EXPECT_LE(index.containing("abcdefghijklmno").size(), 1U);
  std::string different;
  for (int i = 0; i < 100'000; ++i) different += "w" + std::to_string(i) + " ";
  put("many.txt", different, Language::text);
  EXPECT_THAT(found("w77777"), ElementsAre("many.txt"));
  put("many.txt", std::string(1024 * 1024, 'x'), Language::text);
  EXPECT_THAT(found("w77777"), IsEmpty());
  using namespace std::string_view_literals;
  put("nul.txt", "before\0behind\xff"sv, Language::text);
  EXPECT_THAT(found("behind"), ElementsAre("nul.txt"));
}

TEST_F(IndexWords, KeepsItsMemoryForALongSession) {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "name_" + std::to_string(i) + "(value" + std::to_string(i % 50) + ");\n";
  for (int f = 0; f < 50; ++f) put("f" + std::to_string(f) + ".go", text);
  put("edited.go", text);
  const std::size_t before = index.bytes();
  for (int save = 0; save < 300; ++save) put("edited.go", text + "typing_" + std::to_string(1000 + save));
  EXPECT_LT(index.bytes(), before + before / 20);
}

TEST_F(IndexWords, TakesFewBytesForAWordInAFile) {
  constexpr std::size_t files = 400, shared = 300, own = 20;
  for (std::size_t f = 0; f < files; ++f) {
    std::string text;
    for (std::size_t i = 0; i < shared; ++i) text += "shared_name_" + std::to_string((f * 7 + i) % 900) + "();\n";
    for (std::size_t i = 0; i < own; ++i) text += "own" + std::to_string(f * own + i) + ";\n";
    put("pkg/f" + std::to_string(f) + ".go", text);
  }
  EXPECT_LT(index.bytes(), files * (shared + own) * 20);
}

}  // namespace
}  // namespace weir::workspace

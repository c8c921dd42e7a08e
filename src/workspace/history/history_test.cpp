// History: what counts, what changed together, renames, widths, and what damage on disk does.
#include "workspace/history/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "base/limits.h"
#include "workspace/history/stored.h"

namespace weir::workspace {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

Changed modified(std::string path) { return {Changed::How::modified, std::move(path), ""}; }

Commit commit(std::string message, const std::vector<std::string>& paths) {
  Commit c;
  c.message = std::move(message);
  for (const auto& path : paths) c.files.push_back(modified(path));
  return c;
}

History of(const std::vector<Commit>& oldest_first) {
  History h;
  for (const Commit& c : oldest_first) h.commit(c);
  return h;
}

std::vector<std::string> names(const History::Weighted& list) {
  std::vector<std::string> out;
  for (const auto& [path, weight] : list) out.push_back(path);
  return out;
}

TEST(HistoryTells, PeopleNotBots) {
  EXPECT_TRUE(tells(commit("fix(cart): empty the cart after checkout", {})));
  EXPECT_TRUE(tells(commit("Reverse the order of lanes", {})));
  EXPECT_FALSE(tells(commit("Bump lodash from 4.17.20 to 4.17.21", {})));
  EXPECT_FALSE(tells(commit("chore(deps): update all", {})));
  EXPECT_FALSE(tells(commit("Revert \"fix(cart): empty\"", {})));
  EXPECT_FALSE(tells(commit("v1.2.3", {})));
  EXPECT_FALSE(tells(commit("x\n\nSigned-off-by: dependabot[bot] <a@b>", {})));
  EXPECT_FALSE(tells(commit("Merge branch 'main' into lanes", {})));
  Commit pull = commit("Merge pull request #12 from x/lanes\n\nDraw lanes", {});
  pull.merge = true;
  EXPECT_TRUE(tells(pull));
  EXPECT_FALSE(tells(commit("", {})));
}

TEST(HistoryTells, DescriptionHasNoTrailersAndLinks) {
  EXPECT_EQ(
      description_of("Draw lanes\n\nSee https://x.y/z for more.\nSigned-off-by: A <a@b>\nDifferential Revision: D1"),
      "Draw lanes\n\nSee  for more.");
  EXPECT_EQ(description_of("Merge pull request #12 from x/lanes\n\nDraw lanes"), "\nDraw lanes");
  EXPECT_EQ(description_of("Make it two-fold: faster"), "Make it two-fold: faster");
}

TEST(HistoryCoChange, TheFileThatAlwaysComesAlongIsFirst) {
  const History h = of({commit("a", {"x.go", "y.go"}), commit("b", {"x.go", "y.go"}), commit("c", {"x.go", "z.go"}),
                        commit("d", {"w.go"})});
  EXPECT_THAT(names(h.with("x.go", 10)), ElementsAre("y.go", "z.go"));
  EXPECT_THAT(h.together("x.go", "y.go"), Pair(2u, 3u));
  EXPECT_THAT(h.with("nowhere.go", 10), IsEmpty());
  EXPECT_EQ(h.commits_of("x.go"), 3u);
}

TEST(HistoryCoChange, AWideCommitJoinsNothing) {
  std::vector<std::string> many;
  for (int i = 0; i < 60; ++i) many.push_back("f" + std::to_string(i) + ".go");
  EXPECT_THAT(of({commit("sweep", many)}).with("f1.go", 10), IsEmpty());
}

TEST(HistoryCoChange, OrderOfFeedingDoesNotMatter) {
  const std::vector<Commit> oldest{commit("a", {"x.go", "y.go"}), commit("b", {"x.go", "z.go"}), commit("c", {"q.go"})};
  History whole;
  whole.begin({oldest.rbegin(), oldest.rend()});
  EXPECT_EQ(whole.with("x.go", 5), of(oldest).with("x.go", 5));
  EXPECT_EQ(whole.recency("q.go"), of(oldest).recency("q.go"));
}

TEST(HistoryRenames, TheNewNameHasTheOldPast) {
  Commit move = commit("move it", {});
  move.files.push_back({Changed::How::renamed, "b.go", "a.go"});
  const History h = of({commit("1", {"a.go", "c.go"}), move});
  EXPECT_EQ(h.commits_of("b.go"), 2u);
  EXPECT_EQ(h.commits_of("a.go"), 0u);
  EXPECT_THAT(names(h.with("b.go", 5)), ElementsAre("c.go"));
}

TEST(HistoryRenames, OfACommitTooWideToNameItsFiles) {
  Commit sweep = commit("move the folder", {});
  for (std::size_t i = 0; i <= limits::workspace_commit_files; ++i)
    sweep.files.push_back(modified(std::to_string(i) + ".go"));
  sweep.moves.push_back({Changed::How::renamed, "new/a.go", "old/a.go"});
  const History h = of({commit("1", {"old/a.go", "c.go"}), sweep});
  EXPECT_EQ(h.commits_of("new/a.go"), 1u);
  EXPECT_EQ(h.commits(), 1u);
}

TEST(HistoryWidth, CountsSourceThatExisted) {
  Commit fresh = commit("add a file", {"a.go"});
  fresh.files.push_back({Changed::How::added, "b.go", ""});
  const History h = of({fresh, commit("one with its test", {"a.go", "a_test.go"}), commit("docs", {"README.md"})});
  EXPECT_EQ(h.base().n, 2u);
  EXPECT_EQ(h.base().files2, 0);
  const History wide = of({commit("w", {"x/a.go", "x/b.go", "y/c.go", "y/d.go"})});
  EXPECT_EQ(wide.base().files4, 1);
  EXPECT_EQ(wide.base().units2, 1);
}

TEST(HistoryPast, WordsFindTheFilesTheyCameWith) {
  const History h = of({commit("shipping quotes round up", {"shipping/quote.go"}),
                        commit("cart keeps its currency", {"cart/cart.go", "cart/money.go"}),
                        commit("email template for orders", {"email/order.go"})});
  EXPECT_THAT(names(h.like("currency of the cart is wrong", 1)), ElementsAre("cart/cart.go"));
  EXPECT_GT(h.past("currency of the cart").width.files2, 0.99);
  EXPECT_THAT(h.like("zebra", 5), IsEmpty());
  EXPECT_THAT(h.like("", 5), IsEmpty());
}

TEST(HistoryRecency, NewerIsWarmer) {
  const History h = of({commit("a", {"old.go"}), commit("b", {"new.go"})});
  EXPECT_GT(h.recency("new.go"), h.recency("old.go"));
  EXPECT_EQ(h.recency("never.go"), 0);
  EXPECT_EQ(h.path(h.latest(1).at(0)), "new.go");
}

class HistoryDisk : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "history-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string file() const { return folder_ + "/h"; }
  std::string folder_;
};

TEST_F(HistoryDisk, ComesBackTheSame) {
  Commit move = commit("move it", {});
  move.files.push_back({Changed::How::renamed, "b.go", "a.go"});
  const History h = of({commit("shipping", {"a.go", "c.go"}), move, commit("cart", {"c.go", "d.go"})});
  ASSERT_TRUE(h.save(file()));
  auto back = History::load(file());
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->commits(), 3u);
  EXPECT_EQ(back->with("c.go", 5), h.with("c.go", 5));
  EXPECT_EQ(back->like("shipping", 5), h.like("shipping", 5));
  EXPECT_EQ(back->base().files2, h.base().files2);
  back->commit(commit("later", {"b.go"}));
  EXPECT_EQ(back->commits_of("b.go"), 3u);
}

TEST_F(HistoryDisk, MissingAndDamaged) {
  EXPECT_EQ(History::load(file()).error().kind, ErrorKind::not_found);
  ASSERT_TRUE(of({commit("shipping", {"a.go", "c.go"})}).save(file()));
  std::fstream out(file(), std::ios::in | std::ios::out | std::ios::binary);
  out.seekp(30);
  out.put('\xff');
  out.close();
  EXPECT_EQ(History::load(file()).error().kind, ErrorKind::invalid);
  std::filesystem::resize_file(file(), 10);
  EXPECT_EQ(History::load(file()).error().kind, ErrorKind::invalid);
}

// With a right checksum too (whoever can write the cache could make one), no bytes crash the reader or the answers.
TEST_F(HistoryDisk, HostileBytes) {
  History h = of({commit("shipping quotes", {"a.go", "c.go"}), commit("cart", {"c.go", "d.go"})});
  ASSERT_TRUE(h.save(file()));
  std::ifstream in(file(), std::ios::binary);
  const std::string good{std::istreambuf_iterator<char>(in), {}};
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes = good.substr(0, good.size() - 8);
    for (int i = 0; i < 3; ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
    if (round % 5 == 0) bytes.resize(random() % bytes.size());
    History::Data data;
    if (!take_stored(bytes, data)) continue;
    const std::string back = stored(data);
    EXPECT_FALSE(back.empty());
  }
}

TEST(HistoryBounds, OldCommitsGo) {
  History h;
  for (std::size_t i = 0; i < 2 * limits::workspace_commits + 10; ++i)
    h.commit(commit("c", {std::to_string(i % 50) + ".go"}));
  EXPECT_LE(h.commits(), 2 * limits::workspace_commits);
  EXPECT_GE(h.commits(), limits::workspace_commits);
  EXPECT_GT(h.recency("9.go"), 0);
}

}  // namespace
}  // namespace weir::workspace

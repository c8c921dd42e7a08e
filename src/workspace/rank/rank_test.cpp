// The ranker on hand-made workspaces: what should be found is found, its reasons add up, width stays a probability.
#include "workspace/rank/rank.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "workspace/rank/model.h"
#include "workspace/rank/push.h"
#include "workspace/rank/question.h"
#include "workspace/tree/tree.h"

namespace weir::workspace {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::Not;

using Numbers = std::map<std::string, double, std::less<>>;

// Weights that a test can reason about: each column counts the same, nothing tells the width but the base rate.
Numbers plain() {
  Numbers out{{"rank.scale", 1}, {"rank.shift", -3}, {"width.others.commits", 50}};
  for (const std::string_view column : kColumnNames) {
    const bool known = column.starts_with("known_");
    if (!known) out["rank.text." + std::string(column)] = 1;
    out["rank.known." + std::string(column)] = 1;
  }
  for (const std::string_view target : kTargets) {
    for (const std::string_view trait : kTraitNames) {
      out["width." + std::string(target) + "." + std::string(trait)] = trait == "base" ? 1 : 0;
    }
    out["width.others." + std::string(target)] = 0.3;
  }
  return out;
}

class RankShop : public testing::Test {
 protected:
  RankShop() {
    file("checkout/money.go", "package checkout\nfunc SumMoney(a int) int { return roundHalf(a) }\n");
    file("checkout/main.go", "package checkout\nfunc PlaceOrder() { SumMoney(1); tracking := 1 }\n");
    file("checkout/money_test.go", "package checkout\nfunc TestSumMoney() { SumMoney(2) }\n");
    file("mailer/template.py", "def render(order):\n    return order.tracking\n");
    file("web/cart.ts", "export function showCart() { return 1 }\n");
    file("README.md", "tracking money order checkout\n");
    for (int i = 0; i < 12; ++i) file("other/f" + std::to_string(i) + ".go", "package other\nfunc Nothing() {}\n");
    for (int i = 0; i < 4; ++i) past("orders carry their tracking number", {"checkout/main.go", "mailer/template.py"});
    past("round half up", {"checkout/money.go", "checkout/money_test.go"});
    past("cart colours", {"web/cart.ts"});
    auto weights = weights_of(plain());
    EXPECT_TRUE(weights) << weights.error().message;
    weights_ = *weights;
  }
  void file(const std::string& path, std::string_view text) {
    FileEntry e;
    e.path = path;
    e.language = language_of(path);
    e.cls = class_of(path, text);
    e.size = static_cast<std::uint32_t>(text.size());
    index_.update(e, text);
  }
  void past(std::string message, const std::vector<std::string>& paths) {
    Commit c;
    c.message = std::move(message);
    for (const auto& p : paths) c.files.push_back({Changed::How::modified, p, ""});
    history_.commit(c);
  }
  RankOutput ask(std::string_view text, std::vector<std::string> files = {}) {
    return rank({*weights_, index_, history_, units_, text, std::move(files)});
  }
  static std::vector<std::string> paths(const RankOutput& out) {
    std::vector<std::string> list;
    for (const Ranked& r : out.files) list.push_back(r.path);
    return list;
  }
  WordIndex index_;
  History history_;
  Units units_;
  std::shared_ptr<const Weights> weights_;
};

TEST_F(RankShop, TheNamedSymbolsFileIsFirst) {
  const auto out = ask("SumMoney rounds the wrong way");
  ASSERT_FALSE(out.files.empty());
  EXPECT_EQ(out.files[0].path, "checkout/money.go");
}

TEST_F(RankShop, APathInTheTextIsFound) {
  EXPECT_EQ(ask("look at mailer/template.py please").files.at(0).path, "mailer/template.py");
  EXPECT_EQ(ask("template.py is slow").files.at(0).path, "mailer/template.py");
}

TEST_F(RankShop, HistoryBringsAFileThatTheTextDoesNotName) {
  EXPECT_THAT(paths(ask("number of the parcel: tracking")), Contains("checkout/main.go"));
}

TEST_F(RankShop, AFileAtHandBringsItsCompanionsAndIsNotGuessed) {
  const auto out = ask("", {"checkout/main.go"});
  EXPECT_THAT(paths(out), Contains("mailer/template.py"));
  EXPECT_THAT(paths(out), Not(Contains("checkout/main.go")));
  std::string reasons;
  for (const Ranked& r : out.files) {
    if (r.path == "mailer/template.py") {
      for (const Reason& reason : r.reasons) reasons += reason.text + "\n";
    }
  }
  EXPECT_THAT(reasons, HasSubstr("changed with checkout/main.go in 4 of 4 commits"));
}

TEST_F(RankShop, DocsAreNotRanked) {
  EXPECT_THAT(paths(ask("tracking money order checkout")), Not(Contains("README.md")));
}

TEST_F(RankShop, ReasonsAddUpToTheScore) {
  for (const auto& files : {std::vector<std::string>{}, std::vector<std::string>{"checkout/money.go"}}) {
    for (const Ranked& r : ask("tracking of orders, test the money", files).files) {
      if (r.reasons.empty()) continue;
      const double sum = std::accumulate(r.reasons.begin(), r.reasons.end(), 0.0,
                                         [](double s, const Reason& reason) { return s + reason.part; });
      EXPECT_NEAR(sum, r.score, 1e-4) << r.path;
    }
  }
}

TEST_F(RankShop, SaysWhichWordsDidIt) {
  const auto out = ask("tracking");
  bool said = false;
  for (const Ranked& r : out.files) {
    for (const Reason& reason : r.reasons) said = said || reason.text.starts_with("BM25: 'tracking'");
  }
  EXPECT_TRUE(said);
}

TEST_F(RankShop, NothingToGoBy) {
  EXPECT_NO_FATAL_FAILURE(ask(""));
  EXPECT_NO_FATAL_FAILURE(ask("zzzz qqqq"));
  EXPECT_NO_FATAL_FAILURE(ask("\xff\xfe\0x", {"../../etc/passwd", "", "nowhere.go"}));
  const WordIndex empty;
  const History none;
  const auto out = rank({*weights_, empty, none, units_, "rename user_id", {}});
  EXPECT_TRUE(out.files.empty());
  EXPECT_EQ(out.width.commits, 0u);
  EXPECT_NEAR(out.width.base_files2, 0.3, 1e-9);  // others' rate stands in
}

TEST_F(RankShop, LimitAndExplained) {
  const auto out = rank({*weights_, index_, history_, units_, "order tracking money cart", {}, 3, 1});
  ASSERT_EQ(out.files.size(), 3u);
  EXPECT_FALSE(out.files[0].reasons.empty());
  EXPECT_TRUE(out.files[1].reasons.empty());
}

TEST_F(RankShop, WidthIsOrderedAndDrawnToTheBase) {
  const Width w = ask("tracking").width;
  EXPECT_GE(w.files2, w.files4);
  EXPECT_GT(w.files2, 0);
  EXPECT_LT(w.files2, 1);
  EXPECT_EQ(w.commits, 6u);
  // 4 of 6 commits changed two source files, against 50 commits' worth of 0.3
  EXPECT_GT(w.base_files2, 0.3);
  EXPECT_LT(w.base_files2, 0.4);
}

TEST(RankWeights, EachKeyOnce) {
  Numbers numbers = plain();
  numbers.erase("rank.text.bm25");
  EXPECT_THAT(weights_of(numbers).error().message, HasSubstr("rank.text.bm25 is missing"));
  numbers = plain();
  numbers["rank.text.bm26"] = 1;
  EXPECT_THAT(weights_of(numbers).error().message, HasSubstr("rank.text.bm26 is not known"));
}

TEST(RankQuestion, WordsPathsAndShape) {
  const Asked asked = asked_of("Rename user_id in pb/order.proto.\n- mailer\n- web/cart.ts\nhttps://x.y/z.html");
  EXPECT_THAT(asked.paths, ElementsAre("pb/order.proto", "web/cart.ts"));
  EXPECT_EQ(asked.bullets, 2u);
  EXPECT_EQ(asked.head.wide, 1);
  EXPECT_TRUE(asked.stems.contains("cart"));
  EXPECT_FALSE(asked.whole.tests);
  EXPECT_EQ(asked.head.paths, 1u);
  EXPECT_EQ(asked.whole.paths, 2u);
  EXPECT_TRUE(asked_of("add tests for it").whole.tests);
}

TEST(RankQuestion, StemsOfNames) {
  EXPECT_EQ(stem_of("src/FooBar.test.ts"), "foobar");
  EXPECT_EQ(stem_of("a/foo_bar_test.go"), "foobar");
  EXPECT_EQ(stem_of("a/test_foo.py"), "foo");
  EXPECT_EQ(stem_of("src/runtime/mod.rs"), "runtime");
  EXPECT_EQ(stem_of("x/FooTest.java"), "foo");
  EXPECT_EQ(stem_of(""), "");
  EXPECT_EQ(stem_of("index/index/index.ts"), "index");
}

TEST_F(RankShop, PushReachesUsersOfADefinition) {
  const auto reached = reach(index_, {{index_.find("checkout/money.go"), 1}}, 10);
  EXPECT_THAT(reached, Contains(Field(&Scored::file, index_.find("checkout/main.go"))));
}

}  // namespace
}  // namespace weir::workspace

// One workspace from the first pass to what is left behind after an edit.
#include "workspace/repo/repo.h"

#include <gmock/gmock.h>

#include "workspace/repo/test_repo.h"

namespace weir::workspace {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class WorkspaceRepo : public testing::Test {
 protected:
  void SetUp() override {
    write_shop(shop);
    shop.git("init -q");
    shop.commit("the shop");
    repo = open();
  }
  std::unique_ptr<Repo> open() {
    auto out = std::make_unique<Repo>(shop.path, keep.path + "/index", test_weights());
    run_to_ready(*out);
    return out;
  }
  static std::vector<std::string> files(const Edge& edge) {
    std::vector<std::string> out;
    for (const Place& place : edge.to) out.push_back(place.file + ":" + std::to_string(place.line));
    return out;
  }
  Question turn(std::string text) const {
    Question out;
    out.root = shop.path;
    out.session = "s1";
    out.turn = 1;
    out.new_user_turn = true;
    out.text = std::move(text);
    return out;
  }
  LeftReport left(RippleAsk::How how) {
    RippleAsk ask;
    ask.how = how;
    ask.root = shop.path;
    auto report = repo->left(ask);
    EXPECT_TRUE(report.has_value());
    return *report;
  }

  Folder shop, keep;
  std::unique_ptr<Repo> repo;
};

TEST_F(WorkspaceRepo, ARenameThatIsAskedForNamesItsUsersInOtherUnits) {
  const Answer answer = repo->answer(turn("Rename user_id to customer_id in order.proto"));
  EXPECT_EQ(answer.ripple.state, ::weir::Index::ready);
  ASSERT_EQ(answer.ripple.named.size(), 1U);
  const Edge& edge = answer.ripple.named[0];
  EXPECT_EQ(edge.from.file, "proto/order.proto");
  EXPECT_EQ(edge.from.line, 7U);
  EXPECT_THAT(files(edge), UnorderedElementsAre("billing/charge.go:6", "mailer/receipt.py:5", "web/order.ts:4"));
  EXPECT_THAT(edge.units, UnorderedElementsAre("billing", "mailer", "web"));
  EXPECT_EQ(answer.ripple.operation, "rename");
  EXPECT_GT(answer.ripple.slice.n, 0);
  EXPECT_THAT(answer.ripple.observed, IsEmpty());
}

TEST_F(WorkspaceRepo, ATypoADocstringOrALocalNameNamesNothing) {
  for (const char* text : {"Fix the typo in README.md", "Add a docstring to receipt",
                           "Rename user_id in billing/local.go", "What does user_id mean in order.proto?"}) {
    EXPECT_THAT(repo->answer(turn(text)).ripple.named, IsEmpty()) << text;
  }
}

TEST_F(WorkspaceRepo, AnEditIsObservedAndTellsWhoIsLeftBehind) {
  shop.replace("proto/order.proto", "user_id", "customer_id");
  Question question = turn("go on");
  question.changes = {{"proto/order.proto", {"user_id"}, {"customer_id"}, "call_1"}};
  const Answer answer = repo->answer(question);
  ASSERT_EQ(answer.ripple.observed.size(), 1U);
  EXPECT_THAT(answer.ripple.observed[0].units, UnorderedElementsAre("billing", "mailer", "web"));
  ASSERT_EQ(answer.notes.size(), 1U);
  EXPECT_THAT(answer.notes[0], HasSubstr("billing/charge.go:6"));

  shop.replace("billing/charge.go", "GetUserId", "GetCustomerId");
  shop.replace("mailer/receipt.py", "user_id", "customer_id");
  shop.replace("web/order.ts", "userId", "customerId");
  for (const char* file : {"billing/charge.go", "mailer/receipt.py", "web/order.ts"})
    question.changes.push_back({file, {}, {}, file});
  const Answer after = repo->answer(question);
  EXPECT_THAT(after.ripple.observed, IsEmpty());
  EXPECT_THAT(after.notes, IsEmpty());
}

TEST_F(WorkspaceRepo, TheDiffNamesUntouchedPlacesAndIsSilentWhenTheyFollow) {
  EXPECT_THAT(left(RippleAsk::How::diff).left, IsEmpty());
  shop.replace("proto/order.proto", "user_id", "customer_id");
  repo->touch("proto/order.proto");
  const LeftReport report = left(RippleAsk::How::diff);
  ASSERT_EQ(report.left.size(), 1U);
  EXPECT_THAT(report.left[0].what, HasSubstr("customer_id"));
  EXPECT_EQ(report.left[0].to.size(), 3U);
}

TEST_F(WorkspaceRepo, ASavedFileIsSeenThroughTheWatch) {
  ASSERT_GE(repo->descriptor(), 0);
  shop.write("web/order.ts", "export const zebraCrossing = 1;\n");
  shop.write("web/fresh.ts", "export const giraffeHouse = 2;\n");
  repo->news();
  repo->step();
  RippleAsk ask;
  ask.root = shop.path;
  ask.text = "zebraCrossing giraffeHouse";
  auto report = repo->ripple(ask);
  ASSERT_TRUE(report.has_value());
  std::vector<std::string> paths;
  for (const Ranked& file : report->files) paths.push_back(file.path);
  EXPECT_THAT(paths, testing::IsSupersetOf({"web/order.ts", "web/fresh.ts"}));
}

TEST_F(WorkspaceRepo, HistoryFollowsHead) {
  EXPECT_EQ(repo->status().commits, 1U);
  shop.replace("web/order.ts", "owner", "buyer");
  shop.commit("web: buyer");
  repo->news();
  repo->step();
  run_to_ready(*repo);
  EXPECT_EQ(repo->status().commits, 2U);
}

TEST_F(WorkspaceRepo, WhatWasSavedIsUsedAndWhatIsDamagedIsBuiltAnew) {
  repo->save();
  const auto files = repo->status().files;
  repo = open();
  EXPECT_EQ(repo->status().files, files);
  for (const char* name : {"words", "history"}) {
    const std::string file = "index/" + std::string(name);
    std::string bytes = keep.text(file);
    ASSERT_GT(bytes.size(), 64U);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x55);
    keep.write(file, bytes);
  }
  repo = open();
  EXPECT_EQ(repo->status().files, files);
  EXPECT_EQ(repo->answer(turn("Rename user_id to x_id in order.proto")).ripple.named.size(), 1U);
}

TEST_F(WorkspaceRepo, WithoutGitEdgesStandAndHistoryIsEmpty) {
  std::filesystem::remove_all(shop.path + "/.git");
  repo = open();
  EXPECT_EQ(repo->status().commits, 0U);
  EXPECT_EQ(repo->answer(turn("Rename user_id to x_id in order.proto")).ripple.named.size(), 1U);
  RippleAsk ask;
  ask.how = RippleAsk::How::diff;
  EXPECT_EQ(repo->left(ask).error().kind, ErrorKind::not_found);
}

TEST_F(WorkspaceRepo, WhatIsLeftOutIsCountedByItsReason) {
  EXPECT_EQ(repo->status().left_out.all(), 0U);
  shop.write("web/app.min.js", "f()");
  shop.write("web/packed.js", std::string(20'000, 'a'));
  shop.write("vendor/x/x.go", "package x\n");
  shop.write("logo.png", "x");
  shop.write("nul.py", std::string("a = 1\n\0", 7));
  shop.write("dump.sql", std::string(2'000'000, ' '));
  repo = open();
  const IndexStatus status = repo->status();
  EXPECT_EQ(status.left_out.generated, 2U);
  EXPECT_EQ(status.left_out.vendored, 1U);
  EXPECT_EQ(status.left_out.binary, 2U);
  EXPECT_EQ(status.left_out.huge, 1U);
  EXPECT_EQ(status.left_out.all(), 6U);
  EXPECT_EQ(status.state, ::weir::Index::ready);
}

TEST_F(WorkspaceRepo, WithoutAllInterfaceFilesItIsNotReadyAndTheSmallOnesStand) {
  std::string many = "syntax = \"proto3\";\nmessage Many {\n";
  for (int i = 0; i < 55'000; ++i) many += "int32 f" + std::to_string(i) + "=1;\n";
  shop.write("a/many.proto", many + "}\n");
  repo->touch("a/many.proto");
  const Answer answer = repo->answer(turn("Rename user_id to customer_id in order.proto"));
  EXPECT_EQ(answer.ripple.state, ::weir::Index::stale);
  ASSERT_EQ(answer.ripple.named.size(), 1U);
  EXPECT_EQ(answer.ripple.named.front().units.size(), 3U);
  EXPECT_THAT(repo->status().detail, HasSubstr("50000 definitions are all"));
  std::filesystem::remove(shop.path + "/a/many.proto");
  repo->touch("a/many.proto");
  EXPECT_EQ(repo->answer(turn("Rename user_id in order.proto")).ripple.state, ::weir::Index::ready);
  EXPECT_EQ(repo->status().detail, "");
}

TEST_F(WorkspaceRepo, ARootThatGoesAwayIsNoCrash) {
  std::filesystem::remove_all(shop.path);
  repo->news();
  repo->step();
  const Answer answer = repo->answer(turn("Rename user_id in order.proto"));
  EXPECT_THAT(answer.ripple.named, IsEmpty());
  EXPECT_EQ(answer.ripple.state, ::weir::Index::stale);
}

}  // namespace
}  // namespace weir::workspace

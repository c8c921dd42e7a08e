// Which words an edit takes away and brings, and what patches say.
#include "clients/words.h"

#include <gmock/gmock.h>

#include "base/limits.h"
#include "clients/patch.h"
#include "clients/results.h"

namespace weir::clients {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

TEST(Words, AreIdentifiersAndNamesBetweenPrograms) {
  EXPECT_THAT(words_in("string user_id = 2; // x1"), ElementsAre("string", "user_id", "x1"));
  EXPECT_THAT(words_in("getUserId(größe) $scope"), ElementsAre("getUserId", "größe", "$scope"));
  EXPECT_THAT(words_in("app.get('/orders/{id}')"), ElementsAre("app", "get", "/orders/{id}", "orders", "id"));
  EXPECT_THAT(words_in("  /carts/{id}:\n    get:"), ElementsAre("/carts/{id}", "carts", "id", "get"));
  EXPECT_THAT(words_in("publish(\"order-created\")"), ElementsAre("publish", "order-created", "order", "created"));
  EXPECT_THAT(words_in("a / b // c </tag>"), ElementsAre("tag"));
  EXPECT_THAT(words_in("don't won't"), ElementsAre("don", "won"));
  EXPECT_THAT(words_in("0x1f 12ab 7"), IsEmpty());
}

TEST(Words, LeaveOutWhatMayBeAKey) {
  for (const char* key : {"sk_live_4eC39HqLyjWDarjtT1zdp7dc", "AKIAIOSFODNN7EXAMPLE",
                          "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "d41d8cd98f00b204e9800998ecf8427e"}) {
    EXPECT_THAT(words_in(std::string("token = \"") + key + "\""), ElementsAre("token")) << key;
  }
  for (const char* name :
       {"PAYMENT_SERVICE_ADDRESS_V2", "sha256_of_the_file", "getOrderByCustomerIdAndStatus", "HTTP2_MAX_STREAMS"}) {
    EXPECT_THAT(words_in(name), ElementsAre(name));
  }
}

TEST(Words, OfAnEditAreThoseOfItsChangedLines) {
  Difference d;
  d.add("message Order {\n  string user_id = 2;\n}\n", "message Order {\n  string customer_id = 2;\n}\n");
  EXPECT_THAT(d.removed(), ElementsAre("user_id"));
  EXPECT_THAT(d.added(), ElementsAre("customer_id"));
  Difference moved;
  moved.add("alpha()\n", "");
  moved.add("", "alpha()\n");
  EXPECT_THAT(moved.removed(), IsEmpty()) << "one edit takes away what another brings";
  Difference other;
  other.add("// user_id\nstring user_id;\n", "// user_id\nstring customer_id;\n");
  EXPECT_THAT(other.removed(), ElementsAre("user_id")) << "an unchanged line above does not hide it";
  std::string many;
  for (int i = 0; i < 500; ++i)
    many += "word" + std::string(1 + static_cast<std::size_t>(i) % 40, 'a') + std::to_string(i % 10) + " ";
  Difference large;
  large.add("", many);
  EXPECT_LE(large.added().size(), limits::change_words);
}

TEST(Patches, NameTheirFilesAndLines) {
  const auto all = patches_in(
      "diff --git a/x.go b/x.go\n--- a/x.go\n+++ b/x.go\n@@ -10,3 +10,4 @@ func\n "
      "ctx\n-old_name()\n+new_name()\n+more()\n"
      "--- /dev/null\n+++ b/new.go\n@@ -0,0 +1 @@\n+package p1\n--- a/gone.go\n+++ /dev/null\n@@ -1 +0,0 @@\n-package "
      "p2\n");
  ASSERT_THAT(all, SizeIs(3));
  EXPECT_EQ(all[0].path, "x.go");
  EXPECT_THAT(all[0].words.removed(), ElementsAre("old_name"));
  EXPECT_THAT(all[0].words.added(), ElementsAre("new_name", "more"));
  EXPECT_EQ(all[0].lines, (Lines{11, 12}));
  EXPECT_EQ(all[1].path, "new.go");
  EXPECT_EQ(all[1].how, Touch::How::created);
  EXPECT_EQ(all[2].path, "gone.go");
  EXPECT_THAT(all[2].words.removed(), ElementsAre("package", "p2"));
  EXPECT_THAT(patches_in("just a text\n- with a list\n+ of points"), IsEmpty());
}

TEST(Results, StateAnExitStatusInManyWays) {
  EXPECT_EQ(exit_status("Exit code 2\nsome output"), 2);
  EXPECT_EQ(exit_status("out\n\nCommand exited with code 101"), 101);
  EXPECT_EQ(exit_status("Exit code: 0\nWall time: 1 s\nOutput:\nx"), 0);
  EXPECT_EQ(exit_status("{\"output\":\"x\",\"metadata\":{\"exit_code\":3}}"), 3);
  EXPECT_EQ(exit_status("all went well"), std::nullopt);
}

TEST(Results, ShowWhereATextStands) {
  EXPECT_EQ(locate("     7\tone\n     8\ttwo\n     9\tthree\n", 1, "two\nthree"), (Lines{8, 9}));
  EXPECT_EQ(locate("one\ntwo\n", 5, "two"), (Lines{6, 6}));
  EXPECT_EQ(locate("a\na\n", 1, "a"), Lines{}) << "twice";
  EXPECT_EQ(locate("one\n", 1, "two"), Lines{});
  EXPECT_EQ(locate("", 1, ""), Lines{});
}

}  // namespace
}  // namespace weir::clients

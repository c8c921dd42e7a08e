// The small readers behind a brief.
#include "workspace/brief/lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "decision/columns.h"

namespace weir::workspace::brief {
namespace {

using ::testing::ElementsAre;

TEST(BriefLines, ClipKeepsWholeCharactersAndOneSpaceBetweenWords) {
  EXPECT_EQ(clip("  a \n\t b  ", 10), "a b");
  EXPECT_EQ(clip("äöüäöü", 4), "äöü…");
  EXPECT_EQ(print::cells(clip(std::string(1000, 'x'), 20)), 20U);
  EXPECT_EQ(clip("\x1b[1m", 10), "[1m");
}

TEST(BriefLines, PairsJoinArraysAndDropComments) {
  const auto list = pairs("# c\n[a.b]\nx = 1 # one\ny = [\n \"p#q\", # two\n 'r'\n]\n[[bin]]\nname='n'\n");
  ASSERT_EQ(list.size(), 3U);
  EXPECT_EQ(list[0].section + "/" + list[0].key + "/" + list[0].value, "a.b/x/1");
  EXPECT_THAT(list_items(list[1].value), ElementsAre("p#q", "r"));
  EXPECT_EQ(list[2].section, "bin");
  EXPECT_EQ(unquoted(list[2].value), "n");
  EXPECT_EQ(list[2].line, 9U);
}

TEST(BriefLines, YamlKeysWithBlocksListsAndComments) {
  const auto keys = yaml_keys(
      "a:\n  - name: one # two\n    run: |\n      x\n      y: 1\n\n      z\n    with: >\n      p\n      q\n  - plain: "
      "'it''s'\nb: \"c # d\"\n");
  ASSERT_EQ(keys.size(), 6U);
  EXPECT_EQ(keys[1].value, "one");
  EXPECT_TRUE(keys[1].item);
  EXPECT_EQ(keys[1].column, 4U);
  EXPECT_EQ(keys[2].value, "x\ny: 1\n\nz\n");
  EXPECT_EQ(keys[3].value, "p q ");
  EXPECT_EQ(keys[5].value, "c # d");
  EXPECT_EQ(keys[5].line, 12U);
}

TEST(BriefLines, JsonWithCommentsBecomesStrict) {
  EXPECT_EQ(without_comments("{ // x\n\"a\": \"//\", /* y */ \"b\": [1,],\n}"), "{ \n\"a\": \"//\",  \"b\": [1]\n}");
}

}  // namespace
}  // namespace weir::workspace::brief

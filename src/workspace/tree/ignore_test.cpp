// gitignore(5), sentence by sentence; then files that want to cost too much.
#include <gtest/gtest.h>

#include "base/limits.h"
#include "workspace/tree/tree.h"

namespace weir::workspace {
namespace {

Ignore rules(std::string_view text, std::string_view folder = "") {
  Ignore out;
  out.add(folder, text);
  return out;
}
bool hides(std::string_view text, std::string_view path, bool folder = false) {
  return rules(text).ignored(path, folder);
}

TEST(TreeIgnore, BlankLinesAndCommentsSayNothing) {
  const Ignore none = rules("\n# *.c\n   \n\r\n");
  EXPECT_FALSE(none.ignored("a.c", false));
  EXPECT_FALSE(none.ignored("# *.c", false));
  EXPECT_TRUE(hides("\\#a", "#a"));
  EXPECT_TRUE(hides("\\!a", "!a"));
}

TEST(TreeIgnore, WithoutASlashItIsAnyFileOfThatName) {
  EXPECT_TRUE(hides("*.log", "a.log"));
  EXPECT_TRUE(hides("*.log", "x/y/a.log"));
  EXPECT_TRUE(hides("build", "x/build/a.c"));
  EXPECT_FALSE(hides("build", "x/rebuild/a.c"));
}

TEST(TreeIgnore, WithASlashItIsAnchored) {
  EXPECT_TRUE(hides("/build", "build"));
  EXPECT_FALSE(hides("/build", "x/build"));
  EXPECT_TRUE(hides("doc/frotz", "doc/frotz"));
  EXPECT_FALSE(hides("doc/frotz", "a/doc/frotz"));
  EXPECT_TRUE(rules("doc/frotz", "a").ignored("a/doc/frotz", false));
  EXPECT_FALSE(rules("*.c", "a").ignored("b/x.c", false));
  EXPECT_FALSE(rules("*.c", "a").ignored("ab/x.c", false));
}

TEST(TreeIgnore, ASlashAtTheEndMeansFoldersOnly) {
  EXPECT_TRUE(hides("frotz/", "frotz", true));
  EXPECT_FALSE(hides("frotz/", "frotz", false));
  EXPECT_TRUE(hides("frotz/", "a/frotz/x"));
}

TEST(TreeIgnore, DoubleStarsSpanFolders) {
  EXPECT_TRUE(hides("**/foo", "foo"));
  EXPECT_TRUE(hides("**/foo", "a/b/foo"));
  EXPECT_TRUE(hides("**/foo/bar", "a/foo/bar"));
  EXPECT_FALSE(hides("**/foo/bar", "a/foo/x/bar"));
  EXPECT_TRUE(hides("abc/**", "abc/x/y"));
  EXPECT_FALSE(hides("abc/**", "abc", true));
  EXPECT_TRUE(hides("a/**/b", "a/b"));
  EXPECT_TRUE(hides("a/**/b", "a/x/y/b"));
  EXPECT_FALSE(hides("a/**/b", "a/xb"));
  EXPECT_TRUE(hides("a/**/b/**/c", "a/1/b/2/b/3/c"));
}

TEST(TreeIgnore, StarsAndQuestionMarksStopAtSlashes) {
  EXPECT_TRUE(hides("foo/*", "foo/test.json"));
  EXPECT_TRUE(hides("foo/*", "foo/bar/hello.c"));  // because foo/bar is
  EXPECT_FALSE(hides("foo/*.c", "foo/bar/hello.c"));
  EXPECT_TRUE(hides("a?c", "abc"));
  EXPECT_FALSE(hides("a?c", "ac"));
  EXPECT_TRUE(hides("*a*b*", "xxaxxbxx"));
  EXPECT_FALSE(hides("*a*b", "xxaxxbx"));
}

TEST(TreeIgnore, Brackets) {
  EXPECT_TRUE(hides("a[0-9].c", "a7.c"));
  EXPECT_FALSE(hides("a[0-9].c", "ax.c"));
  EXPECT_TRUE(hides("a[!0-9].c", "ax.c"));
  EXPECT_TRUE(hides("a[^0-9].c", "ax.c"));
  EXPECT_TRUE(hides("[]x]", "]"));
  EXPECT_TRUE(hides("[]-]", "-"));
  EXPECT_TRUE(hides("[[:upper:]]*", "README"));
  EXPECT_FALSE(hides("[[:upper:]]*", "readme"));
  EXPECT_TRUE(hides("a[/b]c", "abc"));  // a slash in brackets matches nothing, but divides nothing either
  EXPECT_FALSE(hides("a[/b]c", "a/c"));
  EXPECT_FALSE(hides("a[bc", "ab"));
  EXPECT_FALSE(hides("a\\", "a"));
  EXPECT_TRUE(hides("a\\*", "a*"));
  EXPECT_FALSE(hides("a\\*", "ab"));
}

TEST(TreeIgnore, SpacesAtTheEndCountOnlyWhenEscaped) {
  EXPECT_TRUE(hides("a.c   ", "a.c"));
  EXPECT_TRUE(hides("a.c\\ ", "a.c "));
  EXPECT_FALSE(hides("a.c\\ ", "a.c"));
  EXPECT_TRUE(hides("a.c\r\nb.c\r\n", "b.c"));
  EXPECT_TRUE(hides("\xef\xbb\xbf*.c\n", "x.c"));
}

TEST(TreeIgnore, TheLastMatchWinsAndDeeperFilesComeLater) {
  Ignore both = rules("*.log\n!keep.log\n");
  EXPECT_FALSE(both.ignored("keep.log", false));
  EXPECT_TRUE(both.ignored("other.log", false));
  both.add("a", "keep.log\n!other.log\n");
  EXPECT_TRUE(both.ignored("a/keep.log", false));
  EXPECT_FALSE(both.ignored("a/other.log", false));
  EXPECT_TRUE(both.ignored("b/other.log", false));
}

TEST(TreeIgnore, NothingComesBackFromAnIgnoredFolder) {
  EXPECT_TRUE(hides("out/\n!out/keep.c\n", "out/keep.c"));
  EXPECT_FALSE(hides("/*\n!/foo\n/foo/*\n!/foo/bar\n", "foo/bar/x.c"));
  EXPECT_TRUE(hides("/*\n!/foo\n/foo/*\n!/foo/bar\n", "foo/other/x.c"));
}

TEST(TreeIgnore, WhatCannotBeJudgedIsHidden) {
  Ignore large;
  large.add("a", std::string(limits::workspace_ignore_bytes + 1, '\n'));
  large.add("", "!*");
  EXPECT_TRUE(large.ignored("a/x.c", false));
  EXPECT_FALSE(large.ignored("b/x.c", false));
  std::string many;
  for (int i = 0; i < 20'000; ++i) many += "x" + std::to_string(i) + "\n";
  EXPECT_TRUE(hides(many, "y"));
}

TEST(TreeIgnore, AnAngryPatternCostsLittle) {
  std::string stars, text;
  for (int i = 0; i < 100; ++i) stars += "*a";
  stars += "b\n";
  std::string many;
  for (int i = 0; i < 500; ++i) many += stars;
  for (int i = 0; i < 40; ++i) text += (i == 0 ? "" : "/") + std::string(80, 'a');
  const Ignore angry = rules(many);
  (void)angry.ignored(text, false);
  EXPECT_LT(angry.steps(), 400'000'000U);
}

}  // namespace
}  // namespace weir::workspace

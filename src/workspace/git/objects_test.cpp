// Bytes that claim to be commits and trees.
#include "workspace/git/objects.h"

#include <gtest/gtest.h>

namespace weir::workspace::git_parts {
namespace {

const std::string id_a(40, 'a'), id_b(40, 'b');

TEST(GitObjects, ACommitsHeaders) {
  const auto commit = parse_commit("tree " + id_a + "\nparent " + id_b + "\nparent " + id_a +
                                   "\nauthor A <a@x> 1 +0000\ncommitter C <c@x> 1700000000 +0100\ngpgsig x\n y\n\n"
                                   "subject\n\nbody\n");
  ASSERT_TRUE(commit);
  EXPECT_EQ(to_hex(commit->tree), id_a);
  ASSERT_EQ(commit->parents.size(), 2U);
  EXPECT_EQ(to_hex(commit->parents[0]), id_b);
  EXPECT_EQ(commit->time, 1'700'000'000);
  EXPECT_EQ(commit->message, "subject\n\nbody");
}

TEST(GitObjects, WhatIsNoCommitIsNone) {
  for (const std::string& bytes : {std::string(), std::string("\n"), std::string("tree"), "tree " + id_a.substr(1),
                                   std::string("blob\0", 5), std::string(1000, 'x')}) {
    EXPECT_FALSE(parse_commit(bytes)) << bytes.substr(0, 20);
  }
  EXPECT_TRUE(parse_commit("tree " + id_a));
  EXPECT_EQ(parse_commit("tree " + id_a + "\ncommitter no mail\n")->time, 0);
}

std::string entry(const std::string& mode, const std::string& name, char id) {
  return mode + " " + name + std::string(1, '\0') + std::string(20, id);
}

TEST(GitObjects, ATreesEntries) {
  const std::string bytes =
      entry("100644", "a", 1) + entry("40000", "b", 2) + entry("120000", "c", 3) + entry("160000", "d", 4);
  TreeReader reader(bytes);
  using Kind = TreeEntry::Kind;
  for (const Kind kind : {Kind::file, Kind::folder, Kind::other, Kind::other}) {
    const auto next = reader.next();
    ASSERT_TRUE(next);
    EXPECT_EQ(next->kind, kind);
  }
  EXPECT_FALSE(reader.next());
}

TEST(GitObjects, ATreeThatIsCutEndsThere) {
  const std::string bytes = entry("100644", "a", 1) + entry("100644", "b", 2);
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    TreeReader reader(std::string_view(bytes).substr(0, size));
    int entries = 0;
    while (reader.next()) ++entries;
    EXPECT_EQ(entries, size == bytes.size() ? 2 : size >= bytes.size() / 2 ? 1 : 0);
  }
}

TEST(GitObjects, FoldersSortWithTheirSlash) {
  const auto of = [](std::string_view name, TreeEntry::Kind kind) { return TreeEntry{name, {}, kind}; };
  using Kind = TreeEntry::Kind;
  EXPECT_LT(compare(of("a-b", Kind::file), of("a", Kind::folder)), 0);
  EXPECT_GT(compare(of("a0", Kind::file), of("a", Kind::folder)), 0);
  EXPECT_LT(compare(of("a", Kind::file), of("a", Kind::folder)), 0);
  EXPECT_LT(compare(of("a", Kind::file), of("b", Kind::file)), 0);
  EXPECT_EQ(compare(of("a", Kind::file), of("a", Kind::file)), 0);
}

}  // namespace
}  // namespace weir::workspace::git_parts

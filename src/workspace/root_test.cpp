// From a client's word to a repository: found, bounded, and not fooled.
#include "workspace/root.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace weir::workspace {
namespace {

namespace fs = std::filesystem;
const std::string commit(40, 'a');
const std::string other(40, 'b');

struct RootTest : ::testing::Test {
  fs::path base;
  void SetUp() override {
    const ::testing::TestInfo* info = ::testing::UnitTest::GetInstance()->current_test_info();
    base = fs::canonical(fs::temp_directory_path()) / ("weir-root-" + std::to_string(::getpid()) + info->name());
    fs::create_directories(base);
  }
  void TearDown() override { fs::remove_all(base); }
  std::string folder(const std::string& path) {
    fs::create_directories(base / path);
    return (base / path).string();
  }
  void file(const std::string& path, const std::string& text) {
    fs::create_directories((base / path).parent_path());
    std::ofstream(base / path) << text;
  }
  void git(const std::string& path, const std::string& head) {  // the least that git takes for a repository
    folder(path + "/objects");
    file(path + "/HEAD", head);
  }
  std::string at(const std::string& path) const { return (base / path).string(); }
};

TEST_F(RootTest, IsTheNearestFolderWithAGit) {
  folder("r/.git");
  EXPECT_EQ(root_of(folder("r/a/b")), at("r"));
  EXPECT_EQ(root_of(at("r")), at("r"));
  EXPECT_EQ(root_of(at("r/a/../a/")), at("r"));
  folder("r/vendor/lib/.git");
  EXPECT_EQ(root_of(folder("r/vendor/lib/x")), at("r/vendor/lib"));
}

TEST_F(RootTest, TakesAGitFileAsWorktreesHaveIt) {
  file("t/.git", "gitdir: /somewhere\n");
  EXPECT_EQ(root_of(folder("t/x")), at("t"));
}

TEST_F(RootTest, IsTheFolderItselfOutsideARepository) { EXPECT_EQ(root_of(folder("plain/x")), at("plain/x")); }

TEST_F(RootTest, ResolvesSymlinksBeforeItWalks) {
  folder("vault/.git");
  folder("vault/in");
  fs::create_directory_symlink(at("vault/in"), at("link"));
  EXPECT_EQ(root_of(at("link")), at("vault"));
}

TEST_F(RootTest, RefusesWhatIsNoDirectoryOfThisMachine) {
  file("r/f", "x");
  for (const std::string& text : {std::string(), std::string("."), std::string("a/b"), std::string("~/x"),
                                  at("missing"), at("r/f"), "/" + std::string(5000, 'x'), std::string("/tmp\0/x", 7)}) {
    EXPECT_EQ(root_of(text), std::nullopt) << text.substr(0, 40);
  }
}

TEST_F(RootTest, StopsAfterABoundedWalk) {
  folder("deep/.git");
  std::string path = "deep";
  for (int i = 0; i < 80; ++i) path += "/d";
  EXPECT_EQ(root_of(folder(path)), at(path));
}

TEST_F(RootTest, ReadsHeadBranchAndRemote) {
  git("r/.git", "ref: refs/heads/main\n");
  file("r/.git/refs/heads/main", commit + "\n");
  file("r/.git/config",
       "[core]\n\tbare = false\n[remote \"up\"]\n\turl = no\n[remote \"origin\"]\n\turl = git@host:x.git\n[branch "
       "\"main\"]\n");
  EXPECT_EQ(checkout_of(at("r")), (Checkout{commit, "main", "git@host:x.git"}));
}

TEST_F(RootTest, ReadsPackedAndDetachedAndUnbornHeads) {
  git("p/.git", "ref: refs/heads/feature/x\n");
  file("p/.git/packed-refs",
       "# pack-refs with: peeled\n" + other + " refs/heads/feature\n" + commit + " refs/heads/feature/x\n");
  EXPECT_EQ(checkout_of(at("p")), (Checkout{commit, "feature/x", ""}));
  git("d/.git", commit + "\n");
  EXPECT_EQ(checkout_of(at("d")), (Checkout{commit, "", ""}));
  git("u/.git", "ref: refs/heads/main\n");
  EXPECT_EQ(checkout_of(at("u")), (Checkout{"", "main", ""}));
}

TEST_F(RootTest, FollowsAWorktreeToItsCommonFolder) {
  file("m/.git/refs/heads/side", commit + "\n");
  file("m/.git/config", "[remote \"origin\"]\nurl = u\n");
  file("m/.git/worktrees/w/HEAD", "ref: refs/heads/side\n");
  file("m/.git/worktrees/w/commondir", "../..\n");
  file("w/.git", "gitdir: " + at("m/.git/worktrees/w") + "\n");
  file("m/.git/worktrees/w/gitdir", at("w/.git") + "\n");
  EXPECT_EQ(checkout_of(at("w")), (Checkout{commit, "side", "u"}));
}

TEST_F(RootTest, TheGitOfSomebodyElseIsNotFollowed) {
  git("other/.git", commit + "\n");
  file("other/.git/config", "[remote \"origin\"]\nurl = secret\n");
  EXPECT_EQ(checkout_of(at("other")), (Checkout{commit, "", "secret"}));
  file("f/.git", "gitdir: " + at("other/.git") + "\n");
  EXPECT_EQ(checkout_of(at("f")), std::nullopt);
  fs::create_directory_symlink(at("other/.git"), folder("l") + "/.git");
  EXPECT_EQ(checkout_of(at("l")), std::nullopt);
  git("c/.git", "ref: refs/heads/main\n");
  file("c/.git/commondir", at("other/.git") + "\n");
  EXPECT_EQ(checkout_of(at("c")), std::nullopt);
}

TEST_F(RootTest, IsNotFooledByAHostileRepository) {
  EXPECT_EQ(checkout_of(folder("plain")), std::nullopt);
  git("e/.git", "ref: refs/heads/../../../../secret\n");
  file("secret", commit + "\n");
  EXPECT_EQ(checkout_of(at("e")), (Checkout{}));
  git("h/.git", "root:x:0:0\n");
  EXPECT_EQ(checkout_of(at("h")), (Checkout{}));
  folder("f/.git");
  ASSERT_EQ(::mkfifo(at("f/.git/HEAD").c_str(), 0600), 0);
  EXPECT_EQ(checkout_of(at("f")), std::nullopt) << "a FIFO must not be waited for";
  git("big/.git", std::string(2 * 1024 * 1024, 'a'));
  EXPECT_EQ(checkout_of(at("big")), std::nullopt);
}

}  // namespace
}  // namespace weir::workspace

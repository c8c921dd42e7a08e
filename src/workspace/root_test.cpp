// From a client's word to a repository: found, bounded, and not fooled.
#include "workspace/root.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace weir::workspace {
namespace {

namespace fs = std::filesystem;

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

}  // namespace
}  // namespace weir::workspace

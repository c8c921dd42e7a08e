// What a watcher tells: by waiting for its descriptor, never by sleeping.
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <set>

#include "workspace/tree/temp_tree.h"
#include "workspace/tree/tree.h"

namespace weir::workspace {
namespace {

namespace fs = std::filesystem;
using Paths = std::set<std::string>;

struct TreeWatch : TempTree {
  std::unique_ptr<Watch> watch;
  void open() {
    auto opened = Watch::open(root());
    ASSERT_TRUE(opened) << opened.error().message;
    watch = std::move(*opened);
  }
  // Everything that is told until `enough` holds; the kernel delivers at once, the bound is for a broken machine.
  Paths told(const std::function<bool(const Paths&)>& enough) const {
    Paths out;
    while (!enough(out)) {
      pollfd ready{watch->fd(), POLLIN, 0};
      if (::poll(&ready, 1, 10'000) != 1) break;
      for (std::string& path : watch->take()) out.insert(std::move(path));
    }
    return out;
  }
  Paths told(const std::string& path) const {
    return told([&](const Paths& paths) { return paths.contains(path); });
  }
};

TEST_F(TreeWatch, TellsWrittenNewAndRemovedFiles) {
  file("a.c");
  file("sub/b.c");
  open();
  EXPECT_TRUE(watch->complete());
  EXPECT_TRUE(watch->take().empty());
  file("a.c", "new text\n");
  EXPECT_EQ(told("a.c"), Paths{"a.c"});
  file("sub/c.c");
  EXPECT_EQ(told("sub/c.c"), Paths{"sub/c.c"});
  fs::remove(root() + "/sub/b.c");
  EXPECT_EQ(told("sub/b.c"), Paths{"sub/b.c"});
  // As editors save: another file takes the name.
  file("a.c~", "newest\n");
  fs::rename(root() + "/a.c~", root() + "/a.c");
  EXPECT_TRUE(told("a.c").contains("a.c"));
}

TEST_F(TreeWatch, TellsAHardLink) {
  file("a.c");
  open();
  fs::create_hard_link(root() + "/a.c", root() + "/b.c");
  EXPECT_EQ(told("b.c"), Paths{"b.c"});
}

TEST_F(TreeWatch, FollowsNewFoldersAndWhatCameIntoThemBeforeItLooked) {
  open();
  file("new/deep/er/a.c");
  EXPECT_TRUE(told("new/deep/er/a.c").contains("new/deep/er/a.c"));
  file("new/deep/er/b.c");
  EXPECT_EQ(told("new/deep/er/b.c"), Paths{"new/deep/er/b.c"});
}

TEST_F(TreeWatch, IsSilentAboutWhatIsIgnored) {
  file(".gitignore", "out/\n*.log\n");
  file("out/a.c");
  open();
  file("out/b.c");
  file("x.log");
  file("later/out/c.c");
  file("z.c");
  const Paths seen = told("z.c");
  for (const char* path : {"out/b.c", "x.log", "later/out/c.c", ""}) EXPECT_FALSE(seen.contains(path)) << path;
}

TEST_F(TreeWatch, TellsEverythingWhenRulesChangeOrAFolderMoves) {
  file("a/b.c");
  file("out/c.c");
  open();
  file(".gitignore", "out/\n");
  EXPECT_TRUE(told("").contains(""));
  file("out/d.c");
  file("a/e.c");
  EXPECT_EQ(told("a/e.c"), Paths{"a/e.c"});
  fs::rename(root() + "/a", root() + "/z");
  EXPECT_TRUE(told("").contains(""));
  file("z/f.c");
  EXPECT_TRUE(told("z/f.c").contains("z/f.c"));
}

TEST_F(TreeWatch, TellsWhatGitDoesAsGit) {
  git("init");
  file("a.c");
  git("add a.c");
  git("commit -m one");
  open();
  git("branch topic");
  EXPECT_TRUE(told(".git").contains(".git"));
  git("checkout topic");
  EXPECT_EQ(told(".git"), Paths{".git"});
  file("a.c", "other\n");
  EXPECT_TRUE(told("a.c").contains("a.c"));
  git("commit -am two");
  EXPECT_EQ(told(".git"), Paths{".git"});
}

TEST_F(TreeWatch, TellsWhatGitDoesInAWorktree) {
  git("init");
  file("a.c");
  git("add a.c");
  git("commit -m one");
  git("worktree add ../w -b topic");
  auto opened = Watch::open(at("w"));
  ASSERT_TRUE(opened);
  watch = std::move(*opened);
  write("w/a.c", "changed\n");
  git("commit -am two", "w");
  EXPECT_TRUE(told(".git").contains(".git"));
}

TEST_F(TreeWatch, SaysEverythingWhenTheKernelLostEvents) {
  for (int i = 0; i < 2; ++i) file("f" + std::to_string(i));
  open();
  // More events than the queue holds (16,384 by default): alternating, since equal ones in a row are one.
  std::ifstream limit("/proc/sys/fs/inotify/max_queued_events");
  int most = 16'384;
  limit >> most;
  if (most > 100'000) GTEST_SKIP() << "the queue is too long to fill";
  for (int i = 0; i < most + 100; ++i) {
    const int fd = ::open((root() + "/f" + std::to_string(i % 2)).c_str(), O_WRONLY);
    ASSERT_GE(fd, 0);
    ::close(fd);
  }
  EXPECT_TRUE(told("").contains(""));
  file("after.c");
  EXPECT_TRUE(told("after.c").contains("after.c"));
}

TEST_F(TreeWatch, ManyNewFoldersAtOnceAreOneWalk) {
  open();
  for (int i = 0; i < 500; ++i) file("d" + std::to_string(i) + "/a.c");
  (void)told([](const Paths& paths) { return paths.contains("") || paths.contains("d499/a.c"); });
  file("d499/b.c");
  EXPECT_TRUE(told("d499/b.c").contains("d499/b.c"));
  EXPECT_TRUE(watch->complete());
}

TEST_F(TreeWatch, ARootThatGoesAwayIsSaid) {
  file("a.c");
  open();
  fs::rename(root(), at("elsewhere"));
  EXPECT_TRUE(told("").contains(""));
  EXPECT_FALSE(watch->complete());
}

}  // namespace
}  // namespace weir::workspace

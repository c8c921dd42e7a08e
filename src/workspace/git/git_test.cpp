// Repositories of every kind, made by git itself; then damaged and hostile ones.
#include "workspace/git/git.h"

#include <sys/stat.h>

#include <algorithm>

#include "base/limits.h"
#include "workspace/tree/temp_tree.h"

namespace weir::workspace {
namespace {

namespace fs = std::filesystem;
using How = Changed::How;

struct GitRepository : TempTree {
  void SetUp() override {
    TempTree::SetUp();
    git("init");
  }
  void commit(const std::string& message) const {
    git("add -A");
    git("commit --allow-empty -m '" + message + "'");
  }
  std::unique_ptr<Git> open(const std::string& folder = "r") const {
    auto opened = Git::open(at(folder));
    EXPECT_TRUE(opened) << (opened ? "" : opened.error().message);
    return opened ? std::move(*opened) : nullptr;
  }
  static std::vector<Commit> history(Git& git, const std::string& from = "HEAD") {
    std::vector<Commit> out;
    const auto done = git.history(from, [&](const Commit& commit) {
      out.push_back(commit);
      return true;
    });
    EXPECT_TRUE(done) << (done ? "" : done.error().message);
    return out;
  }
  static std::vector<std::string> subjects(Git& git, const std::string& from = "HEAD") {
    std::vector<std::string> out;
    for (const Commit& commit : history(git, from)) out.push_back(commit.message);
    return out;
  }
  static std::string told(const std::vector<Changed>& files) {
    std::string out;
    for (const Changed& file : files) {
      out += "AMDR"[static_cast<int>(file.how)];
      out += " " + (file.old_path.empty() ? "" : file.old_path + " > ") + file.path + "; ";
    }
    return out;
  }
};
using Subjects = std::vector<std::string>;

TEST_F(GitRepository, HistoryIsNewestFirstWithWhatEachCommitChanged) {
  file("a.c", "one\n");
  file("sub/b.c", "two\n");
  commit("first");
  file("a.c", "changed\n");
  fs::remove(root() + "/sub/b.c");
  file("sub/deep/c.c", "three\n");
  commit("second\n\nwith a body");
  const auto repository = open();
  const auto all = history(*repository);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].message, "second\n\nwith a body");
  EXPECT_EQ(told(all[0].files), "M a.c; D sub/b.c; A sub/deep/c.c; ");
  EXPECT_EQ(told(all[1].files), "A a.c; A sub/b.c; ");
  EXPECT_EQ(all[0].id, repository->head());
  EXPECT_EQ(all[0].id.size(), 40U);
  EXPECT_FALSE(all[0].merge);
  EXPECT_GT(all[0].time, 1'500'000'000);
}

TEST_F(GitRepository, TheOneWhoListensMayStop) {
  for (int i = 0; i < 5; ++i) commit("c" + std::to_string(i));
  int seen = 0;
  EXPECT_TRUE(open()->history("HEAD", [&](const Commit&) { return ++seen < 2; }));
  EXPECT_EQ(seen, 2);
}

TEST_F(GitRepository, RenamesAreFoundByBytesAndByName) {
  file("old/same.c", "the very same bytes\n");
  file("old/Edited.java", "class Edited { int a; int b; int c; }\n");
  file("one/index.ts", "1\n");
  file("two/index.ts", "2\n");
  file("empty_a.c", "");
  commit("first");
  fs::create_directories(root() + "/new");
  fs::rename(root() + "/old/same.c", root() + "/new/other.c");
  fs::remove(root() + "/old/Edited.java");
  file("new/Edited.java", "class Edited { int a; int b; int c; int d; }\n");
  fs::remove(root() + "/one/index.ts");
  fs::remove(root() + "/two/index.ts");
  file("three/index.ts", "3, which may be either\n");
  fs::remove(root() + "/empty_a.c");
  file("empty_b.c", "");
  commit("second");
  EXPECT_EQ(told(history(*open())[0].files),
            "D empty_a.c; A empty_b.c; R old/Edited.java > new/Edited.java; R old/same.c > new/other.c; "
            "D one/index.ts; A three/index.ts; D two/index.ts; ");
}

TEST_F(GitRepository, AFolderThatBecomesAFileIsBoth) {
  file("x/a.c", "1\n");
  commit("first");
  fs::remove_all(root() + "/x");
  file("x", "2\n");
  commit("second");
  EXPECT_EQ(told(history(*open())[0].files), "A x; D x/a.c; ");
}

TEST_F(GitRepository, MergesAreMarkedAndSeenFromTheFirstParent) {
  file("a.c");
  commit("base");
  git("checkout -b side");
  file("side.c");
  commit("on side");
  git("checkout main");
  file("main.c");
  commit("on main");
  git("merge --no-ff -m merged side");
  const auto repository = open();
  EXPECT_EQ(subjects(*repository), (Subjects{"merged", "on main", "base"}));
  const auto all = history(*repository);
  EXPECT_TRUE(all[0].merge);
  EXPECT_EQ(told(all[0].files), "A side.c; ");
}

TEST_F(GitRepository, AWideCommitIsCutButItsMovesAreKept) {
  for (int i = 0; i < 150; ++i) file("old/f" + std::to_string(i) + ".c", "file " + std::to_string(i) + "\n");
  commit("first");
  fs::rename(root() + "/old", root() + "/new");
  commit("moved");
  const auto all = history(*open());
  EXPECT_EQ(all[0].files.size(), limits::workspace_commit_files + 1);
  EXPECT_EQ(all[0].moves.size(), 150U);
  EXPECT_EQ(all[0].moves[0].path, "new/f0.c");
  EXPECT_EQ(all[0].moves[0].old_path, "old/f0.c");
  EXPECT_EQ(all[1].files.size(), limits::workspace_commit_files + 1);
  EXPECT_TRUE(all[1].moves.empty());
}

TEST_F(GitRepository, RevisionsAreNamedAsGitNamesThem) {
  for (const char* subject : {"one", "two", "three"}) commit(subject);
  git("tag light HEAD~1");
  git("tag -a noted -m note HEAD~2");
  git("checkout -b topic/a");
  commit("four");
  const auto repository = open();
  const auto all = history(*repository);
  ASSERT_EQ(all.size(), 4U);
  const auto id = [&](std::string_view rev) { return repository->resolve(rev).value_or("none"); };
  for (const char* rev : {"HEAD", "@", "topic/a", "refs/heads/topic/a", "heads/topic/a", "HEAD~0", "HEAD^0"}) {
    EXPECT_EQ(id(rev), all[0].id) << rev;
  }
  EXPECT_EQ(id("main"), all[1].id);
  EXPECT_EQ(id("HEAD^"), all[1].id);
  EXPECT_EQ(id("light"), all[2].id);
  EXPECT_EQ(id("main~1"), all[2].id);
  EXPECT_EQ(id("noted"), all[3].id);
  EXPECT_EQ(id("noted^{commit}"), all[3].id);
  EXPECT_EQ(id("HEAD~2^"), all[3].id);
  EXPECT_EQ(id(all[3].id), all[3].id);
  EXPECT_EQ(id(all[3].id.substr(0, 10)), all[3].id);
  git("pack-refs --all");
  git("gc");
  const auto packed = open();
  EXPECT_EQ(packed->resolve("main").value_or("none"), all[1].id);
  EXPECT_EQ(packed->resolve("noted").value_or("none"), all[3].id);
  for (const char* rev : {"HEAD~4", "nobody", "", "~", "HEAD^2", "HEAD~x", "../../HEAD", "config",
                          "HEAD~99999999999999", "ffffffffffffffffffffffffffffffffffffffff", "--all", "main:a.c"}) {
    const auto unknown = packed->resolve(rev);
    ASSERT_FALSE(unknown) << rev;
    EXPECT_EQ(unknown.error().kind, ErrorKind::not_found) << rev;
  }
}

TEST_F(GitRepository, ACommitsTreeIsASourceOfFiles) {
  file("src/main.go", "package main\n");
  file("src/gen.go", "// Code generated by x. DO NOT EDIT.\n");
  file(".gitignore", "*.log\n");
  file(".weirignore", "private/\n");
  file("private/a.c");
  file("kept.log");
  git("add -f kept.log");
  fs::create_symlink("/etc/passwd", root() + "/link");
  commit("first");
  file("src/main.go", "package other\n");
  commit("second");
  const auto repository = open();
  const auto before = repository->at("HEAD~1");
  ASSERT_TRUE(before);
  EXPECT_EQ(paths(**before),
            (std::vector<std::string>{".gitignore", ".weirignore", "kept.log", "src/gen.go", "src/main.go"}));
  EXPECT_EQ((*before)->read("src/main.go").value_or(""), "package main\n");
  EXPECT_EQ(repository->read("HEAD", "src/main.go").value_or(""), "package other\n");
  std::vector<FileEntry> entries;
  ASSERT_TRUE((*before)->list([&](FileEntry entry) {
    entries.push_back(std::move(entry));
    return true;
  }));
  EXPECT_EQ(entries[3].cls, FileClass::generated);
  EXPECT_EQ(entries[4].cls, FileClass::source);
  EXPECT_EQ(entries[4].size, 13U);
  EXPECT_EQ(entries[4].mtime_ns, 0);
  for (const char* path : {"link", "src", "gone.c", "../x", "/etc/passwd", "", "src/main.go/x"}) {
    EXPECT_FALSE((*before)->read(path)) << path;
  }
}

TEST_F(GitRepository, BetweenTwoCommits) {
  file("a.c", "some text that stays the same\n");
  commit("first");
  fs::rename(root() + "/a.c", root() + "/b.c");
  file("c.c");
  commit("second");
  const auto repository = open();
  EXPECT_EQ(told(repository->between("HEAD~1", "HEAD").value_or(std::vector<Changed>())), "R a.c > b.c; A c.c; ");
  EXPECT_EQ(told(repository->between("HEAD", "HEAD").value_or(std::vector<Changed>())), "");
  EXPECT_FALSE(repository->between("nobody", "HEAD"));
}

TEST_F(GitRepository, NoCommitYet) {
  const auto repository = open();
  EXPECT_EQ(repository->head(), "");
  EXPECT_FALSE(repository->resolve("HEAD"));
  EXPECT_FALSE(repository->history("HEAD", [](const Commit&) { return true; }));
}

TEST_F(GitRepository, DetachedHead) {
  commit("one");
  commit("two");
  git("checkout HEAD~1");
  EXPECT_EQ(subjects(*open()), Subjects{"one"});
}

TEST_F(GitRepository, ShallowHistoryEndsWhereItIsCut) {
  for (const char* subject : {"one", "two", "three", "four"}) {
    file("a.c", subject);
    commit(subject);
  }
  git("clone --depth 2 'file://" + root() + "' ../shallow");
  const auto repository = open("shallow");
  EXPECT_EQ(subjects(*repository), Subjects{"four"});  // what "three" changed cannot be known
  EXPECT_EQ(paths(**repository->at("HEAD")), std::vector<std::string>{"a.c"});
}

TEST_F(GitRepository, APartialCloneLacksBlobsAndSaysSo) {
  file("small.c", "x\n");
  file("big.c", std::string(20'000, 'x'));
  commit("one");
  git("config uploadpack.allowFilter true");
  git("clone --bare --filter=blob:limit=1k 'file://" + root() + "' ../partial");
  const auto repository = open("partial");
  const auto tree = repository->at("HEAD");
  ASSERT_TRUE(tree);
  EXPECT_EQ(paths(**tree), (std::vector<std::string>{"big.c", "small.c"}));
  EXPECT_FALSE((*tree)->read("big.c"));
  EXPECT_TRUE((*tree)->read("small.c"));
  EXPECT_EQ(subjects(*repository), Subjects{"one"});
}

TEST_F(GitRepository, BareWorktreeAndSubmodule) {
  file("a.c");
  commit("one");
  git("clone --bare . ../bare.git");
  EXPECT_EQ(subjects(*open("bare.git")), Subjects{"one"});
  git("worktree add ../tree -b topic");
  write("tree/b.c", "b\n");
  git("add -A", "tree");
  git("commit -m two", "tree");
  EXPECT_EQ(subjects(*open("tree")), (Subjects{"two", "one"}));
  EXPECT_EQ(subjects(*open()), Subjects{"one"});
  git("submodule add 'file://" + at("bare.git") + "' module");
  EXPECT_EQ(subjects(*open("r/module")), Subjects{"one"});
}

TEST_F(GitRepository, OldEncodingsBecomeUtf8AndLongMessagesAreCut) {
  git("-c i18n.commitEncoding=ISO-8859-1 commit --allow-empty -m \"$(printf 'caf\\351')\"");
  EXPECT_EQ(history(*open())[0].message, "caf\xc3\xa9");
  write("long", std::string(100'000, 'x'));
  git("commit --allow-empty -F ../long");
  EXPECT_LE(history(*open())[0].message.size(), limits::workspace_message_bytes);
}

TEST_F(GitRepository, NothingOfTheRepositoryIsExecutedOrBelieved) {
  file("a.c");
  commit("one");
  const std::string touched = at("touched");
  const std::string script = "#!/bin/sh\ntouch '" + touched + "'\n";
  for (const char* hook : {"post-checkout", "fsmonitor", "pre-auto-gc"}) {
    file(std::string(".git/hooks/") + hook, script);
    ::chmod((root() + "/.git/hooks/" + hook).c_str(), 0755);
  }
  const std::string run = root() + "/.git/hooks/fsmonitor";
  file(".git/config", "[core]\n\tfsmonitor = " + run + "\n\tsshCommand = " + run + "\n[filter \"x\"]\n\tclean = " +
                          run + "\n\tsmudge = " + run + "\n[include]\n\tpath = /dev/zero\n");
  file(".gitattributes", "* filter=x diff=x\n");
  const auto repository = open();
  EXPECT_EQ(history(*repository).size(), 1U);
  EXPECT_EQ(repository->read("HEAD", "a.c").value_or(""), "x\n");
  EXPECT_FALSE(fs::exists(touched));
}

TEST_F(GitRepository, WhatIsNoRepositoryIsSaidWithWhatToDo) {
  fs::create_directories(at("plain"));
  const auto plain = Git::open(at("plain"));
  ASSERT_FALSE(plain);
  EXPECT_EQ(plain.error().kind, ErrorKind::not_found);
  write("broken/.git", "gitdir: /nowhere/at/all\n");
  const auto broken = Git::open(at("broken"));
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().kind, ErrorKind::invalid);
  EXPECT_FALSE(broken.error().help.empty());
}

TEST_F(GitRepository, AFifoAmongTheObjectsIsNotWaitedFor) {
  commit("one");
  ASSERT_EQ(::mkfifo((root() + "/.git/objects/pack/pack-x.idx").c_str(), 0600), 0);
  const auto opened = Git::open(root());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::invalid);
  fs::remove(root() + "/.git/objects/pack/pack-x.idx");
  fs::remove(root() + "/.git/HEAD");
  ASSERT_EQ(::mkfifo((root() + "/.git/HEAD").c_str(), 0600), 0);
  EXPECT_FALSE(Git::open(root()));
}

TEST_F(GitRepository, DamagedObjectsEndHistoryWithoutACrash) {
  for (const char* subject : {"one", "two", "three"}) {
    file("a.c", subject);
    commit(subject);
  }
  const std::string two = open()->resolve("HEAD~1").value_or("");
  const std::string path = root() + "/.git/objects/" + two.substr(0, 2) + "/" + two.substr(2);
  fs::permissions(path, fs::perms::owner_all);
  std::ofstream(path) << "this is no object";
  EXPECT_TRUE(history(*open()).empty());
  EXPECT_TRUE(open()->at("HEAD"));
  EXPECT_FALSE(open()->at("HEAD~1"));
}

// A tree that holds itself ten times, ten levels deep: ten thousand million files from ten objects.
TEST_F(GitRepository, ATreeBombIsBounded) {
  const std::string script =
      "cd '" + root() +
      "' && id=$(echo x | git hash-object -w --stdin) && line=\"100644 blob $id\" && for level in 0 1 2 3 4 5 6 7 8 9; "
      "do "
      "tree=$(for n in 0 1 2 3 4 5 6 7 8 9; do printf '%s\\t%s.png\\n' \"$line\" $n; done | git mktree); "
      "line=\"040000 tree $tree\"; done && GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@x GIT_COMMITTER_NAME=a "
      "GIT_COMMITTER_EMAIL=a@x git update-ref refs/heads/main $(GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@x "
      "GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@x git commit-tree -m bomb $tree)";
  ASSERT_EQ(std::system(script.c_str()), 0);
  const auto repository = open();
  std::size_t files = 0;
  const auto listed = (*repository->at("HEAD"))->list([&](const FileEntry&) { return ++files != 0; });
  ASSERT_FALSE(listed);
  EXPECT_EQ(listed.error().kind, ErrorKind::too_large);
  EXPECT_LE(files, limits::workspace_files);
  const auto all = history(*repository);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].files.size(), limits::workspace_commit_files + 1);
}

TEST_F(GitRepository, ALinkBetweenRefsThatRunsInACircleEnds) {
  commit("one");
  file(".git/refs/heads/a", "ref: refs/heads/b\n");
  file(".git/refs/heads/b", "ref: refs/heads/a\n");
  file(".git/refs/heads/out", "ref: ../../outside\n");
  const auto repository = open();
  EXPECT_FALSE(repository->resolve("a"));
  EXPECT_FALSE(repository->resolve("out"));
}

}  // namespace
}  // namespace weir::workspace

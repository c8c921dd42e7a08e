// Children: what they get, what they do not get, and how they end.
#include "net/process.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/oneshot.h"
#include "net/test_support.h"

namespace weir::net {
namespace {

using test::run;

ChildSpec shell(const std::string& script) { return {"/bin/sh", {"-c", script}, {}, ""}; }

std::unique_ptr<Child> start(IoLoop& loop, const ChildSpec& spec) {
  auto child = start_child(loop, spec);
  if (!child) {
    ADD_FAILURE() << child.error().message;
    std::abort();
  }
  return std::move(*child);
}

Task<std::string> read_all(Child& child) {
  Cancel never;
  std::string all;
  for (;;) {
    auto piece = co_await child.read_some(never);
    if (!piece) {
      EXPECT_EQ(piece.error().kind, ErrorKind::closed);
      co_return all;
    }
    EXPECT_FALSE(piece->empty());
    all += *piece;
  }
}

TEST(Child, EchoesOverItsOneDescriptor) {
  IoLoop loop;
  auto child = start(loop, shell("exec cat <&{fd} >&{fd}"));
  std::string sent(1'000'000, 'a');
  for (std::size_t i = 0; i < sent.size(); i += 991) sent[i] = static_cast<char>('b' + i % 20);
  spawn(
      [](Child& c, std::string bytes) -> Task<void> { EXPECT_TRUE(co_await c.write(std::move(bytes))); }(*child, sent));
  const auto got = run(loop, [](Child& c, std::size_t size) -> Task<std::string> {
    Cancel never;
    std::string all;
    while (all.size() < size) {
      auto piece = co_await c.read_some(never);
      EXPECT_TRUE(piece);
      if (!piece) break;
      all += *piece;
    }
    co_return all;
  }(*child, sent.size()));
  EXPECT_TRUE(got == sent);
  EXPECT_EQ(child->exit_text(), "");
}

TEST(Child, HasTheGivenEnvironmentAndNoOther) {
  ::setenv("WEIR_TEST_SECRET", "canary", 1);
  IoLoop loop;
  auto spec = shell("cat /proc/$$/environ >&{fd}");
  spec.env = {{"A", "1"}, {"B", "two words"}};
  auto child = start(loop, spec);
  EXPECT_EQ(run(loop, read_all(*child)), std::string("A=1\0B=two words\0", 16));
}

TEST(Child, HasNoDescriptorOfOurs) {
  IoLoop loop;
  const test::RawListener ours;
  const std::ifstream file("/etc/passwd");
  auto child = start(loop, shell("for f in /proc/$$/fd/*; do echo \"${f##*/} $(readlink $f)\"; done >&{fd}"));
  std::istringstream lines(run(loop, read_all(*child)));
  std::map<std::string, std::string> descriptors;
  for (std::string number, target; lines >> number && std::getline(lines >> std::ws, target);) {
    descriptors[number] = target;
  }
  EXPECT_EQ(descriptors["0"], "/dev/null");
  EXPECT_EQ(descriptors["2"], "/dev/null");
  EXPECT_TRUE(descriptors["3"].starts_with("socket:"));
  // The shell itself keeps a copy of 1 and makes pipes above 9; nothing else is there.
  for (const auto& [number, target] : descriptors) {
    EXPECT_TRUE(target == "/dev/null" || target.starts_with("pipe:") || target == descriptors["3"]) << number << target;
  }
}

TEST(Child, WritesItsErrorsToAPrivateFile) {
  char name[] = "/tmp/weir-net-XXXXXX";
  const std::string dir = ::mkdtemp(name);
  auto spec = shell("echo broken >&2");
  spec.stderr_file = dir + "/log";
  for (int i = 0; i < 2; ++i) {
    IoLoop loop;
    auto child = start(loop, spec);
    EXPECT_EQ(run(loop, read_all(*child)), "");
  }
  std::ifstream in(spec.stderr_file);
  std::stringstream text;
  text << in.rdbuf();
  EXPECT_EQ(text.str(), "broken\nbroken\n");
  struct stat s{};
  ::stat(spec.stderr_file.c_str(), &s);
  EXPECT_EQ(s.st_mode & 0777U, 0600U);
  std::filesystem::remove_all(dir);
}

TEST(Child, ItsEndIsSeenAndSaid) {
  struct Case {
    std::string script, text;
  };
  for (const auto& c : std::vector<Case>{{"exit 3", "exit 3"},
                                         {"exit 0", "exit 0"},
                                         {"kill -9 $$", "killed by signal 9"},
                                         {"kill -SEGV $$", "killed by signal 11"}}) {
    IoLoop loop;
    auto child = start(loop, shell(c.script));
    EXPECT_EQ(run(loop, read_all(*child)), "");
    EXPECT_EQ(child->exit_text(), c.text);
    EXPECT_FALSE(run(loop, child->write(std::string(1'000'000, 'x'))));
  }
}

TEST(Child, SigpipeIsNotIgnoredInIt) {
  IoLoop loop;  // ignores it for us
  auto child = start(loop, shell("kill -PIPE $$; exit 0"));
  EXPECT_EQ(run(loop, read_all(*child)), "");
  EXPECT_EQ(child->exit_text(), "killed by signal 13");
}

bool exists(int pid) { return ::kill(pid, 0) == 0; }

TEST(Child, IsKilledAndReapedWithItsObject) {
  IoLoop loop;
  auto child = start(loop, shell("exec sleep 1000"));
  int pid = child->pid();
  EXPECT_TRUE(exists(pid));
  child = nullptr;  // the loop does not run: at once
  EXPECT_FALSE(exists(pid));

  child = start(loop, shell("exec sleep 1000"));
  pid = child->pid();
  loop.post([&] { child = nullptr; });
  loop.run();  // ends when the kernel has ended it
  EXPECT_FALSE(exists(pid));
}

TEST(Child, AWaitUnderWayComesHomeWhenTheObjectGoes) {
  IoLoop loop;
  auto child = start(loop, shell("exec sleep 1000"));
  loop.post([&] { child = nullptr; });
  EXPECT_EQ(run(loop, read_all(*child)), "");
}

TEST(Child, ACancelledReadLosesNothing) {
  IoLoop loop;
  auto child = start(loop, shell("exec cat <&{fd} >&{fd}"));
  Cancel cancel;
  loop.post([&] { cancel.request(); });
  const auto cancelled = run(loop, child->read_some(cancel));
  ASSERT_FALSE(cancelled);
  EXPECT_EQ(cancelled.error().kind, ErrorKind::cancelled);
  EXPECT_TRUE(run(loop, child->write("after")));
  Cancel never;
  EXPECT_EQ(run(loop, child->read_some(never)).value_or("?"), "after");
}

TEST(Child, DiesWithItsParent) {
  int report[2];
  ASSERT_EQ(::pipe(report), 0);
  const pid_t parent = ::fork();
  if (parent == 0) {
    IoLoop loop;
    auto child = start_child(loop, {"/bin/sleep", {"1000"}, {}, ""});
    const int pid = child ? (*child)->pid() : -1;
    [[maybe_unused]] const auto ignored = ::write(report[1], &pid, sizeof(pid));
    ::_exit(0);  // without a destructor
  }
  int pid = -1;
  ASSERT_EQ(::read(report[0], &pid, sizeof(pid)), static_cast<ssize_t>(sizeof(pid)));
  ASSERT_GT(pid, 0);
  ::waitpid(parent, nullptr, 0);
  // It is init's now; dead or a zombie that nobody has reaped yet, but not running.
  const auto running = [pid] {
    std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
    std::string number, comm, state;
    return in >> number >> comm >> state && state != "Z" && state != "X";
  };
  for (int i = 0; i < 5'000 && running(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_FALSE(running());
  ::close(report[0]);
  ::close(report[1]);
}

TEST(Child, AProgramThatIsNotThereIsAnError) {
  IoLoop loop;
  const auto child = start_child(loop, {"/no/such/program", {}, {}, ""});
  ASSERT_FALSE(child);
  EXPECT_EQ(child.error().kind, ErrorKind::io);
  EXPECT_NE(child.error().message.find("/no/such/program"), std::string::npos);
  EXPECT_FALSE(start_child(loop, {"/bin/sh", {}, {}, "/no/such/dir/log"}));
}

}  // namespace
}  // namespace weir::net

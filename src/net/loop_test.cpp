// The loop: time, cancelling, posts from other threads, signals; and Link's deadlines over a socket pair.
#include "net/loop.h"

#include <gtest/gtest.h>

#include <csignal>
#include <thread>

#include "net/core.h"
#include "net/link.h"
#include "net/test_support.h"

namespace weir::net {
namespace {

using test::run;

TEST(Loop, SleepComesBackAfterTheTime) {
  IoLoop loop;
  Cancel never;
  const auto began = loop.now();
  EXPECT_TRUE(run(loop, loop.sleep({20}, never)));
  EXPECT_GE((loop.now() - began).n, 19);
}

TEST(Loop, ACancelledSleepComesBackAtOnce) {
  IoLoop loop;
  Cancel cancel;
  loop.post([&] { cancel.request(); });
  const auto began = loop.now();
  auto slept = run(loop, loop.sleep({60'000}, cancel));
  ASSERT_FALSE(slept);
  EXPECT_EQ(slept.error().kind, ErrorKind::cancelled);
  slept = run(loop, loop.sleep({60'000}, cancel));
  EXPECT_FALSE(slept);
  EXPECT_LT((loop.now() - began).n, 5'000);
}

TEST(Loop, CancellingFromACallbackOfTheSameCancelIsHarmless) {
  IoLoop loop;
  Cancel cancel;
  const auto again = cancel.on_request([&] { cancel.request(); });
  loop.post([&] { cancel.request(); });
  EXPECT_FALSE(run(loop, loop.sleep({60'000}, cancel)));
}

TEST(Loop, PostsFromOtherThreadsRunHere) {
  IoLoop loop;
  const auto here = std::this_thread::get_id();
  int ran = 0;
  test::run_beside(loop, [&] {
    for (int i = 0; i < 1'000; ++i) {
      loop.post([&] {
        EXPECT_EQ(std::this_thread::get_id(), here);
        ++ran;
      });
    }
  });
  EXPECT_EQ(ran, 1'000);
}

TEST(Loop, RunEndsWhenNothingIsLeft) {
  IoLoop loop;
  bool ran = false;
  loop.post([&] { ran = true; });
  loop.run();
  EXPECT_TRUE(ran);
  loop.stop();
  loop.run();  // the stop that came before ends this one
  loop.post([&] { ran = false; });
  loop.run();
  EXPECT_FALSE(ran);
}

TEST(Loop, SignalsArriveEachTime) {
  IoLoop loop;
  int heard = 0;
  loop.on_signal(SIGUSR1, [&](int number) {
    EXPECT_EQ(number, SIGUSR1);
    if (++heard == 2) return loop.stop();
    std::raise(SIGUSR1);
  });
  loop.post([] { std::raise(SIGUSR1); });
  loop.run();
  EXPECT_EQ(heard, 2);
}

struct PairOfLinks {
  explicit PairOfLinks(IoLoop& loop) {
    int fds[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    auto& io = loop.core();
    a = std::make_unique<Link>(io, make_stream(local::socket(io.context, local(), fds[0])));
    b = std::make_unique<Link>(io, make_stream(local::socket(io.context, local(), fds[1])));
  }
  std::unique_ptr<Link> a, b;
};

TEST(LinkDeadline, AReadThatGetsNothingTimesOut) {
  IoLoop loop;
  PairOfLinks links(loop);
  char byte = 0;
  auto read = [](Link& link, char& to, OnTime action) -> Task<Result<std::size_t>> {
    link.within({20}, "byte", action);
    co_return co_await link.read_some({&to, 1});
  };
  auto got = run(loop, read(*links.a, byte, OnTime::interrupts));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::timeout);
  EXPECT_EQ(got.error().message, "no byte within 0.02 s");
  EXPECT_TRUE(links.a->open());  // an answer can still be written
  EXPECT_TRUE(run(loop, links.a->write_all("x", {}, {}, {1'000}, "progress")));
  got = run(loop, read(*links.a, byte, OnTime::closes));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::timeout);
  EXPECT_FALSE(links.a->open());
}

TEST(LinkDeadline, AWriterThatIsNotReadTimesOut) {
  IoLoop loop;
  PairOfLinks links(loop);
  const std::string much(10'000'000, 'x');
  const auto written = run(loop, links.a->write_all(much, {}, {}, {30}, "progress"));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::timeout);
  EXPECT_FALSE(links.a->open());
}

TEST(LinkDeadline, ASlowReaderThatGoesOnDoesNot) {
  IoLoop loop;
  PairOfLinks links(loop);
  const std::string much(3'000'000, 'x');
  spawn([](IoLoop& l, Link& link) -> Task<void> {
    Cancel never;
    std::string bytes(100'000, '\0');
    for (std::size_t left = 3'000'000; left > 0;) {
      const auto got = co_await link.read_some(bytes);
      if (!got || *got == 0) co_return;
      left -= *got;
      co_await l.sleep({5}, never);
    }
  }(loop, *links.b));
  // Longer in all than the limit, never as long without progress.
  EXPECT_TRUE(run(loop, links.a->write_all(much, {}, {}, {200}, "progress")));
  loop.run();  // the reader takes the rest
}

TEST(LinkCancel, ClosesAndSaysSo) {
  IoLoop loop;
  PairOfLinks links(loop);
  Cancel cancel;
  loop.post([&] { cancel.request(); });
  const auto got = run(loop, [](Link& link, Cancel& c) -> Task<Result<std::size_t>> {
    const auto stop = link.stop_on(c);
    char byte = 0;
    co_return co_await link.read_some({&byte, 1});
  }(*links.a, cancel));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::cancelled);
  EXPECT_FALSE(links.a->open());
}

}  // namespace
}  // namespace weir::net

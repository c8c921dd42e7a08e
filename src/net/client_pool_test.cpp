// Which connections are kept, used again and replaced.
#include <gtest/gtest.h>

#include "net/client_test_support.h"

namespace weir::net {
namespace {

using namespace test;

TEST(ClientPool, AConnectionIsUsedAgain) {
  Upstream upstream([](RawListener& listener) {
    auto socket = listener.accept();  // one only
    for (int i = 0; i < 4; ++i) {
      const auto head = socket.read_until(end_of_head);
      if (head.starts_with("POST")) EXPECT_EQ(socket.read_exactly(1), "x");
      const bool head_only = head.starts_with("HEAD");
      socket.send(i % 2 == 0 ? ok + "Content-Length: 2\r\n\r\n" + (head_only ? "" : "ok")
                             : chunked + "2\r\nok\r\n0\r\n\r\n");
    }
  });
  IoLoop loop;
  auto client = make_client(loop);
  const Got expected{200, "ok", {}, {}};
  EXPECT_EQ(run(loop, fetch(*client, at(upstream.port()), get())), expected);
  EXPECT_EQ(run(loop, fetch(*client, at(upstream.port()), post("x"))), expected);
  EXPECT_EQ(run(loop, fetch(*client, at(upstream.port()), {"HEAD", "/", {}, ""})).body, "");
  EXPECT_EQ(run(loop, fetch(*client, at(upstream.port()), get())), expected);
}

TEST(ClientPool, AStreamDroppedAfterItsLastEventKeepsTheConnectionWhenItsEndIsHere) {
  Upstream upstream([](RawListener& listener) {
    auto socket = listener.accept();
    for (int i = 0; i < 2; ++i) {
      socket.read_until(end_of_head);
      socket.send(ok + "Content-Length: 6\r\n\r\nab[end");
    }
  });
  IoLoop loop;
  auto client = make_client(loop);
  for (int i = 0; i < 2; ++i) {
    run(loop, [](Client& c, Target target) -> Task<bool> {
      Cancel never;
      auto response = co_await c.send(target, get(), {}, never);
      EXPECT_TRUE(response);
      co_return true;  // dropped unread: all of it came with the head
    }(*client, at(upstream.port())));
  }
}

TEST(ClientPool, WhatMustNotBeUsedAgainIsNot) {
  const std::vector<std::string> answers{
      ok + "Connection: close\r\nContent-Length: 2\r\n\r\nok",
      "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
      ok + "Content-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",  // more than was asked for
      ok + "Content-Length: 2\r\n\r\nok",
  };
  Upstream upstream([&](RawListener& listener) {
    for (const auto& answer : answers) {
      auto socket = listener.accept();
      socket.read_until(end_of_head);
      socket.send(answer);
      if (&answer != &answers.back()) EXPECT_EQ(socket.read_all(), "");
    }
  });
  IoLoop loop;
  auto client = make_client(loop);
  for (const auto& answer : answers) {
    EXPECT_EQ(run(loop, fetch(*client, at(upstream.port()), get())).body, "ok") << answer;
  }
}

TEST(ClientPool, ADroppedAnswerClosesItsConnection) {
  Upstream upstream([](RawListener& listener) {
    auto socket = listener.accept();
    socket.read_until(end_of_head);
    socket.send(chunked + "3\r\none\r\n");
    EXPECT_EQ(socket.read_all(), "");
  });
  IoLoop loop;
  auto client = make_client(loop);
  run(loop, [](Client& c, Target target) -> Task<bool> {
    Cancel never;
    auto response = co_await c.send(target, get(), {}, never);
    EXPECT_TRUE(co_await (*response)->next(never));
    co_return true;
  }(*client, at(upstream.port())));
}

TEST(ClientPool, ADeadKeptConnectionIsReplacedSilently) {
  std::promise<void> closed;
  Upstream upstream([&](RawListener& listener) {
    for (int i = 0; i < 2; ++i) {
      auto socket = listener.accept();
      socket.read_until(end_of_head);
      socket.send(ok + "Content-Length: 2\r\n\r\nok");
      socket.close();
      if (i == 0) closed.set_value();
    }
  });
  IoLoop loop;
  auto client = make_client(loop);
  EXPECT_EQ(run(loop, fetch(*client, at(upstream.port()), post("a"))).body, "ok");
  closed.get_future().wait();
  EXPECT_EQ(run(loop, fetch(*client, at(upstream.port()), post("b"))).body, "ok");
}

// The upstream reads the second request on a kept connection whole, then closes without an answer.
Got closed_after_reading(const ClientRequest& second, std::atomic<int>& connections) {
  RawListener listener;
  auto thread = test::peer_thread([&] {
    {
      auto socket = listener.accept();
      ++connections;
      socket.read_until(end_of_head);
      socket.send(ok + "Content-Length: 2\r\n\r\nok");
      socket.read_until(end_of_head + second.body);
    }
    if (second.method != "GET") return;
    auto socket = listener.accept();
    ++connections;
    socket.read_until(end_of_head);
    socket.send(ok + "Content-Length: 5\r\n\r\nagain");
  });
  IoLoop loop;
  auto client = make_client(loop);
  EXPECT_EQ(run(loop, fetch(*client, at(listener.port()), get())).body, "ok");
  auto got = run(loop, fetch(*client, at(listener.port()), second));
  thread.join();
  return got;
}

TEST(ClientPool, WhatAnUpstreamMayHaveBegunIsNotSentTwice) {
  std::atomic<int> connections = 0;
  EXPECT_EQ(closed_after_reading(post("pay"), connections).error, ErrorKind::closed);
  EXPECT_EQ(connections, 1);
  connections = 0;
  EXPECT_EQ(closed_after_reading(get(), connections).body, "again");
  EXPECT_EQ(connections, 2);
}

TEST(ClientPool, ANewConnectionThatDiesIsNotRetried) {
  std::atomic<int> connections = 0;
  Upstream upstream([&](RawListener& listener) {
    auto socket = listener.accept();
    ++connections;
    socket.read_until(end_of_head);
  });
  IoLoop loop;
  auto client = make_client(loop);
  EXPECT_EQ(run(loop, fetch(*client, at(upstream.port()), get())).error, ErrorKind::closed);
  EXPECT_EQ(connections, 1);
}

TEST(ClientPool, KeptConnectionsDoNotHoldTheLoop) {
  Upstream upstream([](RawListener& listener) {
    auto socket = listener.accept();
    socket.read_until(end_of_head);
    socket.send(ok + "Content-Length: 2\r\n\r\nok");
    socket.read_all();
  });
  IoLoop loop;
  auto client = make_client(loop);
  EXPECT_EQ(run(loop, fetch(*client, at(upstream.port()), get())).body, "ok");
  const auto began = loop.now();
  loop.run();
  EXPECT_LT((loop.now() - began).n, 3'000);
  client = nullptr;
}

}  // namespace
}  // namespace weir::net

// What upstreams answer, whole, cut and broken, at any split.
#include <gtest/gtest.h>

#include "net/client_test_support.h"

namespace weir::net {
namespace {

using namespace test;

struct Answer {
  std::string name, bytes;
  Got expected;
};

std::vector<Answer> whole_answers() {
  return {
      {"length", ok + "Content-Length: 5\r\n\r\nhello", {200, "hello", {}, {}}},
      {"empty", ok + "Content-Length: 0\r\n\r\n", {200, "", {}, {}}},
      {"no content", "HTTP/1.1 204 No Content\r\n\r\n", {204, "", {}, {}}},
      {"chunks", chunked + "5\r\nhello\r\n7;x=y\r\n, world\r\n0\r\nX-T: a\r\n\r\n", {200, "hello, world", {}, {}}},
      {"until close", ok + "\r\nhello", {200, "hello", {}, {}}},
      {"http/1.0", "HTTP/1.0 200 OK\r\n\r\nhello", {200, "hello", {}, {}}},
      {"continue first", "HTTP/1.1 100 Continue\r\n\r\n" + ok + "Content-Length: 2\r\n\r\nok", {200, "ok", {}, {}}},
      {"hints first",
       "HTTP/1.1 103 Hints\r\nLink: a\r\n\r\n" + ok + "Content-Length: 2\r\n\r\nok",
       {200, "ok", {}, {}}},
      {"error", "HTTP/1.1 529 Overloaded\r\nContent-Length: 4\r\nRetry-After: 3\r\n\r\nbusy", {529, "busy", {}, {}}},
      {"redirect",
       "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
       {302, "", {}, {}}},
  };
}

TEST(ClientAnswers, AnySplitGivesTheSame) {
  for (const auto& answer : whole_answers()) {
    const auto count = answer.bytes.size() + 1;
    Upstream upstream([&](RawListener& listener) {
      for (std::size_t i = 0; i < count; ++i) {
        auto socket = listener.accept();
        socket.read_until(end_of_head);
        socket.send(std::string_view(answer.bytes).substr(0, i));
        socket.send(std::string_view(answer.bytes).substr(i));
      }
    });
    IoLoop loop;
    auto client = make_client(loop);
    for (std::size_t i = 0; i < count; ++i) {
      // A new origin each: the path of a pooled connection has its own tests.
      auto target = at(upstream.port());
      target.ca_file = std::to_string(i);
      EXPECT_EQ(run(loop, fetch(*client, target, get())), answer.expected) << answer.name << " at " << i;
    }
  }
}

TEST(ClientAnswers, ACutOneIsAnErrorWhereverItIsCut) {
  for (const auto& answer : {whole_answers().at(0), whole_answers().at(3)}) {
    const auto count = answer.bytes.size();
    Upstream upstream([&](RawListener& listener) {
      for (std::size_t i = 0; i < count; ++i) {
        auto socket = listener.accept();
        socket.read_until(end_of_head);
        socket.send(std::string_view(answer.bytes).substr(0, i));
        if (i % 2 == 1) socket.reset();
      }
    });
    IoLoop loop;
    auto client = make_client(loop);
    for (std::size_t i = 0; i < count; ++i) {
      const auto got = run(loop, fetch(*client, at(upstream.port()), get()));
      EXPECT_EQ(got.error, ErrorKind::closed) << answer.name << " at " << i;
      EXPECT_TRUE(answer.expected.body.starts_with(got.body)) << answer.name << " at " << i;
    }
  }
}

TEST(ClientAnswers, WhatIsNotHttpIsAProtocolError) {
  const std::vector<std::string> answers{
      "SSH-2.0-OpenSSH_9.2\r\n",
      "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
      ok + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
      ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nok",
      chunked + "-2\r\nok\r\n0\r\n\r\n",
      chunked + "2\r\nokk\r\n0\r\n\r\n",
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
      ok + "X: " + std::string(100'000, 'a') + "\r\n\r\n",
  };
  Upstream upstream([&](RawListener& listener) {
    for (const auto& answer : answers) {
      auto socket = listener.accept();
      socket.read_until(end_of_head);
      socket.send(answer);
      socket.read_all();
    }
  });
  IoLoop loop;
  auto client = make_client(loop);
  for (const auto& answer : answers) {
    EXPECT_EQ(run(loop, fetch(*client, at(upstream.port()), get())).error, ErrorKind::protocol) << answer.substr(0, 60);
  }
}

TEST(ClientAnswers, BytesComeAsTheUpstreamSendsThem) {
  std::promise<void> got_first;
  Upstream upstream([&](RawListener& listener) {
    auto socket = listener.accept();
    socket.read_until(end_of_head);
    socket.send(chunked + "3\r\none\r\n");
    got_first.get_future().wait();  // the rest is sent only once the first piece was delivered
    socket.send("3\r\ntwo\r\n0\r\n\r\n");
  });
  IoLoop loop;
  auto client = make_client(loop);
  run(loop, [](Client& c, Target target, std::promise<void>& first) -> Task<bool> {
    Cancel never;
    auto response = co_await c.send(target, get(), {}, never);
    auto piece = co_await (*response)->next(never);
    EXPECT_EQ(piece->value_or(""), "one");
    first.set_value();
    EXPECT_EQ((co_await (*response)->rest(100, never)).value_or(""), "two");
    co_return true;
  }(*client, at(upstream.port()), got_first));
}

TEST(ClientRequests, AreWrittenAsHttpWantsThem) {
  std::string seen;
  Upstream upstream([&](RawListener& listener) {
    auto socket = listener.accept();
    seen = socket.read_until("body!");
    socket.send(ok + "Content-Length: 0\r\n\r\n");
  });
  IoLoop loop;
  auto client = make_client(loop);
  ClientRequest request{"POST", "/v1/messages?beta=true", {}, "the body!"};
  request.headers.add("X-One", "1");
  request.headers.add("host", "evil");
  request.headers.add("Content-Length", "1");
  request.headers.add("Transfer-Encoding", "chunked");
  request.headers.add("Connection", "close");
  request.headers.add("Expect", "100-continue");
  auto target = at(upstream.port());
  target.prefix = "/base";
  EXPECT_EQ(run(loop, fetch(*client, target, std::move(request))).status, 200);
  EXPECT_EQ(seen, "POST /base/v1/messages?beta=true HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(upstream.port()) +
                      "\r\nX-One: 1\r\nContent-Length: 9\r\n\r\nthe body!");
}

TEST(ClientRequests, WhatCouldEndAHeadIsNotSent) {
  IoLoop loop;
  auto client = make_client(loop);
  auto bad_header = get();
  bad_header.headers.add("X", "a\r\nHost: b");
  EXPECT_EQ(run(loop, fetch(*client, at(1), std::move(bad_header))).error, ErrorKind::internal);
  EXPECT_EQ(run(loop, fetch(*client, at(1), get("/a b"))).error, ErrorKind::invalid);
  EXPECT_EQ(run(loop, fetch(*client, at(1), get("/a\r\n"))).error, ErrorKind::invalid);
  EXPECT_EQ(run(loop, fetch(*client, at(1), {"GE T", "/", {}, ""})).error, ErrorKind::invalid);
}

}  // namespace
}  // namespace weir::net

// Bodies when they are asked for, answers whole, streamed and cut.
#include <gtest/gtest.h>

#include "base/limits.h"
#include "net/server_test_support.h"

namespace weir::net {
namespace {

using namespace test;

TEST(Server, ContinueIsSaidWhenTheBodyIsAskedFor) {
  IoLoop loop;
  auto server = serve(loop, [](ServerExchange& e) -> Task<void> {
    if (e.head().path == "/no") {
      co_await e.respond(403, {}, "no");
      co_return;
    }
    co_await echo(e);
  });
  run_beside(loop, [&] {
    const std::string lines = " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
    auto socket = RawSocket::connect(server->port());
    socket.send("POST /yes" + lines);
    EXPECT_EQ(socket.read_until(end_of_head), "HTTP/1.1 100 Continue\r\n\r\n");
    socket.send("ab");
    EXPECT_EQ(answer_body(socket), "POST /yes ab");
    socket.send("POST /no" + lines);
    const auto answer = socket.read_until(end_of_head);
    EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 403");
    EXPECT_NE(answer.find("Connection: close"), std::string::npos);
  });
}

TEST(Server, ARefusedBodyDoesNotEatTheAnswer) {
  IoLoop loop;
  auto server = serve(loop, [](ServerExchange& e) -> Task<void> { co_await e.respond(401, {}, "who are you?"); });
  run_beside(loop, [&] {
    for (int i = 0; i < 20; ++i) {
      auto socket = RawSocket::connect(server->port());
      socket.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n");
      socket.send(std::string(4'000'000, 'x'));
      EXPECT_EQ(answer_body(socket), "who are you?");
      EXPECT_EQ(socket.read_all(), "");
    }
    auto socket = RawSocket::connect(server->port());  // a small unread body is swallowed
    for (int i = 0; i < 3; ++i) {
      socket.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
      EXPECT_EQ(answer_body(socket), "who are you?");
    }
  });
}

TEST(Server, StreamsAreChunkedAndWhole) {
  IoLoop loop;
  auto server = serve(loop, [](ServerExchange& e) -> Task<void> {
    Headers headers;
    headers.add("Content-Type", "text/event-stream");
    headers.add("Content-Length", "3");
    EXPECT_FALSE(e.head_sent());
    EXPECT_TRUE(co_await e.start(200, std::move(headers)));
    EXPECT_TRUE(e.head_sent());
    EXPECT_TRUE(co_await e.write("hello"));
    EXPECT_TRUE(co_await e.write(""));  // would be the last chunk
    EXPECT_TRUE(co_await e.write(std::string(20, 'x')));
    EXPECT_TRUE(co_await e.finish());
    EXPECT_FALSE(co_await e.write("late"));
  });
  run_beside(loop, [&] {
    auto socket = RawSocket::connect(server->port());
    for (int i = 0; i < 2; ++i) {
      socket.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      const auto head = socket.read_until(end_of_head);
      EXPECT_NE(head.find("Transfer-Encoding: chunked\r\n"), std::string::npos);
      EXPECT_EQ(head.find("Content-Length"), std::string::npos);
      EXPECT_EQ(socket.read_until("0\r\n\r\n"), "5\r\nhello\r\n14\r\n" + std::string(20, 'x') + "\r\n0\r\n\r\n");
    }
    socket.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.0\r\nHost: a\r\n\r\n");
    EXPECT_EQ(socket.read_until(end_of_head).substr(0, 15), "HTTP/1.1 200 OK");
    const auto head10 = socket.read_until(end_of_head);
    EXPECT_EQ(head10.find("chunked"), std::string::npos);
    EXPECT_EQ(socket.read_all(), "hello" + std::string(20, 'x'));
  });
}

TEST(Server, AnAnswerThatIsNotWholeDoesNotLookWhole) {
  IoLoop loop;
  auto server = serve(loop, [](ServerExchange& e) -> Task<void> {
    if (e.head().path == "/none") co_return;
    co_await e.start(200, {});
    co_await e.write("half");
    if (e.head().path == "/abort") {
      e.abort();
      EXPECT_FALSE(co_await e.write("more"));
    }
  });
  run_beside(loop, [&] {
    for (const std::string path : {"/abort", "/unfinished"}) {
      auto socket = RawSocket::connect(server->port());
      socket.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
      socket.read_until(end_of_head);
      EXPECT_EQ(socket.read_all(), "4\r\nhalf\r\n") << path;
    }
    auto socket = RawSocket::connect(server->port());
    socket.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(socket.read_until("\r\n"), "HTTP/1.1 500 Internal Server Error\r\n");
  });
}

TEST(Server, AHeaderThatWouldEndTheHeadIsNotSent) {
  IoLoop loop;
  auto server = serve(loop, [](ServerExchange& e) -> Task<void> {
    Headers headers;
    headers.add("X", "a\r\n\r\nHTTP/1.1 200 OK");
    const auto sent = co_await e.respond(200, std::move(headers), "");
    EXPECT_FALSE(sent);
    EXPECT_FALSE(e.head_sent());
  });
  run_beside(loop, [&] {
    auto socket = RawSocket::connect(server->port());
    socket.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(socket.read_until("\r\n").substr(0, 12), "HTTP/1.1 500");
  });
}

}  // namespace
}  // namespace weir::net

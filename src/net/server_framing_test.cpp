// How requests are framed: what is refused, and what any split gives.
#include <gtest/gtest.h>

#include "base/limits.h"
#include "net/server_test_support.h"

namespace weir::net {
namespace {

using namespace test;

int statuses_in(const std::string& text) {
  int count = 0;
  const std::string mark = "\r\nDate: ";  // once in each head, never in a body of these tests
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) ++count;
  return count;
}

struct Case {
  std::string name, bytes;
  int status;
  bool more = false;  // the connection goes on: the request behind it is answered too
};

std::string post(const std::string& lines) { return "POST /a HTTP/1.1\r\nHost: a\r\n" + lines; }
const std::string chunked_lines = "Transfer-Encoding: chunked\r\n\r\n";

TEST(ServerFraming, WhatIsRefusedIsClosedAndNothingBehindItIsRead) {
  const std::vector<Case> cases{
      {"plain", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 200, true},
      {"empty line first", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 200, true},
      {"two empty lines first", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"length", post("Content-Length: 3\r\n\r\nabc"), 200, true},
      {"chunks", post(chunked_lines + "3\r\nabc\r\n0\r\n\r\n"), 200, true},
      {"chunks with a trailer", post(chunked_lines + "3;x\r\nabc\r\n0\r\nX: a\r\n\r\n"), 200, true},
      {"http/1.0", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", 200},
      {"close asked for", "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 200},
      {"length and chunks", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400},
      {"two lengths", post("Content-Length: 0\r\nContent-Length: 5\r\n\r\n"), 400},
      {"chunk size minus two", post(chunked_lines + "-2\r\nab\r\n0\r\n\r\n"), 400},
      {"chunk size by bare LF", post(chunked_lines + "2\nab\r\n0\r\n\r\n"), 400},
      {"chunk longer than it says", post(chunked_lines + "2\r\nabc\r\n0\r\n\r\n"), 400},
      {"chunk size too long", post(chunked_lines + "00000000000000002\r\nab\r\n0\r\n\r\n"), 400},
      {"trailer by bare LF", post(chunked_lines + "0\r\nX: a\n\r\n"), 400},
      {"bare LF head", "GET / HTTP/1.1\nHost: a\n\n", 400},
      {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"absolute form", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"http/2", "PRI * HTTP/2.0\r\n\r\n", 505},
      {"TLS", "\x16\x03\x01\x02", 400},
      {"other expectation", post("Expect: tea\r\nContent-Length: 1\r\n\r\na"), 417},
      {"head too large", "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(limits::head_bytes, 'a') + "\r\n\r\n", 431},
      {"head without end", "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(limits::head_bytes, 'a'), 431},
      {"compressed body", post("Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"), 400, true},
      {"body too large", post("Content-Length: 1000001\r\n\r\nabc"), 413},
      {"chunks too large", post(chunked_lines + "fffff\r\nabc"), 413},
  };
  IoLoop loop;
  auto server = serve(loop, echo);
  run_beside(loop, [&] {
    for (const auto& c : cases) {
      auto socket = RawSocket::connect(server->port());
      socket.send(c.bytes + "GET /behind HTTP/1.1\r\nHost: a\r\n\r\n");
      socket.shutdown_send();
      const auto answer = socket.read_all();
      EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 " + std::to_string(c.status)) << c.name;
      EXPECT_EQ(statuses_in(answer), c.more ? 2 : 1) << c.name << ": " << answer;
      if (!c.more) EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos) << c.name;
    }
  });
}

TEST(Server, ABodySplitAnywhereIsWhole) {
  const std::vector<std::string> requests{
      "POST /x?y HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\nhello\r\nworld",
      "POST /x?y HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n7\r\n\r\nworld\r\n0\r\n\r\n"};
  IoLoop loop;
  auto server = serve(loop, echo);
  run_beside(loop, [&] {
    auto socket = RawSocket::connect(server->port());  // one connection for all: each leaves it in order
    for (const auto& request : requests) {
      for (std::size_t at = 0; at <= request.size(); ++at) {
        socket.send(std::string_view(request).substr(0, at));
        socket.send(std::string_view(request).substr(at));
        EXPECT_EQ(answer_body(socket), "POST /x?y hello\r\nworld") << at;
      }
    }
  });
}

TEST(Server, PipelinedRequestsAreAnsweredInOrder) {
  IoLoop loop;
  auto server = serve(loop, echo);
  run_beside(loop, [&] {
    auto socket = RawSocket::connect(server->port());
    std::string all;
    for (int i = 0; i < 50; ++i) all += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
    socket.send(all);
    for (int i = 0; i < 50; ++i) EXPECT_EQ(answer_body(socket), "GET /" + std::to_string(i) + " ");
  });
}

TEST(Server, ALargeBodyIsWhole) {
  std::string body(5'000'000, 'a');
  for (std::size_t i = 0; i < body.size(); i += 997) body[i] = static_cast<char>('b' + i % 20);
  IoLoop loop;
  auto server = serve(loop, [&](ServerExchange& e) -> Task<void> {
    EXPECT_EQ(e.content_length(), body.size());
    auto got = co_await e.read_body(limits::body_bytes);
    EXPECT_TRUE(got && *got == body);
    co_await e.respond(200, {}, std::move(*got));
  });
  run_beside(loop, [&] {
    auto socket = RawSocket::connect(server->port());
    socket.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    EXPECT_TRUE(answer_body(socket) == body);
  });
}

}  // namespace
}  // namespace weir::net

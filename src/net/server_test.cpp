// The server as a raw client sees it.
#include "net/server.h"

#include <gtest/gtest.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>

#include "base/limits.h"
#include "base/oneshot.h"
#include "net/test_support.h"

namespace weir::net {
namespace {

using test::RawSocket;
using test::run_beside;

const std::string end_of_head = "\r\n\r\n";

// Answers 200 with "METHOD target body", or 400 and the kind of error that the body had.
Task<void> echo(ServerExchange& e) {
  auto body = co_await e.read_body(1'000'000);
  if (!body) {
    const int status = body.error().kind == ErrorKind::too_large ? 413 : 400;
    co_await e.respond(status, {}, "body: " + body.error().message + "\n");
    co_return;
  }
  co_await e.respond(200, {}, e.head().method + " " + e.head().target() + " " + *body);
}

std::unique_ptr<Server> serve(IoLoop& loop, Handler handler) {
  auto server = listen_loopback(loop, 0, std::move(handler));
  EXPECT_TRUE(server);
  return std::move(*server);
}

std::string answer_body(RawSocket& socket) {
  const auto head = socket.read_until(end_of_head);
  const std::string mark = "Content-Length: ";
  const auto at = head.find(mark);
  if (at == std::string::npos) return "no length in: " + head;
  return socket.read_exactly(std::stoul(head.substr(at + mark.size())));
}

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

enum class Leave { closes, resets };

void client_leaves(Leave how, const std::string& request) {
  IoLoop loop;
  std::promise<void> running;
  bool told = false;
  auto server = serve(loop, [&](ServerExchange& e) -> Task<void> {
    co_await e.read_body(100);
    running.set_value();
    const auto waited = co_await loop.sleep({9'000}, e.gone());
    told = !waited && waited.error().kind == ErrorKind::cancelled;
    EXPECT_FALSE(co_await e.respond(200, {}, std::string(1'000'000, 'x')) && how == Leave::resets);
    loop.stop();
  });
  auto peer = test::peer_thread([&] {
    auto socket = RawSocket::connect(server->port());
    socket.send(request);
    running.get_future().wait();
    if (how == Leave::resets) socket.reset();
  });
  const auto began = loop.now();
  loop.run();
  peer.join();
  EXPECT_TRUE(told);
  EXPECT_LT((loop.now() - began).n, 5'000);
  server->close_all();
}

TEST(ServerGone, TheHandlerIsToldWhenTheClientLeaves) {
  const std::string request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string with_body = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab";
  client_leaves(Leave::closes, request);
  client_leaves(Leave::resets, request);
  client_leaves(Leave::closes, with_body);
}

TEST(ServerGone, LeavingInsideTheBodyIsClosed) {
  IoLoop loop;
  std::optional<ErrorKind> kind;
  bool gone = false;
  auto server = serve(loop, [&](ServerExchange& e) -> Task<void> {
    const auto body = co_await e.read_body(100);
    if (!body) kind = body.error().kind;
    gone = e.gone().requested();
    loop.stop();
  });
  auto peer = test::peer_thread([&] {
    auto socket = RawSocket::connect(server->port());
    socket.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
  });
  loop.run();
  peer.join();
  EXPECT_EQ(kind, ErrorKind::closed);
  EXPECT_TRUE(gone);
}

TEST(ServerGone, APipelinedRequestIsNotLeaving) {
  IoLoop loop;
  OneShot<bool> sent;
  std::promise<void> running;
  int handled = 0;
  auto server = serve(loop, [&](ServerExchange& e) -> Task<void> {
    if (++handled == 1) {
      running.set_value();
      co_await sent;
      EXPECT_FALSE(e.gone().requested());
    }
    co_await echo(e);
  });
  run_beside(loop, [&] {
    auto socket = RawSocket::connect(server->port());
    socket.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n");
    running.get_future().wait();
    socket.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
    for (int queued = 1; queued > 0;) ::ioctl(socket.fd(), SIOCOUTQ, &queued);  // until the server's kernel has it
    loop.post([&] { sent.set(true); });
    EXPECT_EQ(answer_body(socket), "GET /1 ");
    EXPECT_EQ(answer_body(socket), "GET /2 ");
  });
}

TEST(Server, AClientThatDoesNotReadHoldsTheWriterBack) {
  IoLoop loop;
  std::size_t written = 0;
  bool ended = false;
  auto server = serve(loop, [&](ServerExchange& e) -> Task<void> {
    co_await e.start(200, {});
    for (int i = 0; i < 10'000; ++i) {
      if (!co_await e.write(std::string(16'384, 'x'))) break;
      written += 16'384;
    }
    ended = true;
    EXPECT_TRUE(e.gone().requested());
    loop.stop();
  });
  std::promise<void> leave;
  auto peer = test::peer_thread([&] {
    auto socket = RawSocket::connect(server->port(), 64 * 1024);
    socket.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    leave.get_future().wait();
  });
  // The writer is held once nothing moved between two looks.
  spawn([](IoLoop& l, std::size_t& bytes, std::promise<void>& go) -> Task<void> {
    Cancel never;
    for (std::size_t before = 1; bytes == 0 || bytes != before;) {
      before = bytes;
      co_await l.sleep({100}, never);
    }
    go.set_value();
  }(loop, written, leave));
  loop.run();
  peer.join();
  EXPECT_TRUE(ended);
  EXPECT_GT(written, 0U);
  EXPECT_LT(written, 1'000'000U);
}

TEST(Server, StopAcceptingClosesTheIdleAndLetsTheRunningEnd) {
  IoLoop loop;
  OneShot<bool> go;
  std::promise<void> running;
  auto server = serve(loop, [&](ServerExchange& e) -> Task<void> {
    if (e.head().path == "/wait") {
      running.set_value();
      co_await go;
    }
    co_await echo(e);
  });
  run_beside(loop, [&] {
    auto idle = RawSocket::connect(server->port());
    idle.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(answer_body(idle), "GET / ");
    auto busy = RawSocket::connect(server->port());
    busy.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
    running.get_future().wait();
    loop.post([&] {
      EXPECT_EQ(server->active(), 1U);
      server->stop_accepting();
    });
    EXPECT_EQ(idle.read_all(), "");
    EXPECT_THROW(RawSocket::connect(server->port()), std::runtime_error);
    loop.post([&] { go.set(true); });
    const auto answer = busy.read_all();
    EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos);
    EXPECT_TRUE(answer.ends_with("GET /wait "));
  });
  EXPECT_EQ(server->active(), 0U);
}

TEST(Server, CloseAllTellsEveryHandler) {
  IoLoop loop;
  std::atomic<int> running = 0;
  int told = 0;
  auto server = serve(loop, [&](ServerExchange& e) -> Task<void> {
    ++running;
    told += co_await loop.sleep({9'000}, e.gone()) ? 0 : 1;
  });
  run_beside(loop, [&] {
    std::vector<RawSocket> sockets;
    for (int i = 0; i < 5; ++i) {
      sockets.push_back(RawSocket::connect(server->port()));
      sockets.back().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    while (running < 5) std::this_thread::yield();
    loop.post([&] { server->close_all(); });
    for (auto& socket : sockets) EXPECT_EQ(socket.read_all(), "");
  });
  EXPECT_EQ(told, 5);
  EXPECT_EQ(server->active(), 0U);
}

TEST(Server, AFullHouseMakesRoomForANewcomer) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_cur < 3 * limits::connections) GTEST_SKIP() << "too few descriptors";
  IoLoop loop;
  auto server = serve(loop, echo);
  run_beside(loop, [&] {
    std::vector<RawSocket> idlers;
    for (std::size_t i = 0; i < limits::connections + 20; ++i) idlers.push_back(RawSocket::connect(server->port()));
    auto socket = RawSocket::connect(server->port());
    socket.send("GET /new HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(answer_body(socket), "GET /new ");
    EXPECT_EQ(idlers.front().read_all(), "");  // the one that was quiet for longest
  });
}

TEST(Listening, APortInUseSaysByWhom) {
  IoLoop loop;
  auto first = serve(loop, echo);
  const auto second = listen_loopback(loop, first->port(), echo);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  EXPECT_NE(second.error().message.find("pid " + std::to_string(::getpid())), std::string::npos)
      << second.error().message;
}

class UnixSocket : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/weir-net-XXXXXX";
    dir_ = ::mkdtemp(name);
    path_ = dir_ + "/s";
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }
  RawSocket connect() const {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    path_.copy(at.sun_path, sizeof(at.sun_path) - 1);
    sockaddr_storage address{};
    std::memcpy(&address, &at, sizeof(at));
    const void* const any = &address;
    if (::connect(fd, static_cast<const sockaddr*>(any), sizeof(at)) != 0) throw std::runtime_error("connect");
    return RawSocket(fd);
  }
  std::string dir_, path_;
};

TEST_F(UnixSocket, IsPrivateServesAndIsRemoved) {
  IoLoop loop;
  {
    auto server = listen_unix(loop, path_, echo);
    ASSERT_TRUE(server);
    struct stat s{};
    ASSERT_EQ(::stat(path_.c_str(), &s), 0);
    EXPECT_EQ(s.st_mode & 0777U, 0600U);
    EXPECT_EQ((*server)->port(), 0U);
    run_beside(loop, [&] {
      auto socket = connect();
      socket.send("GET /unix HTTP/1.1\r\nHost: localhost\r\n\r\n");
      EXPECT_EQ(answer_body(socket), "GET /unix ");
    });
  }
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(UnixSocket, ALivingOneIsAConflictAndAStaleOneIsReplaced) {
  IoLoop loop;
  auto first = listen_unix(loop, path_, echo);
  ASSERT_TRUE(first);
  const auto second = listen_unix(loop, path_, echo);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  const auto kept = path_ + ".kept";
  std::filesystem::rename(path_, kept);  // the first one's end does not remove it: it is stale now
  first->reset();
  std::filesystem::rename(kept, path_);
  EXPECT_TRUE(listen_unix(loop, path_, echo));
}

TEST_F(UnixSocket, AFileOfThatNameIsLeftAlone) {
  std::ofstream(path_) << "precious";
  IoLoop loop;
  const auto server = listen_unix(loop, path_, echo);
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().kind, ErrorKind::conflict);
  EXPECT_EQ(std::filesystem::file_size(path_), 8U);
}

}  // namespace
}  // namespace weir::net

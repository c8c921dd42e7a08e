// Clients that leave or do not read, drain, a full house.
#include <gtest/gtest.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <atomic>
#include <future>

#include "base/oneshot.h"
#include "net/server_test_support.h"

namespace weir::net {
namespace {

using namespace test;

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

ServerTimes small_house() {
  ServerTimes times;
  times.connections = 16;
  return times;
}

TEST(Server, AFullHouseMakesRoomForANewcomer) {
  IoLoop loop;
  auto server = listen_loopback(loop, 0, echo, small_house());
  run_beside(loop, [&] {
    std::vector<RawSocket> idlers;
    for (int i = 0; i < 36; ++i) idlers.push_back(RawSocket::connect((*server)->port()));
    auto socket = RawSocket::connect((*server)->port());
    socket.send("GET /new HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(answer_body(socket), "GET /new ");
    EXPECT_EQ(idlers.front().read_all(), "");  // the one that was quiet for longest
  });
}

TEST(Server, WhoNeverAskedGoesBeforeWhoDid) {
  IoLoop loop;
  auto server = listen_loopback(loop, 0, echo, small_house());
  run_beside(loop, [&] {
    auto tool = RawSocket::connect((*server)->port());
    tool.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(answer_body(tool), "GET /1 ");
    std::vector<RawSocket> flood;
    for (int i = 0; i < 100; ++i) {
      flood.push_back(RawSocket::connect((*server)->port()));
      flood.back().send("GET / HTTP/1.1\r\nX: ");  // a head that never ends is no asking
    }
    EXPECT_EQ(flood.front().read_all(), "");  // the house is full: it was the tool that was quiet for longest
    tool.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(answer_body(tool), "GET /2 ");
  });
}

TEST(Server, WhatTheKernelTookBeforeTheDrainIsServed) {
  IoLoop loop;
  auto server = serve(loop, echo);
  std::promise<void> asked;
  // The loop does not run yet: the connection waits in the kernel's queue when the drain begins.
  auto peer = test::peer_thread([&] {
    auto socket = RawSocket::connect(server->port());
    socket.send("GET /late HTTP/1.1\r\nHost: a\r\n\r\n");
    asked.set_value();
    EXPECT_TRUE(socket.read_all().ends_with("GET /late "));
    loop.post([&] { loop.stop(); });
  });
  asked.get_future().wait();
  server->stop_accepting();
  loop.run();
  peer.join();
}

}  // namespace
}  // namespace weir::net

// A client that is slow at each place it can be slow at. The times are short here; limits.h has the real ones.
#include <gtest/gtest.h>

#include "base/limits.h"
#include "net/server_connection.h"
#include "net/test_support.h"

namespace weir::net {
namespace {

using test::RawSocket;
using test::run_beside;

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const Millis soon{60}, late{20'000};

std::unique_ptr<Server> serve(IoLoop& loop, ServerTimes times, Handler handler) {
  auto server = listen_loopback(loop, 0, std::move(handler), times);
  EXPECT_TRUE(server);
  return std::move(*server);
}

Task<void> say_ok(ServerExchange& e) { co_await e.respond(200, {}, "ok"); }

ServerTimes but(auto change) {
  ServerTimes times{late, late, late, late, late, late, limits::connections};
  change(times);
  return times;
}

TEST(ServerTime, ADribbledHeadIsToldAndClosed) {
  IoLoop loop;
  auto server = serve(loop, but([](auto& t) { t.head = soon; }), say_ok);
  run_beside(loop, [&] {
    auto socket = RawSocket::connect(server->port());
    socket.send("GET / HTTP/1.1\r\nX: ");
    // A byte now and then does not help: the limit is for the whole head.
    while (socket.send("a") && !socket.readable()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_EQ(socket.read_all().substr(0, 12), "HTTP/1.1 408");
  });
}

TEST(ServerTime, AConnectionThatSaysNothingIsClosedSilently) {
  IoLoop loop;
  auto server = serve(loop, but([](auto& t) { t.head = soon; }), say_ok);
  run_beside(loop, [&] { EXPECT_EQ(RawSocket::connect(server->port()).read_all(), ""); });
}

TEST(ServerTime, AnIdleConnectionIsClosedSilently) {
  IoLoop loop;
  auto server = serve(loop, but([](auto& t) { t.keep_alive = soon; }), say_ok);
  run_beside(loop, [&] {
    auto socket = RawSocket::connect(server->port());
    socket.send(get);
    EXPECT_TRUE(socket.read_until("ok").ends_with("\r\n\r\nok"));
    EXPECT_EQ(socket.read_all(), "");
  });
}

void body_that_stalls(const std::string& framing, std::string_view begin, bool dribbles, ServerTimes times) {
  IoLoop loop;
  auto server = serve(loop, times, [](ServerExchange& e) -> Task<void> {
    const auto body = co_await e.read_body(1'000'000);
    EXPECT_FALSE(body);
    if (!body) EXPECT_EQ(body.error().kind, ErrorKind::timeout);
    EXPECT_TRUE(co_await e.respond(408, {}, "too slow"));  // in its own words: the link is not closed yet
  });
  run_beside(loop, [&] {
    auto socket = RawSocket::connect(server->port());
    socket.send("POST / HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n\r\n");
    socket.send(begin);
    while (dribbles && !socket.readable() && socket.send("a")) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    const auto answer = socket.read_until("too slow");
    EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos);
  });
}

TEST(ServerTime, ABodyThatStallsOrDribblesTimesOut) {
  const auto times = but([](auto& t) { t.body_stall = soon; });
  body_that_stalls("Content-Length: 100000", "abc", false, times);
  body_that_stalls("Content-Length: 100000", "abc", true, times);
  body_that_stalls("Transfer-Encoding: chunked", "f0000\r\nabc", false, times);
  body_that_stalls("Transfer-Encoding: chunked", "f0000\r\nabc", true, times);
}

TEST(ServerTime, ABodyHasALimitHoweverWellItComes) {
  const auto times = but([](auto& t) { t.body = soon; });
  body_that_stalls("Content-Length: 100000", "abc", true, times);
  body_that_stalls("Transfer-Encoding: chunked", "f0000\r\nabc", true, times);
}

TEST(ServerTime, AClientThatNeverReadsIsClosed) {
  IoLoop loop;
  bool ended = false;
  auto server = serve(loop, but([](auto& t) { t.write_stall = soon; }), [&](ServerExchange& e) -> Task<void> {
    co_await e.start(200, {});
    Result<void> written;
    while ((written = co_await e.write(std::string(100'000, 'x')))) {}
    EXPECT_EQ(written.error().kind, ErrorKind::timeout);
    EXPECT_TRUE(e.gone().requested());
    ended = true;
    loop.stop();
  });
  auto socket = RawSocket::connect(server->port(), 64 * 1024);
  socket.send(get);
  loop.run();
  EXPECT_TRUE(ended);
}

TEST(ServerTime, ASlowHandlerIsNotASlowClient) {
  IoLoop loop;
  const auto times = ServerTimes{soon, soon, soon, soon, soon, soon, limits::connections};
  auto server = serve(loop, times, [&](ServerExchange& e) -> Task<void> {
    EXPECT_TRUE(co_await loop.sleep({4 * soon.n}, e.gone()));
    co_await e.start(200, {});
    EXPECT_TRUE(co_await loop.sleep({4 * soon.n}, e.gone()));
    EXPECT_TRUE(co_await e.write("ok"));
    EXPECT_TRUE(co_await e.finish());
  });
  run_beside(loop, [&] {
    auto socket = RawSocket::connect(server->port());
    socket.send(get);
    EXPECT_TRUE(socket.read_all().ends_with("2\r\nok\r\n0\r\n\r\n"));
  });
}

}  // namespace
}  // namespace weir::net

// Every wait ends: deadlines, cancels, early answers, back-pressure.
#include <gtest/gtest.h>

#include "net/client_test_support.h"

namespace weir::net {
namespace {

using namespace test;

TEST(ClientTime, EveryWaitEnds) {
  std::promise<void> done;
  Upstream upstream([&](RawListener& listener) {
    auto silent = listener.accept();
    auto halfway = listener.accept();
    halfway.read_until(end_of_head);
    halfway.send(chunked + "3\r\none\r\n");
    auto in_head = listener.accept();
    in_head.read_until(end_of_head);
    in_head.send(ok + "X: ");
    done.get_future().wait();
  });
  IoLoop loop;
  auto client = make_client(loop);
  ClientLimits limits{{5'000}, {50}, {5'000}, {20'000}};
  EXPECT_EQ(run(loop, fetch(*client, at(upstream.port()), get(), limits)).error, ErrorKind::timeout);
  limits = {{5'000}, {5'000}, {50}, {20'000}};
  const auto halfway = run(loop, fetch(*client, at(upstream.port()), get(), limits));
  EXPECT_EQ(halfway.error, ErrorKind::timeout);
  EXPECT_EQ(halfway.body, "one");
  EXPECT_EQ(halfway.message, "no bytes of the answer within 0.05 s");
  EXPECT_EQ(run(loop, fetch(*client, at(upstream.port()), get(), limits)).error, ErrorKind::timeout);
  done.set_value();
}

TEST(ClientTime, AThinkingUpstreamHasItsTimeFromTheWholeRequest) {
  // A request that takes longer to send than the first byte may take is not an upstream that is late.
  const std::string body(30'000'000, 'x');  // more than kernels buffer
  Upstream upstream([&](RawListener& listener) {
    auto socket = listener.accept();
    socket.read_until(end_of_head);
    std::this_thread::sleep_for(std::chrono::milliseconds(1'500));  // the slow link
    socket.read_exactly(body.size());
    socket.send(ok + "Content-Length: 2\r\n\r\nok");
  });
  IoLoop loop;
  auto client = make_client(loop);
  EXPECT_EQ(run(loop, fetch(*client, at(upstream.port()), post(body), {{5'000}, {1'000}, {1'000}})).body, "ok");
}

TEST(ClientTime, ANameThatDoesNotResolveComesBackInTime) {
  IoLoop loop;
  auto client = make_client(loop);
  const auto began = loop.now();
  const auto got = run(loop, fetch(*client, {"http", "no-such-host.invalid", 80, "", ""}, get(), {{1'500}, {1}, {1}}));
  EXPECT_TRUE(got.error == ErrorKind::unavailable || got.error == ErrorKind::timeout) << got.message;
  EXPECT_LT((loop.now() - began).n, 4'000);
}

TEST(ClientTime, ARefusedConnectionSaysWhere) {
  unsigned port = 0;
  {
    const RawListener gone;
    port = gone.port();
  }
  IoLoop loop;
  auto client = make_client(loop);
  const auto got = run(loop, fetch(*client, at(port), get()));
  EXPECT_EQ(got.error, ErrorKind::unavailable);
  EXPECT_NE(got.message.find("127.0.0.1:" + std::to_string(port)), std::string::npos);
}

TEST(ClientNames, LocalhostNeedsNoResolver) {
  Upstream upstream([](RawListener& listener) {
    auto socket = listener.accept();
    socket.read_until(end_of_head);
    socket.send(ok + "Content-Length: 2\r\n\r\nok");
  });
  IoLoop loop;
  auto client = make_client(loop);
  EXPECT_EQ(run(loop, fetch(*client, {"http", "localhost", upstream.port(), "", ""}, get())).body, "ok");
}

enum class Where { before_answer, inside_answer };

void cancel_reaches_upstream(Where where) {
  std::promise<void> asked;
  IoLoop loop;
  Cancel cancel;
  Upstream upstream([&](RawListener& listener) {
    auto socket = listener.accept();
    socket.read_until(end_of_head);
    if (where == Where::inside_answer) socket.send(chunked + "3\r\none\r\n");
    if (where == Where::before_answer) loop.post([&] { cancel.request(); });
    EXPECT_EQ(socket.read_all(), "");  // the close arrives
  });
  auto client = make_client(loop);
  const auto kind = run(loop, [](IoLoop& l, Client& c, Target target, Cancel& stop) -> Task<std::optional<ErrorKind>> {
    auto response = co_await c.send(target, get(), {}, stop);
    if (!response) co_return response.error().kind;
    auto piece = co_await (*response)->next(stop);
    if (!piece) co_return piece.error().kind;
    l.post([&stop] { stop.request(); });
    piece = co_await (*response)->next(stop);
    if (!piece) co_return piece.error().kind;
    co_return std::nullopt;
  }(loop, *client, at(upstream.port()), cancel));
  EXPECT_EQ(kind, ErrorKind::cancelled);
}

TEST(ClientCancel, ReachesTheUpstream) {
  cancel_reaches_upstream(Where::before_answer);
  cancel_reaches_upstream(Where::inside_answer);
}

TEST(ClientCancel, OneThatCameBeforeSendsNothing) {
  RawListener listener;
  IoLoop loop;
  auto client = make_client(loop);
  Cancel cancel;
  cancel.request();
  const auto kind = run(loop, [](Client& c, Target target, Cancel& stop) -> Task<ErrorKind> {
    const auto response = co_await c.send(target, get(), {}, stop);
    co_return response ? ErrorKind::internal : response.error().kind;
  }(*client, at(listener.port()), cancel));
  EXPECT_EQ(kind, ErrorKind::cancelled);
}

TEST(ClientUpload, AnEarlyAnswerIsReadThoughTheBodyIsNotTaken) {
  std::promise<void> done;
  Upstream upstream([&](RawListener& listener) {
    auto socket = listener.accept();
    socket.read_until(end_of_head);
    socket.send("HTTP/1.1 413 Too Large\r\nContent-Length: 9\r\n\r\ntoo large");
    done.get_future().wait();  // without reading a byte of the body
  });
  IoLoop loop;
  auto client = make_client(loop);
  EXPECT_EQ(run(loop, fetch(*client, at(upstream.port()), post(std::string(20'000'000, 'x')))),
            (Got{413, "too large", {}, {}}));
  done.set_value();
}

TEST(ClientDownload, RestIsWholeAndBounded) {
  std::string body(3'000'000, 'a');
  for (std::size_t i = 0; i < body.size(); i += 991) body[i] = static_cast<char>('b' + i % 20);
  Upstream upstream([&](RawListener& listener) {
    for (int i = 0; i < 4; ++i) {
      auto socket = listener.accept();
      socket.read_until(end_of_head);
      if (i < 2) {
        socket.send(ok + "Connection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
      } else {
        socket.send(chunked);
        for (std::size_t at_byte = 0; at_byte < body.size(); at_byte += 0x10000) {
          const auto piece = body.substr(at_byte, 0x10000);
          char size[16];
          std::snprintf(size, sizeof(size), "%zx\r\n", piece.size());
          if (!socket.send(size + piece + "\r\n")) break;
        }
        socket.send("0\r\n\r\n");
      }
    }
  });
  IoLoop loop;
  auto client = make_client(loop);
  auto rest = [&](std::size_t limit) {
    return run(loop, [](Client& c, Target target, std::size_t most) -> Task<Result<std::string>> {
      Cancel never;
      auto response = co_await c.send(target, {"GET", "/", {}, ""}, {}, never);
      if (!response) co_return std::unexpected(response.error());
      co_return co_await (*response)->rest(most, never);
    }(*client, at(upstream.port()), limit));
  };
  for (int i = 0; i < 2; ++i) {
    const auto whole = rest(body.size());
    EXPECT_TRUE(whole && *whole == body);
    const auto over = rest(body.size() - 1);
    ASSERT_FALSE(over);
    EXPECT_EQ(over.error().kind, ErrorKind::too_large);
  }
}

TEST(ClientDownload, AnAnswerThatIsNotReadHoldsTheUpstreamBack) {
  std::atomic<std::size_t> sent = 0;
  std::promise<void> held;
  Upstream upstream([&](RawListener& listener) {
    auto socket = listener.accept();
    socket.read_until(end_of_head);
    socket.send(ok + "\r\n");
    const timeval soon{0, 300'000};
    ::setsockopt(socket.fd(), SOL_SOCKET, SO_SNDTIMEO, &soon, sizeof(soon));
    const std::string piece(65'536, 'x');
    while (sent < 100'000'000 && socket.send(piece)) sent += piece.size();
    held.set_value();
  });
  IoLoop loop;
  auto client = make_client(loop);
  run(loop, [](Client& c, Target target, std::future<void> wait) -> Task<bool> {
    Cancel never;
    auto response = co_await c.send(target, get(), {}, never);
    EXPECT_TRUE(co_await (*response)->next(never));
    wait.wait();
    co_return true;
  }(*client, at(upstream.port()), held.get_future()));
  EXPECT_LT(sent, 32'000'000U);  // what kernels buffer, not what we hold
}

}  // namespace
}  // namespace weir::net

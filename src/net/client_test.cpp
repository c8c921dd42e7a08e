// The client against raw upstreams that do what real ones do, and what broken ones do.
#include "net/client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "net/server.h"
#include "net/test_support.h"

namespace weir::net {
namespace {

using test::RawListener;
using test::RawSocket;
using test::run;

const std::string end_of_head = "\r\n\r\n";

Target at(unsigned port) { return {"http", "127.0.0.1", port, "", ""}; }

ClientRequest get(const std::string& path = "/") { return {"GET", path, {}, ""}; }
ClientRequest post(std::string body) { return {"POST", "/", {}, std::move(body)}; }

struct Got {
  int status = 0;
  std::string body;
  std::optional<ErrorKind> error;
  std::string message;
  bool operator==(const Got& other) const {
    return status == other.status && body == other.body && error == other.error;
  }
};
void PrintTo(const Got& got, std::ostream* out) {
  *out << got.status << " '" << got.body.substr(0, 200) << "' " << (got.error ? static_cast<int>(*got.error) : -1)
       << " " << got.message;
}

Got failed(const Error& error, int status = 0, std::string body = {}) {
  return {status, std::move(body), error.kind, error.message};
}

// The whole exchange, piece by piece as a stream is read.
Task<Got> fetch(Client& client, Target target, ClientRequest request, ClientLimits limits = {}) {
  Cancel never;
  auto response = co_await client.send(std::move(target), std::move(request), limits, never);
  if (!response) co_return failed(response.error());
  std::string body;
  for (;;) {
    auto piece = co_await (*response)->next(never);
    if (!piece) co_return failed(piece.error(), (*response)->status(), std::move(body));
    if (!*piece) break;
    EXPECT_FALSE((*piece)->empty());
    body += **piece;
  }
  co_return Got{(*response)->status(), std::move(body), std::nullopt, {}};
}

// An upstream that answers one connection after the other; ends when the script does.
class Upstream {
 public:
  explicit Upstream(std::function<void(RawListener&)> script)
      : thread_(test::peer_thread([this, body = std::move(script)] { body(listener_); })) {}
  ~Upstream() { thread_.join(); }
  unsigned port() const { return listener_.port(); }

 private:
  RawListener listener_;
  std::thread thread_;
};

struct Answer {
  std::string name, bytes;
  Got expected;
};

const std::string ok = "HTTP/1.1 200 OK\r\n";
const std::string chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";

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
  ClientLimits limits{{5'000}, {50}, {5'000}};
  EXPECT_EQ(run(loop, fetch(*client, at(upstream.port()), get(), limits)).error, ErrorKind::timeout);
  limits = {{5'000}, {5'000}, {50}};
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

TEST(ClientAndServer, SpeakOverAUnixSocket) {
  char name[] = "/tmp/weir-net-XXXXXX";
  const std::string dir = ::mkdtemp(name), path = dir + "/s";
  {
    IoLoop loop;
    auto server = listen_unix(loop, path, [](ServerExchange& e) -> Task<void> {
      EXPECT_EQ(e.head().headers.get("host"), "localhost");
      auto body = co_await e.read_body(100);
      co_await e.respond(200, {}, e.head().target() + " " + body.value_or("?"));
    });
    ASSERT_TRUE(server);
    auto client = make_client(loop);
    const auto target = parse_target("unix:" + path);
    ASSERT_TRUE(target);
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(run(loop, fetch(*client, *target, {"POST", "/api?x", {}, "body"})).body, "/api?x body");
    }
  }
  ::rmdir(dir.c_str());
}

TEST(ClientAndServer, CarryManyAtOnceWithCancels) {
  IoLoop loop;
  int told = 0;
  auto server = listen_loopback(loop, 0, [&](ServerExchange& e) -> Task<void> {
    auto body = co_await e.read_body(1'000'000);
    co_await e.start(200, {});
    for (int i = 0; i < 20; ++i) {
      if (!co_await e.write(*body)) break;
      if (i == 10 && e.head().path == "/stall") co_await loop.sleep({60'000}, e.gone());
    }
    told += e.gone().requested() ? 1 : 0;
    co_await e.finish();
  });
  ASSERT_TRUE(server);
  auto client = make_client(loop);
  int whole = 0, cancelled = 0, running = 100;
  for (int i = 0; i < 100; ++i) {
    spawn([](IoLoop& l, Client& c, Target target, int number, int& good, int& stopped, int& left) -> Task<void> {
      Cancel cancel;
      const bool stalls = number % 3 == 0;
      auto response =
          co_await c.send(target, {"POST", stalls ? "/stall" : "/", {}, std::string(5'000, 'y')}, {}, cancel);
      EXPECT_TRUE(response);
      if (response && stalls) {
        EXPECT_TRUE(co_await (*response)->next(cancel));
        l.post([&cancel] { cancel.request(); });
        while (auto piece = co_await (*response)->next(cancel)) EXPECT_TRUE(*piece);
        ++stopped;
      } else if (response) {
        const auto all = co_await (*response)->rest(1'000'000, cancel);
        good += all && all->size() == 100'000 ? 1 : 0;
      }
      response = fail(ErrorKind::closed, "");
      if (--left == 0) l.stop();
    }(loop, *client, at((*server)->port()), i, whole, cancelled, running));
  }
  loop.run();
  EXPECT_EQ(whole, 66);
  EXPECT_EQ(cancelled, 34);
  client = nullptr;
  (*server)->close_all();
  loop.core().settle();
  EXPECT_EQ((*server)->active(), 0U);
  EXPECT_EQ(told, 34);
}

TEST(Targets, AreReadStrictly) {
  struct Case {
    std::string url, scheme, host;
    unsigned port;
    std::string prefix;
  };
  for (const auto& c : std::vector<Case>{
           {"http://127.0.0.1:11434/v1", "http", "127.0.0.1", 11434, "/v1"},
           {"http://127.0.0.1:11434/v1/", "http", "127.0.0.1", 11434, "/v1"},
           {"HTTPS://API.Example.com", "https", "api.example.com", 443, ""},
           {"https://api.example.com/", "https", "api.example.com", 443, ""},
           {"http://a_b-c:80//x", "http", "a_b-c", 80, "//x"},
           {"http://[::1]:1/x", "http", "::1", 1, "/x"},
           {"http://[fe80::1]", "http", "fe80::1", 80, ""},
           {"unix:/run/weir.sock", "unix", "/run/weir.sock", 0, ""},
           {"unix:///run/weir.sock", "unix", "/run/weir.sock", 0, ""},
       }) {
    const auto target = parse_target(c.url);
    ASSERT_TRUE(target) << c.url;
    EXPECT_EQ(target->scheme, c.scheme) << c.url;
    EXPECT_EQ(target->host, c.host) << c.url;
    EXPECT_EQ(target->port, c.port) << c.url;
    EXPECT_EQ(target->prefix, c.prefix) << c.url;
  }
  for (const std::string url : {"",
                                "127.0.0.1:80",
                                "localhost",
                                "ftp://a/",
                                "http:/a",
                                "http://",
                                "http:///x",
                                "http://a:0/",
                                "http://a:65536/",
                                "http://a:x/",
                                "http://a:/",
                                "http://u:p@a/",
                                "http://a b/",
                                "http://a/?q",
                                "http://a/#f",
                                "http://a/x y",
                                "http://[::1",
                                "http://[::1]x",
                                "http://[g::]",
                                "http://a%41/",
                                "http://a\r\nHost: b/",
                                "http://a/\r\n",
                                "unix:relative",
                                "unix:"}) {
    const auto target = parse_target(url);
    ASSERT_FALSE(target) << url;
    EXPECT_EQ(target.error().kind, ErrorKind::invalid) << url;
  }
}

}  // namespace
}  // namespace weir::net

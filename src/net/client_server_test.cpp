// The client and the server together; and how a base URL is read.
#include <gtest/gtest.h>

#include "net/client_test_support.h"
#include "net/server.h"

namespace weir::net {
namespace {

using namespace test;

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

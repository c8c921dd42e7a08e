// For the server's tests: an echoing handler, a listener, and reading one answer.
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "net/server.h"
#include "net/test_support.h"

namespace weir::net::test {

inline const std::string end_of_head = "\r\n\r\n";

// Answers 200 with "METHOD target body", or 400 and the kind of error that the body had.
inline Task<void> echo(ServerExchange& e) {
  auto body = co_await e.read_body(1'000'000);
  if (!body) {
    const int status = body.error().kind == ErrorKind::too_large ? 413 : 400;
    co_await e.respond(status, {}, "body: " + body.error().message + "\n");
    co_return;
  }
  co_await e.respond(200, {}, e.head().method + " " + e.head().target() + " " + *body);
}

inline std::unique_ptr<Server> serve(IoLoop& loop, Handler handler) {
  auto server = listen_loopback(loop, 0, std::move(handler));
  EXPECT_TRUE(server);
  return std::move(*server);
}

inline std::string answer_body(RawSocket& socket) {
  const auto head = socket.read_until(end_of_head);
  const std::string mark = "Content-Length: ";
  const auto at = head.find(mark);
  if (at == std::string::npos) return "no length in: " + head;
  return socket.read_exactly(std::stoul(head.substr(at + mark.size())));
}

}  // namespace weir::net::test

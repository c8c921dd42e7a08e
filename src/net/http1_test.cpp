// Heads: what is accepted and what is refused, at any split.
#include "net/http1.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/limits.h"

namespace weir::net {
namespace {

struct Case {
  std::string name, bytes;
  int status;  // 0: accepted
};

// The whole way that a connection goes: look for the end, then read.
int verdict(std::string_view bytes) {
  HeadEnd end;
  switch (end.look(bytes)) {
    case HeadEnd::State::bad:
      return 400;
    case HeadEnd::State::more:
      return -1;
    case HeadEnd::State::whole:
      break;
  }
  const auto head = parse_request_head(bytes.substr(0, end.length()));
  return head ? 0 : head.error().status;
}

std::string get(const std::string& lines) { return "GET / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n"; }
std::string line(const std::string& request_line) { return request_line + "\r\nHost: a\r\n\r\n"; }

std::vector<Case> cases() {
  return {
      {"plain", get(""), 0},
      {"post", "POST /v1/messages?beta=true HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n", 0},
      {"http/1.0", line("GET / HTTP/1.0"), 0},
      {"length zero", get("Content-Length: 0\r\n"), 0},
      {"chunked in capitals", get("Transfer-Encoding: CHUNKED\r\n"), 0},
      {"tab around a value", get("X:\t a \t\r\n"), 0},
      {"no space after the colon", get("X:a\r\n"), 0},
      {"empty value", get("X:\r\n"), 0},
      {"bytes above ASCII in a value", get("X: \xc3\xa9\r\n"), 0},
      {"host with port", "GET / HTTP/1.1\r\nHost: localhost:7777\r\n\r\n", 0},
      {"IPv6 host", "GET / HTTP/1.1\r\nHost: [::1]:7777\r\n\r\n", 0},
      {"expect continue", get("Content-Length: 1\r\nExpect: 100-Continue\r\n"), 0},
      // framing
      {"length and chunked", get("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400},
      {"chunked and length", get("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"), 400},
      {"two lengths", get("Content-Length: 3\r\nContent-Length: 4\r\n"), 400},
      {"two equal lengths", get("Content-Length: 3\r\nContent-Length: 3\r\n"), 400},
      {"length list", get("Content-Length: 3, 3\r\n"), 400},
      {"length with plus", get("Content-Length: +3\r\n"), 400},
      {"length with minus", get("Content-Length: -3\r\n"), 400},
      {"length hexadecimal", get("Content-Length: 0x3\r\n"), 400},
      {"length with a space inside", get("Content-Length: 1 2\r\n"), 400},
      {"length empty", get("Content-Length:\r\n"), 400},
      {"length of 20 digits", get("Content-Length: 18446744073709551616\r\n"), 400},
      {"two codings", get("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
      {"gzip, chunked", get("Transfer-Encoding: gzip, chunked\r\n"), 400},
      {"identity coding", get("Transfer-Encoding: identity\r\n"), 400},
      {"chunked with vertical tab",
       get("Transfer-Encoding: \x0b"
           "chunked\r\n"),
       400},
      {"xchunked", get("Transfer-Encoding: xchunked\r\n"), 400},
      {"chunked twice in one", get("Transfer-Encoding: chunked, chunked\r\n"), 400},
      {"tab before a length", get("Content-Length:\t3\r\n"), 400},
      {"tab behind a coding", get("Transfer-Encoding: chunked\t\r\n"), 400},
      {"chunked in http/1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      // line ends and folding
      {"bare LF everywhere", "GET / HTTP/1.1\nHost: a\n\n", 400},
      {"bare LF in the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400},
      {"bare LF in headers", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400},
      {"bare CR in a header", get("X: a\rb\r\n"), 400},
      {"CR CR LF", "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", 400},
      {"folded header", get("X: a\r\n b\r\n"), 400},
      {"folded by tab", get("X: a\r\n\tb\r\n"), 400},
      {"folded length", get("Content-Length:\r\n 3\r\n"), 400},
      // header lines
      {"space before the colon", get("Content-Length : 3\r\n"), 400},
      {"tab before the colon", get("X\t: 3\r\n"), 400},
      {"no colon", get("nonsense\r\n"), 400},
      {"no name", get(": a\r\n"), 400},
      {"NUL in a value", get(std::string("X: a\0b\r\n", 8)), 400},
      {"NUL in a name", get(std::string("X\0: a\r\n", 7)), 400},
      {"DEL in a value", get("X: a\x7f\r\n"), 400},
      {"escape in a value", get("X: \x1b[31m\r\n"), 400},
      {"brackets in a name", get("X(y): a\r\n"), 400},
      {"above ASCII in a name", get("X\xc3\xa9: a\r\n"), 400},
      // host
      {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"no host in http/1.0", "GET / HTTP/1.0\r\n\r\n", 400},
      {"two hosts", get("Host: b\r\n"), 400},
      {"two equal hosts", get("hOST: a\r\n"), 400},
      {"empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
      {"host with a space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
      {"host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
      {"host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400},
      {"host list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400},
      // request line
      {"absolute form", line("GET http://a/ HTTP/1.1"), 400},
      {"authority form", line("CONNECT a:443 HTTP/1.1"), 400},
      {"asterisk form", line("OPTIONS * HTTP/1.1"), 400},
      {"relative", line("GET v1 HTTP/1.1"), 400},
      {"no target", line("GET HTTP/1.1"), 400},
      {"two spaces", line("GET  / HTTP/1.1"), 400},
      {"space in the target", line("GET /a b HTTP/1.1"), 400},
      {"tab for a space", line("GET\t/ HTTP/1.1"), 400},
      {"trailing space", line("GET / HTTP/1.1 "), 400},
      {"fragment", line("GET /#a HTTP/1.1"), 400},
      {"raw UTF-8 target", line("GET /\xc3\xa9 HTTP/1.1"), 400},
      {"NUL in the target", std::string("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", 28), 400},
      {"above the root", line("GET /../a HTTP/1.1"), 400},
      {"above the root, encoded", line("GET /a/%2E./.%2e/%2e%2e HTTP/1.1"), 400},
      {"below the root in the end", line("GET /a/../b/.. HTTP/1.1"), 0},
      {"dots that are names", line("GET /.../..a HTTP/1.1"), 0},
      {"a parent in the query", line("GET /a?/../.. HTTP/1.1"), 0},
      {"encoded NUL", line("GET /a%00 HTTP/1.1"), 400},
      {"method with a colon", line("GE:T / HTTP/1.1"), 400},
      {"method without end", line(std::string(200, 'A') + " / HTTP/1.1"), 400},
      {"no version", line("GET /"), 400},
      {"lower case version", line("GET / http/1.1"), 400},
      {"version without minor", line("GET / HTTP/1"), 400},
      {"version 1.10", line("GET / HTTP/1.10"), 400},
      {"version 1.2", line("GET / HTTP/1.2"), 505},
      {"version 2.0", line("GET / HTTP/2.0"), 505},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\n", 505},
      {"TLS hello", std::string("\x16\x03\x01\x02\x00\x01\x00", 7), 400},
      {"space first", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"other expectation", get("Content-Length: 1\r\nExpect: 200-ok\r\n"), 417},
  };
}

TEST(RequestHead, IsReadStrictly) {
  for (const auto& c : cases()) EXPECT_EQ(verdict(c.bytes), c.status) << c.name;
}

TEST(RequestHead, TooManyLinesAreRefused) {
  std::string lines;
  for (std::size_t i = 1; i < limits::head_count; ++i) lines += "X: a\r\n";
  EXPECT_EQ(verdict(get(lines)), 0);
  EXPECT_EQ(verdict(get(lines + "X: a\r\n")), 431);
}

TEST(RequestHead, TheVerdictDoesNotDependOnTheSplit) {
  for (const auto& c : cases()) {
    HeadEnd whole;
    const auto state = whole.look(c.bytes);
    for (std::size_t at = 0; at <= c.bytes.size(); ++at) {
      HeadEnd end;
      const std::string_view bytes = c.bytes;
      if (end.look(bytes.substr(0, at)) == HeadEnd::State::bad) {
        EXPECT_EQ(state, HeadEnd::State::bad) << c.name << " at " << at;
        continue;
      }
      EXPECT_EQ(end.look(bytes), state) << c.name << " at " << at;
      EXPECT_EQ(end.length(), whole.length()) << c.name << " at " << at;
    }
  }
}

TEST(RequestHead, ItsPartsComeAsSent) {
  const auto head = parse_request_head(
      "POST /v1/%2e%2E/x?a=b?c HTTP/1.1\r\nhOsT: LocalHost:1\r\nX-A:  one \r\nx-a: two\r\nContent-Length: 007\r\n"
      "Connection: keep-alive, Close\r\n\r\n");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->http.method, "POST");
  EXPECT_EQ(head->http.path, "/v1/%2e%2E/x");
  EXPECT_EQ(head->http.query, "a=b?c");
  EXPECT_EQ(head->http.headers.all().at(1), (Header{"X-A", "one"}));
  EXPECT_EQ(head->http.headers.all().at(2), (Header{"x-a", "two"}));
  EXPECT_EQ(head->framing, (Framing{Framing::Kind::length, 7}));
  EXPECT_EQ(head->reuse, Reuse::no);
}

TEST(ResponseHead, FramesItsBody) {
  const auto framing = [](std::string_view bytes, std::string_view method) {
    const auto head = parse_response_head(bytes, method);
    return head ? head->framing : Framing{Framing::Kind::length, 999};
  };
  const Framing none{}, close{Framing::Kind::until_close, 0}, chunked{Framing::Kind::chunked, 0};
  EXPECT_EQ(framing("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "POST"), (Framing{Framing::Kind::length, 5}));
  EXPECT_EQ(framing("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "HEAD"), none);
  EXPECT_EQ(framing("HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n", "GET"), chunked);
  EXPECT_EQ(framing("HTTP/1.1 200 OK\r\n\r\n", "GET"), close);
  EXPECT_EQ(framing("HTTP/1.1 204 No Content\r\n\r\n", "GET"), none);
  EXPECT_EQ(framing("HTTP/1.1 304 \r\nContent-Length: 5\r\n\r\n", "GET"), none);
  EXPECT_EQ(framing("HTTP/1.1 100 Continue\r\n\r\n", "POST"), none);
}

TEST(ResponseHead, WhatIsNotPlainlyRightIsAProtocolError) {
  for (const std::string bytes : {
           "HTTP/2 200\r\n\r\n",
           "HTTP/1.1 20 OK\r\n\r\n",
           "HTTP/1.1 2000 OK\r\n\r\n",
           "HTTP/1.1 -20 OK\r\n\r\n",
           "HTTP/1.1 099 OK\r\n\r\n",
           "ICY 200 OK\r\n\r\n",
           "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
           "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
           "HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n",
           "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
           "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
           "HTTP/1.1 200 OK\r\nX : a\r\n\r\n",
           "HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n",
       }) {
    const auto head = parse_response_head(bytes, "GET");
    ASSERT_FALSE(head) << bytes;
    EXPECT_EQ(head.error().kind, ErrorKind::protocol) << bytes;
  }
}

TEST(WrittenHeaders, CannotCarryASecondMessage) {
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{{"X", "a\r\nSet-Cookie: b"},
                                                                                    {"X", "a\nb"},
                                                                                    {"X", std::string("a\0b", 3)},
                                                                                    {"X\r\nY", "a"},
                                                                                    {"", "a"},
                                                                                    {"X:", "a"}}) {
    Headers headers;
    headers.add(name, value);
    std::string out;
    EXPECT_FALSE(append_headers(out, headers)) << name;
  }
}

TEST(WrittenHeaders, FramingIsNotTheCallers) {
  Headers headers;
  headers.add("content-length", "5");
  headers.add("Transfer-Encoding", "chunked");
  headers.add("Connection", "X-Secret");
  headers.add("X-Kept", "yes");
  std::string out;
  ASSERT_TRUE(append_headers(out, headers));
  EXPECT_EQ(out, "X-Kept: yes\r\n");
}

}  // namespace
}  // namespace weir::net

// Strict reading of HTTP/1.1 heads.
#include "net/http1.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/limits.h"

namespace weir::net {

namespace {

constexpr std::array<bool, 256> token_table() {
  std::array<bool, 256> table{};
  for (const char c :
       std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}
constexpr auto token_chars = token_table();
bool is_token_char(char c) { return token_chars[static_cast<unsigned char>(c)]; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::unexpected<Refusal> refuse(std::string text, int status = 400) {
  return std::unexpected(Refusal{status, std::move(text)});
}

// Takes one line off the front. The head was scanned: every line ends with CRLF.
std::string_view take_line(std::string_view& bytes) {
  const auto end = bytes.find("\r\n");
  const auto line = bytes.substr(0, end);
  bytes.remove_prefix(end + 2);
  return line;
}

bool is_framing_length(std::string_view name) {
  return same_name(name, "content-length") || same_name(name, "transfer-encoding");
}

std::expected<Headers, Refusal> parse_fields(std::string_view bytes) {
  Headers headers;
  for (std::size_t count = 0;; ++count) {
    const auto line = take_line(bytes);
    if (line.empty()) return headers;
    if (count >= limits::head_count) return refuse("too many header lines", 431);
    if (line.front() == ' ' || line.front() == '\t') return refuse("a header line is folded");
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return refuse("a header line has no colon");
    const auto name = line.substr(0, colon), value = trim(line.substr(colon + 1));
    if (!is_token(name)) return refuse("a header's name has a character that is not allowed there");
    if (!is_field_value(value)) return refuse("a header's value has a control character");
    // Allowed around any value, but readers in front of us refuse it where a message's length is said (nginx does).
    if (line.contains('\t') && is_framing_length(name)) return refuse("a tab in a header that says the body's length");
    headers.add(std::string(name), std::string(value));
  }
}

// The framing that both directions share: nothing when neither length nor chunks are declared.
std::expected<std::optional<Framing>, Refusal> declared_framing(const Headers& headers) {
  const auto lengths = headers.count("content-length"), codings = headers.count("transfer-encoding");
  if (lengths + codings == 0) return std::nullopt;
  if (lengths > 0 && codings > 0) return refuse("Content-Length and Transfer-Encoding together");
  if (lengths > 1) return refuse("more than one Content-Length");
  if (codings > 1) return refuse("more than one Transfer-Encoding");
  if (codings == 1) {
    if (!same_name(*headers.get("transfer-encoding"), "chunked"))
      return refuse("a Transfer-Encoding other than chunked");
    return Framing{Framing::Kind::chunked, 0};
  }
  const auto length = parse_length(*headers.get("content-length"));
  if (!length) return refuse("Content-Length is not a number");
  return Framing{Framing::Kind::length, *length};
}

bool is_host(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (is_token_char(c) && c != '|' && c != '^' && c != '`' && c != '#') || c == ':' || c == '[' || c == ']';
  });
}

struct RequestLine {
  std::string_view method, target, version;
};

// "..", also as %2e%2e
bool is_parent(std::string_view segment) {
  for (int dots = 0; dots < 2; ++dots) {
    if (segment.starts_with('.'))
      segment.remove_prefix(1);
    else if (same_name(segment.substr(0, 3), "%2e"))
      segment.remove_prefix(3);
    else
      return false;
  }
  return segment.empty();
}

// Paths that no client means and that readers in front of us refuse: above the root, or with an encoded NUL. Other
// odd paths are the handler's to know or not.
bool is_trick(std::string_view path) {
  if (path.contains("%00")) return true;
  int depth = 0;
  while (!path.empty() && depth >= 0) {
    path.remove_prefix(1);  // its slash
    const auto segment = path.substr(0, path.find('/'));
    if (is_parent(segment))
      --depth;
    else if (!segment.empty() && segment != ".")
      ++depth;
    path.remove_prefix(segment.size());
  }
  return depth < 0;
}

std::expected<RequestLine, Refusal> split_request_line(std::string_view line) {
  const auto first = line.find(' '), last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return refuse("the request line is not METHOD TARGET VERSION");
  RequestLine out{line.substr(0, first), line.substr(first + 1, last - first - 1), line.substr(last + 1)};
  if (!is_token(out.method) || out.method.size() > 32) return refuse("the method is not a word");
  const auto v = out.version;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (v.size() != 8 || !v.starts_with("HTTP/") || !digit(v[5]) || v[6] != '.' || !digit(v[7])) {
    return refuse("the request line does not end with HTTP/1.1");
  }
  if (v != "HTTP/1.1" && v != "HTTP/1.0") return refuse("only HTTP/1.1 is spoken here", 505);
  if (!is_target(out.target)) return refuse("the target does not begin with / or has a character that is not allowed");
  if (is_trick(out.target.substr(0, out.target.find('?')))) return refuse("the path is above the root or holds a NUL");
  return out;
}

std::expected<void, Refusal> read_connection_headers(RequestHead& head) {
  const auto& headers = head.http.headers;
  if (headers.count("host") != 1) return refuse("there must be exactly one Host header");
  if (!is_host(*headers.get("host"))) return refuse("the Host header is not a host");
  auto framing = declared_framing(headers);
  if (!framing) return std::unexpected(std::move(framing).error());
  head.framing = framing->value_or(Framing{});
  if (head.http10 && head.framing.kind == Framing::Kind::chunked) return refuse("HTTP/1.0 has no chunks");
  head.reuse = head.http10 || has_word(headers, "connection", "close") ? Reuse::no : Reuse::yes;
  if (const auto expect = headers.get("expect"); expect && !head.http10) {
    if (!same_name(*expect, "100-continue")) return refuse("an Expect other than 100-continue", 417);
    head.expects_continue = head.framing.has_bytes();
  }
  return {};
}

}  // namespace

HeadEnd::State HeadEnd::look(std::string_view all) {
  if (whole_) return State::whole;
  if (!all.empty() && !is_token_char(all.front())) return State::bad;
  for (; at_ < all.size(); ++at_) {
    const char c = all[at_];
    if (c == '\n') return State::bad;  // a good one is passed together with its CR
    if (c != '\r') {
      ++line_length_;
      continue;
    }
    if (at_ + 1 == all.size()) return State::more;
    if (all[at_ + 1] != '\n') return State::bad;
    ++at_;
    if (std::exchange(line_length_, 0) == 0) {
      ++at_;
      whole_ = true;
      return State::whole;
    }
  }
  return State::more;
}

std::expected<RequestHead, Refusal> parse_request_head(std::string_view bytes) {
  auto line = split_request_line(take_line(bytes));
  if (!line) return std::unexpected(std::move(line).error());
  auto headers = parse_fields(bytes);
  if (!headers) return std::unexpected(std::move(headers).error());
  RequestHead head;
  head.http.method = line->method;
  const auto mark = line->target.find('?');
  head.http.path = line->target.substr(0, mark);
  if (mark != std::string_view::npos) head.http.query = line->target.substr(mark + 1);
  head.http.headers = std::move(*headers);
  head.http10 = line->version == "HTTP/1.0";
  if (auto read = read_connection_headers(head); !read) return std::unexpected(std::move(read).error());
  return head;
}

Result<ResponseHead> parse_response_head(std::string_view bytes, std::string_view method) {
  const auto broken = [](std::string_view what) {
    return fail(ErrorKind::protocol, "the upstream's answer is not HTTP/1.1: " + std::string(what));
  };
  const auto line = take_line(bytes);
  if (!line.starts_with("HTTP/1.1 ") && !line.starts_with("HTTP/1.0 ")) return broken("no status line");
  const auto code = line.substr(9, 3);
  if (code.size() != 3 || !std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; }) || code[0] == '0' ||
      (line.size() > 12 && line[12] != ' ') || !is_field_value(line)) {
    return broken("the status line is malformed");
  }
  ResponseHead head;
  std::from_chars(code.data(), code.data() + 3, head.status);
  auto headers = parse_fields(bytes);
  if (!headers) return broken(headers.error().text);
  head.headers = std::move(*headers);
  auto framing = declared_framing(head.headers);
  if (!framing) return broken(framing.error().text);
  const bool http10 = line[7] == '0';
  if (http10 && *framing && (*framing)->kind == Framing::Kind::chunked) return broken("HTTP/1.0 has no chunks");
  const bool bodiless = method == "HEAD" || head.status < 200 || head.status == 204 || head.status == 304;
  head.framing = bodiless ? Framing{} : framing->value_or(Framing{Framing::Kind::until_close, 0});
  const bool closes = http10 || has_word(head.headers, "connection", "close");
  head.reuse = closes || head.framing.kind == Framing::Kind::until_close ? Reuse::no : Reuse::yes;
  return head;
}

bool is_token(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_token_char); }

bool is_field_value(std::string_view text) {
  return std::ranges::none_of(text, [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return (u < 0x20 && c != '\t') || u == 0x7f;
  });
}

bool is_target(std::string_view text) {
  return text.starts_with('/') && std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
}

bool has_word(const Headers& headers, std::string_view name, std::string_view word) {
  return std::ranges::any_of(headers.all(), [&](const Header& header) {
    if (!same_name(header.name, name)) return false;
    std::string_view rest = header.value;
    for (;;) {
      const auto comma = rest.find(',');
      if (same_name(trim(rest.substr(0, comma)), word)) return true;
      if (comma == std::string_view::npos) return false;
      rest.remove_prefix(comma + 1);
    }
  });
}

std::optional<std::uint64_t> parse_length(std::string_view text) {
  std::uint64_t value = 0;
  if (text.empty() || text.size() > 19) return std::nullopt;  // 19 digits always fit
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

}  // namespace weir::net

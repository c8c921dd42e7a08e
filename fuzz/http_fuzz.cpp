// HTTP heads and chunks, at any split. Beast is the second opinion: whatever we accept, it must read as the same
// message. (It is laxer than we are, so the other direction says nothing.) And what is written by the rules must be
// accepted and read back as what was meant.
#include <algorithm>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "check.h"
#include "net/chunked.h"
#include "net/http1.h"
#include "split.h"

namespace {

namespace http = boost::beast::http;
using namespace weir;
using namespace weir::net;
using fuzz::check;
using fuzz::Pieces;

template <class Parser>
bool beast_reads(Parser& parser, std::string_view bytes, std::size_t& used) {
  parser.header_limit(1U << 30);
  parser.body_limit(boost::none);
  boost::system::error_code ec;
  used = 0;
  while (used < bytes.size() && !parser.is_done()) {
    const std::size_t count = parser.put(boost::asio::buffer(bytes.substr(used)), ec);
    used += count;
    if (ec || count == 0) break;
  }
  return !ec || ec == http::error::need_more;
}

// Lists that Beast validates and we only search for words: the only place where it is stricter.
bool has_lists(const Headers& headers) {
  return headers.count("connection") + headers.count("proxy-connection") + headers.count("upgrade") > 0;
}

template <class Parser>
void same_fields(const Parser& parser, const Headers& ours) {
  check(parser.is_header_done());
  std::vector<std::pair<std::string, std::string>> we, beast;
  for (const auto& [name, value] : ours.all()) we.emplace_back(name, value);
  for (const auto& field : parser.get()) beast.emplace_back(field.name_string(), field.value());
  std::ranges::sort(we);  // Beast keeps fields of one name together
  std::ranges::sort(beast);
  check(we == beast);
}

// The rule by itself: whole with the first empty line, unless a line end before it is not CRLF.
HeadEnd::State state_of(std::string_view bytes) {
  if (!bytes.empty() && !is_token(bytes.substr(0, 1))) return HeadEnd::State::bad;
  const auto empty_line = bytes.find("\r\n\r\n");
  const auto head = empty_line == std::string_view::npos ? bytes : bytes.substr(0, empty_line + 4);
  for (std::size_t at = 0; at < head.size(); ++at) {
    if (head[at] == '\n' && (at == 0 || head[at - 1] != '\r')) return HeadEnd::State::bad;
    if (head[at] == '\r' && at + 1 < head.size() && head[at + 1] != '\n') return HeadEnd::State::bad;
  }
  return head.ends_with("\r\n\r\n") ? HeadEnd::State::whole : HeadEnd::State::more;
}

std::size_t find_end(std::string_view bytes, const Pieces& pieces) {
  HeadEnd end;
  auto state = HeadEnd::State::more;
  std::size_t seen = 0;
  for (const auto piece : pieces) {
    seen += piece.size();
    if (state = end.look(bytes.substr(0, seen)); state != HeadEnd::State::more) break;
  }
  check(state == state_of(bytes));
  if (state != HeadEnd::State::whole) return 0;
  check(end.length() == bytes.find("\r\n\r\n") + 4);
  return end.length();
}

void request(std::string_view head) {
  const auto ours = parse_request_head(head);
  if (!ours) return;
  check(ours->http.headers.count("host") == 1 && ours->http.path.starts_with('/'));
  http::request_parser<http::string_body> beast;
  std::size_t used = 0;
  if (!beast_reads(beast, head, used)) return check(has_lists(ours->http.headers));
  same_fields(beast, ours->http.headers);
  check(beast.chunked() == (ours->framing.kind == Framing::Kind::chunked));
  if (ours->http.headers.count("connection") < 2)  // of several lines Beast's message asks the first
    check((ours->reuse == Reuse::yes) == (!ours->http10 && beast.get().keep_alive()));
  const auto target = beast.get().target();
  check(std::string_view(target.data(), target.size()).starts_with(ours->http.target()));  // a lone '?' is dropped
  if (ours->framing.kind == Framing::Kind::length) check(beast.content_length() == ours->framing.length);
}

void response(std::string_view head) {
  const auto ours = parse_response_head(head, "GET");
  if (!ours || ours->status < 200) return;
  http::response_parser<http::string_body> beast;
  std::size_t used = 0;
  std::string spaced(head);  // we forgive the missing space where the reason phrase is missing
  if (spaced[12] == '\r') spaced.insert(12, " ");
  if (!beast_reads(beast, spaced, used)) return check(has_lists(ours->headers));
  check(static_cast<int>(beast.get().result_int()) == ours->status);
  same_fields(beast, ours->headers);
  if (ours->framing.kind == Framing::Kind::length) check(beast.content_length() == ours->framing.length);
}

struct Decoded {
  bool ok = true, done = false;
  std::string data;
  std::size_t used = 0;
  bool operator==(const Decoded&) const = default;
};

Decoded decode(const Pieces& pieces, std::size_t most = 1U << 20) {
  ChunkDecoder decoder;
  Decoded out;
  for (auto piece : pieces) {
    const auto before = piece.size();
    out.ok = decoder.feed(piece, out.data, most).has_value();
    out.used += before - piece.size();
    if (!out.ok) break;
  }
  out.done = decoder.done();
  return out;
}

void chunks(const fuzz::Input& in) {
  const auto whole = decode(fuzz::whole(in.bytes));
  check(whole == decode(fuzz::halves(in)) && whole == decode(fuzz::each_byte(in.bytes)));
  if (!whole.ok || !whole.done) return;
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  http::request_parser<http::string_body> beast;
  std::size_t used = 0;
  // A trailer that names framing is an error to Beast; to us trailers are nothing.
  if (!beast_reads(beast, head + std::string(in.bytes.substr(0, whole.used)), used)) return;
  check(beast.is_done() && beast.get().body() == whole.data && used == head.size() + whole.used);
}

// Any bytes as two chunks: read back at any split, up to the limit and not a byte beyond.
void written_chunks(const fuzz::Input& in) {
  std::string out;
  for (const auto piece : fuzz::halves(in)) {
    if (!piece.empty()) out.append(chunk_head(piece.size())).append(piece).append("\r\n");
  }
  out += "0\r\n\r\n";
  const Decoded meant{true, true, std::string(in.bytes), out.size()};
  const fuzz::Input cut{out, in.cut};
  check(decode(fuzz::halves(cut), in.bytes.size()) == meant && decode(fuzz::each_byte(out), in.bytes.size()) == meant);
  if (!in.bytes.empty()) check(!decode(fuzz::halves(cut), in.bytes.size() - 1).ok);
}

void written_header(const fuzz::Input& in) {
  Headers headers;
  const auto parts = fuzz::halves(in);
  headers.add(std::string(parts[0]), std::string(parts[1]));
  std::string out = "GET / HTTP/1.1\r\nHost: a\r\n";
  const auto begin = out.size();
  if (!append_headers(out, headers)) return;
  const bool dropped = out.size() == begin;
  out += "\r\n";
  HeadEnd end;
  check(end.look(out) == HeadEnd::State::whole && end.length() == out.size());
  const auto read = parse_request_head(out);
  if (same_name(headers.all().front().name, "host")) return;
  check(read.has_value() && read->http.headers.all().size() == (dropped ? 1 : 2));
}

// Digits of any count: a length, or refused when it has more of them than always fit.
void written_length(std::string_view bytes) {
  std::string digits;
  for (const char c : bytes.substr(0, 24)) digits += static_cast<char>('0' + static_cast<unsigned char>(c) % 10);
  const auto read = parse_length(digits);
  check(read.has_value() == (!digits.empty() && digits.size() <= 19));
  if (read) check(*read == std::stoull(digits));
}

// Any visible bytes as a target, but for the paths that are refused on purpose.
void written_target(const fuzz::Input& in) {
  std::string path = "/", query;
  for (std::size_t at = 0; at < in.bytes.size(); ++at) {
    const char c = in.bytes[at];
    if (c > 0x20 && c < 0x7f && c != '#' && (at >= in.cut || (c != '?' && c != '%' && c != '.'))) {
      (at < in.cut ? path : query) += c;
    }
  }
  const auto read =
      parse_request_head("GET " + path + (query.empty() ? "" : "?") + query + " HTTP/1.1\r\nHost: a\r\n\r\n");
  check(read.has_value() && read->http.path == path && read->http.query == query);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Input in = fuzz::input_of(data, size);
  const auto length = find_end(in.bytes, fuzz::whole(in.bytes));
  check(length == find_end(in.bytes, fuzz::halves(in)) && length == find_end(in.bytes, fuzz::each_byte(in.bytes)));
  if (length > 0) {
    request(in.bytes.substr(0, length));
    response(in.bytes.substr(0, length));
  }
  chunks(in);
  written_chunks(in);
  written_header(in);
  written_target(in);
  written_length(in.bytes);
  return 0;
}

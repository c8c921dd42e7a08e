// HTTP heads and chunks. Beast is the second opinion: whatever we accept, it must read as the same message. (It is
// laxer than we are, so the other direction says nothing.) And what we write must read back as one message.
#include <algorithm>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/chunked.h"
#include "net/http1.h"

namespace {

namespace http = boost::beast::http;
using namespace weir;
using namespace weir::net;

void check(bool holds) {
  if (!holds) std::abort();
}

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
void same_head(const Parser& parser, const Headers& ours, const Framing& framing) {
  check(parser.is_header_done());
  std::vector<std::pair<std::string, std::string>> we, beast;
  for (const auto& [name, value] : ours.all()) we.emplace_back(name, value);
  for (const auto& field : parser.get()) beast.emplace_back(field.name_string(), field.value());
  std::ranges::sort(we);  // Beast keeps fields of one name together
  std::ranges::sort(beast);
  check(we == beast);
  check(parser.chunked() == (framing.kind == Framing::Kind::chunked));
}

std::size_t find_end(std::string_view bytes, std::size_t split) {
  HeadEnd whole, halves;
  const auto state = whole.look(bytes);
  const auto early = halves.look(bytes.substr(0, split));
  check(early == HeadEnd::State::bad ? state == early : halves.look(bytes) == state);
  if (state != HeadEnd::State::whole) return 0;
  check(whole.length() == halves.length() && bytes.substr(0, whole.length()).ends_with("\r\n\r\n"));
  return whole.length();
}

void request(std::string_view head) {
  const auto ours = parse_request_head(head);
  if (!ours) return;
  check(ours->http.headers.count("host") == 1 && ours->http.path.starts_with('/'));
  http::request_parser<http::string_body> beast;
  std::size_t used = 0;
  if (!beast_reads(beast, head, used)) return check(has_lists(ours->http.headers));
  same_head(beast, ours->http.headers, ours->framing);
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
}

struct Decoded {
  bool ok = true, done = false;
  std::string data;
  std::size_t used = 0;
  bool operator==(const Decoded&) const = default;
};

Decoded decode(std::string_view bytes, std::size_t split) {
  ChunkDecoder decoder;
  Decoded out;
  for (auto piece : {bytes.substr(0, split), bytes.substr(split)}) {
    const auto before = piece.size();
    out.ok = out.ok && decoder.feed(piece, out.data, 1U << 20).has_value();
    out.used += before - piece.size();
    if (!out.ok) break;
  }
  out.done = decoder.done();
  return out;
}

void chunks(std::string_view bytes, std::size_t split) {
  const auto whole = decode(bytes, 0), halves = decode(bytes, split);
  check(whole.ok == halves.ok);
  if (!whole.ok) return;
  check(whole == halves);
  if (!whole.done) return;
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  http::request_parser<http::string_body> beast;
  std::size_t used = 0;
  // A trailer that names framing is an error to Beast; to us trailers are nothing.
  if (!beast_reads(beast, head + std::string(bytes.substr(0, whole.used)), used)) return;
  check(beast.is_done() && beast.get().body() == whole.data && used == head.size() + whole.used);
}

void written(std::string_view bytes, std::size_t split) {
  Headers headers;
  headers.add(std::string(bytes.substr(0, split)), std::string(bytes.substr(split)));
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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const void* const any = data + 1;
  const std::string_view bytes(static_cast<const char*>(any), size - 1);
  const std::size_t split = data[0] % (bytes.size() + 1);
  if (const auto length = find_end(bytes, split); length > 0) {
    request(bytes.substr(0, length));
    response(bytes.substr(0, length));
  }
  chunks(bytes, split);
  written(bytes, split);
  return 0;
}

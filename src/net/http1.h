// HTTP/1.1 heads as bytes: finding the end of a head, reading it strictly, deciding how the body is framed, writing
// heads. Pure; no socket. Internal to net/. What is not plainly right is refused: two readers of one connection that
// disagree about where a message ends are an attack (request smuggling), so nothing is repaired here.
#pragma once
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/http.h"
#include "base/result.h"

namespace weir::net {

// Looks for the empty line as bytes come in; each byte is looked at once.
class HeadEnd {
 public:
  enum class State { more, whole, bad };
  // `all` is everything since the head's first byte, the same start each time. bad: a line end that is not CRLF, or
  // a first byte that no HTTP message begins with (a TLS hello, say).
  State look(std::string_view all);
  std::size_t length() const { return at_; }  // with the empty line, when whole

 private:
  std::size_t at_ = 0;
  std::size_t line_length_ = 0;
  bool whole_ = false;
};

struct Framing {
  enum class Kind { none, length, chunked, until_close };
  Kind kind = Kind::none;
  std::uint64_t length = 0;
  bool has_bytes() const { return kind != Kind::none && (kind != Kind::length || length > 0); }
  bool operator==(const Framing&) const = default;
};

enum class Reuse { no, yes };  // of the connection, as far as the head says

struct RequestHead {
  HttpHead http;
  Framing framing;
  Reuse reuse = Reuse::yes;
  bool http10 = false;  // no chunks towards it
  bool expects_continue = false;
};

struct ResponseHead {
  int status = 0;
  Headers headers;
  Framing framing;
  Reuse reuse = Reuse::yes;
};

// Why a request is not read on: in plain text, since no path and so no dialect is known.
struct Refusal {
  int status = 400;
  std::string text;  // one sentence, of fixed words: never the client's bytes
};

// The bytes of one head, empty line included.
std::expected<RequestHead, Refusal> parse_request_head(std::string_view bytes);
// `method` is the request's: HEAD has no body. Errors: protocol.
Result<ResponseHead> parse_response_head(std::string_view bytes, std::string_view method);

bool is_token(std::string_view text);        // a method, a header's name
bool is_field_value(std::string_view text);  // no control character but TAB
bool is_target(std::string_view text);       // origin form: "/", then visible ASCII without '#'
bool has_word(const Headers& headers, std::string_view name, std::string_view word);  // in a comma list, without case
std::optional<std::uint64_t> parse_length(std::string_view text);                     // 1 to 19 digits, nothing else

// Names that say how this connection frames its messages: net's own, dropped from what others hand in.
bool is_framing_header(std::string_view name);
// Appends "name: value\r\n" for each but the framing ones. Errors: internal, when a name or value could end a header.
Result<void> append_headers(std::string& out, const Headers& headers);
std::string_view reason_phrase(int status);

}  // namespace weir::net

// Writing HTTP/1.1 heads.
#include <algorithm>
#include <array>

#include "net/http1.h"

namespace weir::net {

bool is_framing_header(std::string_view name) {
  static constexpr std::array<std::string_view, 9> ours{
      "content-length", "transfer-encoding", "connection", "keep-alive", "proxy-connection", "upgrade", "te", "trailer",
      "expect"};
  return std::ranges::any_of(ours, [&](std::string_view own) { return same_name(own, name); });
}

Result<void> append_headers(std::string& out, const Headers& headers) {
  for (const auto& [name, value] : headers.all()) {
    if (is_framing_header(name)) continue;
    if (!is_token(name) || !is_field_value(value)) {
      return fail(ErrorKind::internal, "a header to be sent has a control character or a bad name");
    }
    out.append(name).append(": ").append(value).append("\r\n");
  }
  return {};
}

std::string_view reason_phrase(int status) {
  struct Named {
    int status;
    std::string_view phrase;
  };
  static constexpr Named known[] = {
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {304, "Not Modified"},
      {307, "Temporary Redirect"},
      {308, "Permanent Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {402, "Payment Required"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {413, "Content Too Large"},
      {415, "Unsupported Media Type"},
      {417, "Expectation Failed"},
      {421, "Misdirected Request"},
      {422, "Unprocessable Content"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {499, "Client Closed Request"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {502, "Bad Gateway"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
      {505, "HTTP Version Not Supported"},
      {529, "Overloaded"},
  };
  const auto at = std::ranges::find(known, status, &Named::status);
  return at == std::end(known) ? std::string_view("Status") : at->phrase;
}

}  // namespace weir::net

// Writing HTTP/1.1 heads.
#include <algorithm>
#include <array>

#include "net/http1.h"

namespace weir::net {

bool is_framing_header(std::string_view name) {
  static constexpr std::array<std::string_view, 9> ours{"content-length",   "transfer-encoding", "connection",
                                                        "keep-alive",       "proxy-connection",  "upgrade",
                                                        "te",               "trailer",           "expect"};
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
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 402: return "Payment Required";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 499: return "Client Closed Request";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    case 529: return "Overloaded";
    default: return "Status";
  }
}

}  // namespace weir::net

// The two lists of what stays behind, each line with its reason.
#include "backend/http/headers.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace weir::backend {
namespace {

constexpr std::array hop_by_hop = {"connection",
                                   "keep-alive",
                                   "proxy-authenticate",
                                   "proxy-authorization",
                                   "te",
                                   "trailer",
                                   "transfer-encoding",
                                   "upgrade",
                                   "content-length",
                                   "host",
                                   "expect",
                                   "proxy-connection"};
// Credentials are added by access alone; a browser's context is not the provider's business; encodings are net's.
constexpr std::array not_up = {"authorization",   "x-api-key",        "cookie",    "origin",   "referer",
                               "accept-encoding", "content-encoding", "forwarded", "x-real-ip"};
// A provider's cookies and cross-origin permissions must not reach what runs beside the client.
constexpr std::array not_down = {
    "set-cookie",     "strict-transport-security", "alt-svc", "content-encoding", "date", "server", "nel", "report-to",
    "clear-site-data"};

template <std::size_t N>
bool in(const std::array<const char*, N>& list, std::string_view name) {
  return std::ranges::any_of(list, [&](const char* item) { return same_name(item, name); });
}

bool starts_with(std::string_view name, std::string_view prefix) {
  return name.size() >= prefix.size() && same_name(name.substr(0, prefix.size()), prefix);
}

}  // namespace

Headers headers_up(const Headers& client) {
  Headers out;
  for (const Header& h : client.all()) {
    if (in(hop_by_hop, h.name) || in(not_up, h.name)) continue;
    if (starts_with(h.name, "sec-fetch-") || starts_with(h.name, "x-weir-") || starts_with(h.name, "x-forwarded-"))
      continue;
    out.add(h.name, h.value);
  }
  return out;
}

Headers headers_down(const Headers& upstream) {
  Headers out;
  for (const Header& h : upstream.all()) {
    if (in(hop_by_hop, h.name) || in(not_down, h.name)) continue;
    if (starts_with(h.name, "access-control-") || starts_with(h.name, "cf-") || starts_with(h.name, "x-weir-"))
      continue;
    out.add(h.name, h.value);
  }
  return out;
}

}  // namespace weir::backend

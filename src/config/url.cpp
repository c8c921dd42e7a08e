// Endpoint URLs and how far they reach.
#include "config/url.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <ranges>

namespace weir::config {
namespace {

constexpr std::size_t kUrlBytes = 2048;
constexpr std::size_t kHostBytes = 253;
constexpr std::size_t kLabelBytes = 63;

std::unexpected<Error> bad(std::string_view what) {
  return fail(ErrorKind::invalid, std::string(what), "write \"https://HOST\" or \"http://127.0.0.1:PORT\"");
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}

using V4 = std::array<unsigned char, 4>;
using V6 = std::array<unsigned char, 16>;

std::optional<V4> parse_v4(const std::string& host) {
  V4 out{};
  if (host.contains('\0') || inet_pton(AF_INET, host.c_str(), out.data()) != 1) return std::nullopt;
  return out;
}

std::optional<V6> parse_v6(const std::string& host) {
  V6 out{};
  if (host.contains('\0') || inet_pton(AF_INET6, host.c_str(), out.data()) != 1) return std::nullopt;
  return out;
}

Reach reach_v4(const V4& a) {
  if (a[0] == 127) return Reach::machine;
  const bool carrier = a[0] == 100 && (a[1] & 0xC0) == 64;  // 100.64/10: Tailscale lives there
  if (a[0] == 10 || (a[0] == 172 && (a[1] & 0xF0) == 16) || (a[0] == 192 && a[1] == 168) || carrier ||
      (a[0] == 169 && a[1] == 254)) {
    return Reach::lan;
  }
  return Reach::net;
}

Reach reach_v6(const V6& a) {
  V6 loopback{};
  loopback[15] = 1;
  if (a == loopback) return Reach::machine;
  const bool unique_local = (a[0] & 0xFE) == 0xFC;
  const bool link_local = a[0] == 0xFE && (a[1] & 0xC0) == 0x80;
  return unique_local || link_local ? Reach::lan : Reach::net;
}

// Cloud machines answer credentials at a link-local address: no model is ever served there.
bool is_link_local(const Url& url) {
  if (url.v6) {
    const auto a = parse_v6(url.host);
    return a && (*a)[0] == 0xFE && ((*a)[1] & 0xC0) == 0x80;
  }
  const auto a = parse_v4(url.host);
  return a && (*a)[0] == 169 && (*a)[1] == 254;
}

// "127.1", "0x7f000001": names to us, addresses to a resolver. A last label that begins with a digit is a number.
bool looks_numeric(std::string_view host) {
  const std::string_view last = host.substr(host.rfind('.') + 1);
  return !last.empty() && is_digit(last.front());
}

Result<unsigned> parse_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port == 0 || port > 65535) {
    return bad("has a port that is not a number from 1 to 65535");
  }
  return port;
}

Result<void> take_host(Url& url, std::string_view authority) {
  std::string_view port;
  if (authority.starts_with('[')) {
    const std::size_t close = authority.find(']');
    if (close == std::string_view::npos) return bad("has a '[' without ']'");
    url.v6 = true;
    url.host = lower(authority.substr(1, close - 1));
    port = authority.substr(close + 1);
    if (!port.empty() && port.front() != ':') return bad("has text behind ']'");
    if (!parse_v6(url.host)) return bad("has no IPv6 address between its brackets");
  } else {
    const std::size_t colon = authority.find(':');
    url.host = lower(authority.substr(0, colon));
    if (colon != std::string_view::npos) port = authority.substr(colon);
    if (!is_host_name(url.host)) return bad("has no host name that can be used");
  }
  url.port = url.scheme == "https" ? 443 : 80;
  if (port.empty()) return {};
  TRY(url.port, parse_port(port.substr(1)));
  return {};
}

Result<void> take_prefix(Url& url, std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  const bool plain = std::ranges::all_of(path, [](char c) {
    return is_digit(c) || is_lower(c) || (c >= 'A' && c <= 'Z') || std::string_view("/-._~").contains(c);
  });
  if (!plain || path.contains("//") || path.contains("/.")) return bad("has a path that is not plain");
  url.prefix = path;
  return {};
}

}  // namespace

bool is_v4_literal(std::string_view host) { return parse_v4(std::string(host)).has_value(); }

bool is_host_name(std::string_view host) {
  if (host.empty() || host.size() > kHostBytes) return false;
  if (looks_numeric(host)) return parse_v4(std::string(host)).has_value();
  for (const auto part : std::views::split(host, '.')) {
    const std::string_view label(part.begin(), part.end());
    if (label.empty() || label.size() > kLabelBytes || label.front() == '-' || label.back() == '-') return false;
    if (!std::ranges::all_of(label, [](char c) { return is_digit(c) || is_lower(c) || c == '-'; })) return false;
  }
  return true;
}

std::string Url::origin() const {
  return v6 ? fmt::format("{}://[{}]:{}", scheme, host, port) : fmt::format("{}://{}:{}", scheme, host, port);
}

Result<Url> parse_url(std::string_view text) {
  if (text.size() > kUrlBytes) return bad("is too long");
  Url url;
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) return bad("has no scheme");
  url.scheme = lower(text.substr(0, colon));
  if (url.scheme != "http" && url.scheme != "https") return bad("is neither http:// nor https://");
  std::string_view rest = text.substr(colon + 3);
  if (rest.find_first_of("?#") != std::string_view::npos) return bad("has a '?' or '#'");
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const std::string_view authority = rest.substr(0, slash);
  if (authority.contains('@')) {
    return fail(ErrorKind::invalid, "has a user or password in it",
                "write the host alone, and key_env = \"NAME\" for the key");
  }
  TRY_VOID(take_host(url, authority));
  TRY_VOID(take_prefix(url, rest.substr(slash)));
  if (is_link_local(url)) return bad("is a link-local address, where clouds keep machine credentials");
  return url;
}

Reach reach_of(const Url& url) {
  if (url.v6) {
    const auto address = parse_v6(url.host);
    return address ? reach_v6(*address) : Reach::net;
  }
  if (const auto address = parse_v4(url.host)) return reach_v4(*address);
  if (url.host == "localhost" || url.host.ends_with(".localhost")) return Reach::machine;
  if (!url.host.contains('.')) return Reach::lan;
  for (const std::string_view end : {".local", ".lan", ".internal", ".home.arpa"}) {
    if (url.host.ends_with(end)) return Reach::lan;
  }
  return Reach::net;
}

}  // namespace weir::config

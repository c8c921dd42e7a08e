// Reading a base URL.
#include <fmt/format.h>

#include <algorithm>

#include "net/client.h"
#include "net/http1.h"

namespace weir::net {

namespace {

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}
bool is_address_char(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == ':' || c == '.'; }

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

std::unexpected<Error> bad(std::string_view what) {
  return fail(ErrorKind::invalid, "the URL " + std::string(what), "write it like http://127.0.0.1:11434/v1");
}

// "host", "host:port", "[::1]", "[::1]:port"
Result<void> parse_authority(std::string_view text, Target& target) {
  if (text.contains('@')) return bad("must not carry a user or password");
  std::string_view port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return bad("has a [ without ]");
    target.host = lower(text.substr(1, end - 1));
    if (!std::ranges::all_of(target.host, is_address_char)) return bad("has no IPv6 address between [ and ]");
    port = text.substr(end + 1);
    if (!port.empty() && port.front() != ':') return bad("has something between ] and the port");
  } else {
    const auto colon = text.find(':');
    target.host = lower(text.substr(0, colon));
    if (!std::ranges::all_of(target.host, is_name_char)) return bad("has a host with characters that no host has");
    if (colon != std::string_view::npos) port = text.substr(colon);
  }
  if (target.host.empty() || target.host.size() > 253) return bad("has no host");
  if (port.empty()) return {};
  const auto number = parse_length(port.substr(1));
  if (!number || *number == 0 || *number > 65535) return bad("has a port that is no number from 1 to 65535");
  target.port = static_cast<unsigned>(*number);
  return {};
}

}  // namespace

Result<Target> parse_target(const std::string& url) {
  const auto colon = url.find(':');
  if (colon == std::string::npos) return bad("does not begin with http://, https:// or unix:");
  Target target;
  target.scheme = lower(std::string_view(url).substr(0, colon));
  std::string_view rest = std::string_view(url).substr(colon + 1);
  if (target.scheme == "unix") {
    if (rest.starts_with("//")) rest.remove_prefix(2);
    if (!rest.starts_with('/') || !is_field_value(rest)) return bad("names no socket: unix:/path/to/socket");
    target.host = rest;
    return target;
  }
  if (target.scheme != "http" && target.scheme != "https") return bad("does not begin with http://, https:// or unix:");
  if (!rest.starts_with("//")) return bad("has no // behind its scheme");
  rest.remove_prefix(2);
  target.port = target.scheme == "https" ? 443 : 80;
  const auto slash = rest.find_first_of("/?#");
  TRY_VOID(parse_authority(rest.substr(0, slash), target));
  std::string_view path = slash == std::string_view::npos ? std::string_view() : rest.substr(slash);
  if (path.contains('?') || path.contains('#')) return bad("must not have a query or fragment");
  if (!path.empty() && !is_target(path)) return bad("has a path with characters that are not allowed");
  while (path.ends_with('/')) path.remove_suffix(1);
  target.prefix = path;
  return target;
}

}  // namespace weir::net

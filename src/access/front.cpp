// The front check: Host, Origin and Sec-Fetch-Site, against web pages that talk to this machine.
#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "access/access.h"
#include "config/url.h"

namespace weir::access {
namespace {

constexpr std::string_view kHostHelp = "use http://127.0.0.1:PORT, or add the name to [server] hosts in weir.toml";

std::unexpected<Error> foreign(std::string_view what, std::string_view help) {
  return fail(ErrorKind::forbidden, std::string(what), std::string(help));
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  return out;
}

struct HostPort {
  std::string host;              // lower case, brackets kept
  std::optional<unsigned> port;  // 0: written, and no port
};

// "host", "host:port", "[v6]", "[v6]:port". The port in plain decimal, as every browser writes it.
HostPort split(std::string_view text) {
  const std::size_t close = text.starts_with('[') ? text.find(']') : 0;
  const std::size_t colon = close == std::string_view::npos ? close : text.find(':', close);
  HostPort out{lower(text.substr(0, colon)), std::nullopt};
  if (colon == std::string_view::npos) return out;
  const std::string_view digits = text.substr(colon + 1);
  unsigned port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  const bool plain =
      error == std::errc{} && end == digits.data() + digits.size() && digits.front() != '0' && port <= 65535;
  out.port = plain ? port : 0;
  return out;
}

bool is_loopback(const std::string& host) {
  if (host == "localhost" || host == "[::1]") return true;
  return host.starts_with("127.") && config::is_v4_literal(host);  // "127.0.0.1.nip.io" is a name like any other
}

bool names_us(std::string_view written, unsigned port, const std::vector<std::string>& hosts) {
  const HostPort at = split(written);
  if (at.port && *at.port != port) return false;
  return is_loopback(at.host) || std::ranges::find(hosts, at.host) != hosts.end();
}

// An Origin without a port means 80.
bool is_own_origin(std::string_view origin, unsigned port) {
  constexpr std::string_view scheme = "http://";
  if (!origin.starts_with(scheme)) return false;
  const HostPort at = split(origin.substr(scheme.size()));
  return at.port.value_or(80) == port && is_loopback(at.host);
}

}  // namespace

Result<void> check_front(const HttpHead& head, unsigned port, const std::vector<std::string>& hosts) {
  const Headers& h = head.headers;
  if (h.count("host") != 1 || !names_us(*h.get("host"), port, hosts)) {
    return foreign("the Host header does not name this machine", kHostHelp);
  }
  if (h.count("origin") > 1 || (h.count("origin") == 1 && !is_own_origin(*h.get("origin"), port))) {
    return foreign("the request comes from a web page of another origin",
                   "web pages may not use weir: call it from a program");
  }
  const std::string_view site = h.get("sec-fetch-site").value_or("none");
  if (h.count("sec-fetch-site") > 1 || (site != "none" && site != "same-origin")) {
    return foreign("the request comes from a web page of another site",
                   "web pages may not use weir: call it from a program");
  }
  return {};
}

}  // namespace weir::access

// The URL of an endpoint, taken apart strictly: http or https, a host that cannot be misread, nothing that hides a
// credential. And how far away that host is.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace weir::config {

struct Url {
  std::string scheme;  // "http", "https"
  std::string host;    // lower case; an IPv6 address without its brackets
  bool v6 = false;
  unsigned port = 0;           // always set
  std::string prefix;          // "" or "/v1": no trailing slash
  std::string origin() const;  // scheme://host:port, brackets as needed
};

// Errors: invalid; the message never quotes the URL (it may hold a password) and continues "base_url ...".
Result<Url> parse_url(std::string_view text);

enum class Reach { machine, lan, net };
// By the name alone, without asking DNS: loopback literals and localhost are this machine; private and link-local
// addresses, single labels, .local, .lan, .internal and .home.arpa are the local network.
Reach reach_of(const Url& url);

// Four plain decimal numbers, nothing else: no leading zeros, no short forms.
bool is_v4_literal(std::string_view host);
// Letters, digits, '-' and dots between labels; or an IPv4 literal. Lower case expected.
bool is_host_name(std::string_view host);

}  // namespace weir::config

// Who listens on a TCP port of this machine, for "port 7777 is in use by ...". Linux: /proc. Internal to net/.
#pragma once
#include <string>

namespace weir::net {

// "ollama (pid 812)", or "" when it cannot be told (another user's process, no /proc).
std::string port_owner(unsigned port);

}  // namespace weir::net

// api: the control API on the 0600 Unix socket. The CLI is its only client today; JSON in, JSON out, shapes in
// docs/api.md. Who can open the socket is the user: there is no token here.
#pragma once
#include <functional>
#include <span>
#include <string_view>

#include "net/server.h"
#include "relay/services.h"

namespace weir::api {

struct Control {  // what a control call may do beside reading
  relay::Services& services;
  std::function<void()> stop;  // drain and end
};

// An answer: JSON, NDJSON or text.
struct Reply {
  int status = 200;
  std::string body;
  std::string type = "application/json";
};
// {"error":{"code":"policy.local_only","message":...,"source":...,"help":...}}; code decides the CLI's exit code.
Reply refuse(int status, std::string_view code, std::string_view message, std::string_view help = {},
             std::string_view source = {});

struct Call {
  std::string query;  // of the target
  std::string body;
  Cancel* gone;  // requested when the caller goes; never null
  // The value of ?name=..., percent-decoded, or "".
  std::string arg(std::string_view name) const;
};

using Handler = Task<Reply> (*)(Control&, const Call&);
struct Route {
  std::string_view method, path;
  Handler handler;
};
std::span<const Route> routes();

Task<void> enter(Control& control, net::ServerExchange& http);

}  // namespace weir::api

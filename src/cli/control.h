// The way to a running weir: one request over its Unix socket, or over HTTP as a tool would send it.
#pragma once
#include <string>

#include "base/http.h"
#include "cli/cli.h"

namespace weir::cli {

struct Response {
  int status = 0;
  Headers headers;
  std::string body;
};

// Errors: unavailable when nothing runs.
Result<Response> control(const Context& context, std::string method, std::string target, std::string body = {});
// To 127.0.0.1:port, as any client would.
Result<Response> http(unsigned port, std::string method, std::string target, Headers headers, std::string body);

// control(), and the usual endings: not running -> exit 3 with the next step, an error reply -> its own exit code.
// On success the exit is not set and the body is there.
struct Called {
  std::optional<int> exit;
  std::string body;
};
Called call(const Context& context, std::string method, std::string target, std::string body = {});
int exit_of(std::string_view code);  // "policy.local_only" -> 5

std::string percent_encoded(std::string_view text);

}  // namespace weir::cli

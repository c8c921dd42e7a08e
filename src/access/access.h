// access: who may come in, and with what weir goes out. Secrets live in Secret: no printing, wiped when they go.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/http.h"
#include "base/result.h"
#include "decision/words.h"

namespace weir::access {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string v) : v_(std::move(v)) {}
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  Secret(Secret&&) noexcept = default;
  Secret& operator=(Secret&&) noexcept = default;
  ~Secret();
  bool empty() const { return v_.empty(); }
  const std::string& reveal() const { return v_; }  // only to write it on the wire

 private:
  std::string v_;
};

// Constant time in the content (not the length).
bool equal(const Secret& a, std::string_view b);

// The token that clients hold, made at first start, 0600. Errors: io; invalid when others may read the file.
Result<Secret> client_token(const std::string& file);

// Who calls. A request may carry weir's token as Bearer, as x-api-key, or in the path (/t/TOKEN/...); in the last
// case Authorization and x-api-key are the client's own provider login.
struct Caller {
  std::string path;                  // the path without the token part
  std::optional<Secret> login;       // the Authorization header's value, whole ("Bearer sk-ant-oat..."), to pass through
  std::optional<Secret> login_key;   // or the x-api-key that is not ours
};
// Errors: unauthorized, with what to send.
Result<Caller> authenticate(const HttpHead& head, const Secret& token);

// Host must name this machine (127.0.0.0/8 literal, localhost, [::1], or a configured name) with our port or none;
// Origin and Sec-Fetch-Site must not be foreign. Errors: forbidden, one line.
Result<void> check_front(const HttpHead& head, unsigned port, const std::vector<std::string>& hosts);

// A provider key, from the environment, a 0600 file or a command, bound to one origin ("https://api.anthropic.com").
class KeyRing {
 public:
  struct Binding { std::string endpoint, origin, env, file, command; };
  void bind(Binding binding);
  // The key of that endpoint for that origin; nothing when none is set. Errors: forbidden when the origin is not the
  // bound one; invalid when the file is readable by others or the command failed (named without its output).
  Result<std::optional<Secret>> key(std::string_view endpoint, std::string_view origin) const;
  bool has(std::string_view endpoint) const;
  std::string source(std::string_view endpoint) const;  // "env ANTHROPIC_API_KEY", "file ...", "" none: never the value

 private:
  std::vector<Binding> bindings_;
};

// scheme://host:port of a URL, port explicit. Errors: invalid.
Result<std::string> origin_of(std::string_view url);

}  // namespace weir::access

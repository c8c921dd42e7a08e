// access: who may come in, and with what weir goes out. Secrets live in Secret: no printing, wiped when they go.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.h"
#include "base/result.h"
#include "base/strong.h"

namespace weir::access {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string v) : v_(std::move(v)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : v_(std::move(other.v_)) { other.wipe(); }
  Secret& operator=(Secret other) noexcept {
    v_.swap(other.v_);
    return *this;
  }  // the old value is wiped in `other`
  ~Secret() { wipe(); }
  bool empty() const { return v_.empty(); }
  const std::string& reveal() const { return v_; }  // only to write it on the wire

 private:
  void wipe() noexcept;
  std::string v_;
};

// Constant time in the content (not the length).
bool equal(const Secret& a, std::string_view b);

// The token that clients hold: 64 hex digits, made at first start in a 0600 file (its folder 0700). Two processes that
// start at once get the same one. Errors: io; invalid when others may read the file or it holds something else.
Result<Secret> client_token(const std::string& file);

// Who calls. A request may carry weir's token as Bearer, as x-api-key, or in the path (/t/TOKEN/...); what else it
// carries is the client's own provider login:
//   token in      Authorization               x-api-key
//   path          login, when a Bearer        login_key
//   Bearer        is the token                login_key (Claude Code sends both when both of its variables are set)
//   x-api-key     login, when a Bearer        is the token
// Whatever equals weir's token is never a login: it does not go up. An empty Bearer counts as none.
struct Caller {
  std::string path;                 // the path without the token part
  std::optional<Secret> login;      // the Authorization header's value, whole ("Bearer sk-ant-oat..."), to pass through
  std::optional<Secret> login_key;  // or the x-api-key that is not ours
};
// Errors: unauthorized, with what to send. A wrong token in the path is refused whatever the headers say, and so is
// either header when it stands there twice.
Result<Caller> authenticate(const HttpHead& head, const Secret& token);

// The defence against web pages (DNS rebinding, cross-site posts), for every route, before anything else is looked at.
//   Host            127.0.0.0/8 as four plain numbers, localhost, [::1] or a configured name; with our port or none;
//                   any case. No other spelling: no trailing dot, no 127.1, no 0x7f.0.0.1, no [::ffff:127.0.0.1]
//   Origin          absent, or http:// + one of these three + our port. "null" is foreign
//   Sec-Fetch-Site  absent, "none" or "same-origin"
// Each at most once. Errors: forbidden, one line that does not repeat what was sent.
Result<void> check_front(const HttpHead& head, unsigned port, const std::vector<std::string>& hosts);

// A provider key, from the environment, a 0600 file or a command, bound to one origin ("https://api.anthropic.com").
// I/O thread. Environment and files are read when asked; a command's answer is kept for limits::key_kept_ms.
class KeyRing {
 public:
  struct Binding {
    std::string endpoint, origin, env, file, command;
  };
  using Env = std::function<std::optional<std::string>(const std::string& name)>;
  using Clock = std::function<Millis()>;
  KeyRing();                      // the process's environment and the monotonic clock
  KeyRing(Env env, Clock clock);  // main's copy of the environment, when it has wiped the real one; tests
  void bind(Binding binding);     // origin may be a whole base_url; replaces that endpoint's earlier binding
  // The key of that endpoint for that origin; nothing when none is set. Errors: forbidden when the origin is not the
  // bound one; invalid when the file is readable by others or the command failed (named without its output).
  // Blocks for up to limits::key_command_ms when a command has to run: see due().
  Result<std::optional<Secret>> key(std::string_view endpoint, std::string_view origin) const;
  // So that the I/O thread need not block: the command whose answer is missing or old, if any; run it with
  // run_key_command() on another thread and give the answer to keep().
  std::optional<std::string> due(std::string_view endpoint) const;
  void keep(std::string_view endpoint, Result<Secret> answer) const;
  bool has(std::string_view endpoint) const;
  // "env ANTHROPIC_API_KEY", "file ~/...", "command", "" when there is none: never the value.
  std::string source(std::string_view endpoint) const;

 private:
  struct Kept {
    Result<Secret> answer;
    Millis at;
  };
  const Binding* find(std::string_view endpoint) const;
  Result<std::optional<Secret>> from_env(const Binding& b) const;
  const Kept* fresh(const Binding& b) const;

  Env env_;
  Clock clock_;
  std::vector<Binding> bindings_;
  mutable std::map<std::string, Kept, std::less<>> kept_;  // by endpoint; commands only
};

// Runs `command` with /bin/sh -c, no terminal, its stderr dropped, and answers its first line. Any thread. Errors:
// invalid (no key printed, exit status not 0, longer than a key), timeout, io. Never with its output.
Result<Secret> run_key_command(const std::string& command);
// Errors: invalid when others may read it or it holds no key; io.
Result<Secret> read_key_file(const std::string& file);

// scheme://host:port of a URL, port explicit. Errors: invalid.
Result<std::string> origin_of(std::string_view url);

}  // namespace weir::access

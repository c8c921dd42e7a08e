// config: each key declared once (keys.cpp: name, type, default, text, check) and read from TOML into one value.
// Every key is optional. Errors carry file, line, column and what to write instead.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/strong.h"

namespace weir::config {

// text(): "~/.config/weir/weir.toml:12:1", "default" when no file.
struct Origin {
  std::string file;
  unsigned line = 0, column = 0;
  std::string text() const;
};

struct Workspace {
  std::string root;     // absolute, ~ expanded, no trailing slash
  std::string written;  // as the file has it
  bool local_only = false;
  // A root that is or lies behind a symbolic link is listed twice, as written and as the file system has it: tools
  // report either. Then true on the second.
  bool resolved = false;
  Origin origin;
};

struct EndpointModel {  // [endpoint.NAME.model."ID"]
  std::string id;
  std::optional<std::string> cls;  // a class's name
  std::optional<Tokens> context, max_output;
  std::optional<bool> tools, thinking, fim, images;
  std::vector<std::string> aliases;
};

struct Endpoint {  // [endpoint.NAME]
  std::string name;
  std::string kind;      // "anthropic", "openai"
  std::string base_url;  // scheme://host[:port][/prefix], no trailing slash or /v1 (backends add it)
  std::string billing;   // "metered", "quota", "owned"; "" = by kind and host
  std::string where;     // "here", "lan", "cloud"; "" = by billing, kind and host. Never nearer than the host
  std::string key_env, key_file, key_command;  // at most one
  std::string ca_file;
  std::vector<EndpointModel> models;
  bool enabled = true;
  Origin origin;
};

struct Config {
  std::string file;  // where it was read from, "" when none exists
  // [server]
  unsigned port = 4517;
  std::vector<std::string> hosts;  // further Host names that are accepted
  // [engine]
  bool engine_enabled = true;
  std::string engine_model = "qwen2.5-coder:0.5b";
  std::string engine_path;      // GGUF file instead of the catalogue's
  unsigned engine_threads = 0;  // 0 = physical cores
  Tokens engine_context{8192};
  // [discovery]
  bool discovery_enabled = true;
  std::vector<unsigned> discovery_ports{11434, 1234, 8080, 8000};
  // [budget]
  std::optional<MicroUsd> day_cap;  // day_usd
  Origin day_cap_origin;
  // [route]
  unsigned opened_wide = 8, edited_wide = 3;
  std::string wide_min = "mid", tools_min = "small";
  // [ripple]
  bool ripple_enabled = true;
  std::string ripple_min_class = "large";
  unsigned ripple_strong_from = 2;
  bool ripple_nudge = false;
  // [limits] (tests shorten them)
  Millis first_byte{0}, between_events{0}, keepalive_after{0}, drain{0};  // 0 = base/limits.h
  Millis total{0}, write_stall{0};
  Millis absorb{8'000};           // limits::absorb_ms; 0 = an upstream is never waited for
  unsigned circuit_failures = 5;  // in a row, then an upstream is left alone for a while; 0 = never
  // [workspace."ROOT"], [endpoint.NAME]
  std::vector<Workspace> workspaces;
  // The built-in anthropic and openai are added by catalog; one of these names here is laid over it, so that kind and
  // base_url may then be "".
  std::vector<Endpoint> endpoints;
  // Where each key that the file sets stands, by full name: "server.port", "endpoint.box.kind".
  std::map<std::string, Origin> origins;
};

// Of [limits]: what is not configured is as base/limits.h has it.
inline Millis or_default(Millis configured, std::int64_t usual_ms) {
  return configured.n > 0 ? configured : Millis{usual_ms};
}

// Paths by XDG, each overridable by WEIR_HOME (tests): config, state (ledger, token), cache (models), runtime (socket).
struct Paths {
  std::string config_file, state_dir, cache_dir, runtime_dir;
  std::string ledger() const { return state_dir + "/ledger.db"; }
  std::string token() const { return state_dir + "/token"; }
  std::string socket() const { return runtime_dir + "/control.sock"; }
  std::string models_dir() const { return cache_dir + "/models"; }
};
Paths paths();

// A missing file is an empty one. Errors: invalid with "FILE:LINE:COL: ..." and help "write ...".
// Also refused: a file that others may write, since it may name commands. io: a file that cannot be read.
Result<Config> load(const std::string& file);
// The same from bytes; `file` is only named in origins and errors.
Result<Config> parse(std::string_view text, const std::string& file);

std::string example();  // a whole commented TOML file
struct Effective {
  std::string key, value, origin, text;
};
std::vector<Effective> effective(const Config& config);
std::string revision(const Config& config);  // hash, for the View

}  // namespace weir::config

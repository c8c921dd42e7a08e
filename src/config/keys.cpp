// The keys of weir.toml.
#include "config/keys.h"

#include "base/limits.h"
#include "config/checks.h"
#include "config/fields.h"

namespace weir::config {
namespace fields {

std::string describe(const Toml& value) {
  switch (value.type) {
    case Toml::Type::table:
      return "a table";
    case Toml::Type::array:
      return value.items.empty() ? "an empty list" : fmt::format("a list of {}", value.items.size());
    case Toml::Type::string:
      return value.string.empty() ? "empty text" : "text";
    case Toml::Type::integer:
      return fmt::format("{}", value.integer);
    case Toml::Type::number:
      return fmt::format("{}", value.number);
    case Toml::Type::boolean:
      return value.boolean ? "true" : "false";
    case Toml::Type::other:
      return "a date or time";
  }
  std::unreachable();
}

}  // namespace fields

namespace {

using namespace fields;

constexpr std::int64_t kLongestMs = 3'600'000;
constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kMostContext = 100'000'000;
constexpr double kMostDollars = 1'000'000;
constexpr std::size_t kMostNames = 64;

Result<void> read_ports(Config& config, const Toml& v, const Key<Config>& key) {
  if (!v.is(Toml::Type::array) || v.items.size() > kMostNames) return wrong(v, key);
  std::vector<unsigned> ports;
  for (const Toml& item : v.items) {
    if (!item.is(Toml::Type::integer) || item.integer < 1 || item.integer > 65535) {
      return wrong("holds " + describe(item) + ", not only ports from 1 to 65535", key);
    }
    const auto port = static_cast<unsigned>(item.integer);
    if (std::ranges::find(ports, port) == ports.end()) ports.push_back(port);
  }
  config.discovery_ports = std::move(ports);
  return {};
}

Result<void> read_dollars(Config& config, const Toml& v, const Key<Config>& key) {
  const bool number = v.is(Toml::Type::integer) || v.is(Toml::Type::number);
  if (!number || !(v.number >= 0 && v.number <= kMostDollars)) return wrong(v, key);
  config.day_cap = MicroUsd{std::llround(v.number * 1e6)};
  return {};
}

std::string show_dollars(const Config& config) {
  if (!config.day_cap) return "";
  const std::int64_t n = config.day_cap->n;
  return n % 10'000 == 0 ? fmt::format("{}.{:02}", n / 1'000'000, n % 1'000'000 / 10'000)
                         : fmt::format("{}.{:06}", n / 1'000'000, n % 1'000'000);
}

template <auto Member, std::int64_t Standard, std::int64_t Most = kLongestMs>
Key<Config> milliseconds(std::string name, std::string about) {
  Key<Config> key = whole<Member, 1, Most>("limits", std::move(name), std::to_string(Standard), std::move(about));
  key.show = [](const Config& c) { return std::to_string((c.*Member).n == 0 ? Standard : (c.*Member).n); };
  return key;
}

// A command may hold a secret among its words; the program's name tells enough.
std::string show_command(const Endpoint& e) {
  if (e.key_command.empty()) return "";
  const std::size_t end = e.key_command.find(' ');
  return toml_quote(end == std::string::npos ? e.key_command : e.key_command.substr(0, end) + " ...");
}

Key<Endpoint> command_key() {
  Key<Endpoint> key = text<&Endpoint::key_command, check_command>(
      "", "key_command", "a shell command that prints the key", "\"pass show openai\"",
      "a command that prints the key (10 s; kept for 5 minutes)");
  key.show = show_command;
  return key;
}

}  // namespace

const std::vector<Key<Config>>& config_keys() {
  using C = Config;
  static const std::vector<Key<C>> keys = {
      whole<&C::port, 1, 65535>("server", "port", "4517", "the port on 127.0.0.1 that tools point at"),
      texts<&C::hosts, check_host, kMostNames>("server", "hosts", "a list of host names", "[\"weir.test\"]",
                                               "further Host names that a request may carry"),
      flag<&C::engine_enabled>("engine", "enabled", "true", "serve a model on this machine"),
      text<&C::engine_model, check_name>("engine", "model", "a model's name", "\"qwen2.5-coder:0.5b\"",
                                         "the model that weir serves itself"),
      text<&C::engine_path, check_path>("engine", "path", "an absolute path", "\"/models/coder.gguf\"",
                                        "a GGUF file to serve instead of the catalogue's"),
      whole<&C::engine_threads, 0, 1024>("engine", "threads", "0", "0 = one per physical core; never more than cores"),
      whole<&C::engine_context, 512, kMostContext>("engine", "context", "8192", "tokens of context, prompt and answer"),
      flag<&C::discovery_enabled>("discovery", "enabled", "true", "look for Ollama, LM Studio, llama-server, vLLM"),
      {"discovery", "ports", "a list of ports from 1 to 65535", "[11434, 1234, 8080, 8000]",
       "where they are looked for on 127.0.0.1", read_ports, show<&C::discovery_ports>},
      {"budget", "day_usd", "dollars from 0 to 1000000", "5.00",
       "metered spending per UTC day stops here; 0 = none at all", read_dollars, show_dollars},
      whole<&C::opened_wide, 1, 10'000>("route", "opened_wide", "8", "files opened that make a session wide"),
      whole<&C::edited_wide, 1, 10'000>("route", "edited_wide", "3", "files edited that make a session wide"),
      text<&C::wide_min, check_class>("route", "wide_min", "a class", "\"mid\"", "the class that a wide session needs"),
      text<&C::tools_min, check_class>("route", "tools_min", "a class", "\"small\"",
                                       "the class that a turn with tools needs"),
      flag<&C::ripple_enabled>("ripple", "enabled", "true", "index the workspaces that sessions name, on this machine"),
      text<&C::ripple_min_class, check_class>("ripple", "min_class", "a class", "\"large\"",
                                              "the class that a change needs whose users stand in other units"),
      whole<&C::ripple_strong_from, 1, 1000>("ripple", "strong_from", "2",
                                             "other units from which it needs that class"),
      flag<&C::ripple_nudge>("ripple", "nudge", "false",
                             "tell the model, behind a tool's result, which uses its edit has left behind"),
      milliseconds<&C::first_byte, limits::first_byte_ms>("first_byte_ms", "wait for an upstream's first byte"),
      milliseconds<&C::between_events, limits::between_events_ms>("between_events_ms", "silence inside a stream"),
      milliseconds<&C::total, limits::exchange_ms, kDayMs>("total_ms", "one request, its answer included"),
      milliseconds<&C::write_stall, limits::write_stall_ms>("write_stall_ms",
                                                            "a client that takes nothing of its answer"),
      milliseconds<&C::keepalive_after, limits::keepalive_after_ms>("keepalive_after_ms",
                                                                    "silence after which a client gets a keepalive"),
      whole<&C::absorb, 0, kLongestMs>("limits", "absorb_ms", std::to_string(limits::absorb_ms),
                                       "how long a busy upstream is waited for before the client is told; 0 = not"),
      whole<&C::circuit_failures, 0, 1000>("limits", "circuit_failures", std::to_string(limits::circuit_failures),
                                           "failures in a row after which an upstream is left alone; 0 = never"),
      milliseconds<&C::drain, limits::drain_ms>("drain_ms", "how long streams may finish when weir stops"),
  };
  return keys;
}

const std::vector<Key<Workspace>>& workspace_keys() {
  static const std::vector<Key<Workspace>> keys = {
      flag<&Workspace::local_only>("", "local_only", "true", "nothing of this folder may leave this machine"),
  };
  return keys;
}

const std::vector<Key<Endpoint>>& endpoint_keys() {
  using E = Endpoint;
  static const std::vector<Key<E>> keys = {
      text<&E::kind, check_kind>("", "kind", "\"anthropic\" or \"openai\"", "\"openai\"",
                                 "what it speaks: openai = chat completions, as all compatible servers do"),
      text<&E::base_url, check_url>("", "base_url", "a URL", "\"http://127.0.0.1:8081\"", "where it is, without /v1"),
      text<&E::billing, check_billing>("", "billing", "\"metered\", \"quota\" or \"owned\"", "\"owned\"",
                                       "how it is paid; else by host: owned here and on the LAN, metered elsewhere"),
      text<&E::where, check_where>("", "where", "\"here\", \"lan\" or \"cloud\"", "\"cloud\"",
                                   "where what it gets ends up, when that is farther than its host"),
      text<&E::key_env, check_env>("", "key_env", "an environment variable's name", "\"OPENAI_API_KEY\"",
                                   "the environment variable that holds the key"),
      text<&E::key_file, check_path>("", "key_file", "an absolute path", "\"~/.config/weir/openai.key\"",
                                     "a file that holds the key, mode 0600"),
      command_key(),
      text<&E::ca_file, check_path>("", "ca_file", "an absolute path", "\"/etc/ssl/company.pem\"",
                                    "certificates to trust for this endpoint, PEM"),
      flag<&E::enabled>("", "enabled", "true", "false: never used, also not when built in"),
  };
  return keys;
}

const std::vector<Key<EndpointModel>>& model_keys() {
  using M = EndpointModel;
  static const std::vector<Key<M>> keys = {
      text<&M::cls, check_class>("", "class", "a class", "\"mid\"",
                                 "what it can carry: smoke, tiny, small, mid, large, frontier"),
      whole<&M::context, 1, kMostContext>("", "context", "32768", "tokens of context, when less than the model's own"),
      whole<&M::max_output, 1, kMostContext>("", "max_output", "8192", "tokens of one answer"),
      flag<&M::tools>("", "tools", "true", "takes tools, also forced ones"),
      flag<&M::thinking>("", "thinking", "false", "can think"),
      flag<&M::fim>("", "fim", "false", "fills in the middle: autocomplete"),
      flag<&M::images>("", "images", "false", "takes images"),
      texts<&M::aliases, check_name, kMostNames>("", "aliases", "a list of names", "[\"coder\"]",
                                                 "further names of it"),
  };
  return keys;
}

std::vector<std::string> sections() {
  std::vector<std::string> out;
  for (const auto& key : config_keys()) {
    if (out.empty() || out.back() != key.section) out.push_back(key.section);
  }
  out.insert(out.end(), {"workspace", "endpoint"});
  return out;
}

}  // namespace weir::config

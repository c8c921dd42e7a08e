// weir, as a table of contents: each service is built here, is handed what it needs, and runs. Nothing else
// constructs services. The words of a command line are cli's; `weir up --foreground` comes back here as serve().
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "access/access.h"
#include "api/api.h"
#include "backend/engine/engine.h"
#include "base/json_writer.h"
#include "base/limits.h"
#include "base/log.h"
#include "catalog/catalog.h"
#include "catalog/ripple.h"
#include "cli/cli.h"
#include "cli/term.h"
#include "config/config.h"
#include "ledger/ledger.h"
#include "net/client.h"
#include "net/loop.h"
#include "net/server.h"
#include "relay/quiet.h"
#include "relay/services.h"
#include "session/session.h"
#include "workspace/workspaces.h"

namespace weir {
namespace {

constexpr std::string_view small_model = "smollm2:135m";

// What lives here must not be readable by other users, by a core file or by a debugger that is not root's.
void harden() {
  umask(077);
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  signal(SIGXFSZ, SIG_IGN);  // a limit on file sizes is a full disk: an error of the ledger, not the end of weir
}

// Many systems allow 1,024 at first and far more on request; a client and its upstream take two.
void allow_descriptors() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  const rlim_t wanted = 2 * limits::connections + limits::descriptors_kept;
  files.rlim_cur = std::max(files.rlim_cur, std::min(files.rlim_max, wanted));
  setrlimit(RLIMIT_NOFILE, &files);
}

Result<void> make_folders(const config::Paths& paths) {
  for (const std::string& folder : {paths.state_dir, paths.runtime_dir, paths.cache_dir}) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
      return fail(ErrorKind::io, "cannot make " + folder + ": " + error.message(),
                  "check the folder's owner, or set WEIR_HOME");
  }
  chmod(paths.state_dir.c_str(), 0700);
  return {};
}

Rules rules_of(const config::Config& config) {
  Rules rules;
  for (const config::Workspace& workspace : config.workspaces) {
    if (!workspace.local_only) continue;
    rules.local_only.push_back(workspace.root);
    rules.local_only_source.push_back(workspace.origin.text());
  }
  rules.day_cap = config.day_cap;
  rules.day_cap_source = config.day_cap_origin.text();
  rules.opened_wide = config.opened_wide;
  rules.edited_wide = config.edited_wide;
  rules.wide_min = from_name<Class>(config.wide_min).value_or(rules.wide_min);
  rules.tools_min = from_name<Class>(config.tools_min).value_or(rules.tools_min);
  rules.ripple_min = from_name<Class>(config.ripple_min_class).value_or(rules.ripple_min);
  rules.ripple_from = config.ripple_strong_from;
  return rules;
}

access::KeyRing key_ring_of(const catalog::Catalog& catalog) {
  access::KeyRing keys;
  for (const catalog::Endpoint& e : catalog.endpoints()) {
    if (e.key_env.empty() && e.key_file.empty() && e.key_command.empty()) continue;
    if (auto origin = access::origin_of(e.base_url)) keys.bind({e.name, *origin, e.key_env, e.key_file, e.key_command});
  }
  return keys;
}

// The engine's endpoint: one small model in a process of its own. Missing weights are a state, not a failed start.
void add_engine(const cli::Context& context, const config::Config& config, bool small, net::IoLoop& loop,
                catalog::Catalog& catalog, relay::Upstreams& upstreams) {
  if (!config.engine_enabled) return;
  const std::string name = small ? std::string(small_model) : config.engine_model;
  const catalog::Model* model = catalog.find(name);
  std::string file = config.engine_path;
  if (file.empty() && model != nullptr) file = context.paths.models_dir() + "/" + model->file;
  backend::EngineSpec spec;
  spec.program = context.self.substr(0, context.self.rfind('/')) + "/weir-engine";
  spec.model_path = file;
  spec.model_name = name;
  spec.context = static_cast<int>(config.engine_context.n);
  spec.threads = static_cast<int>(config.engine_threads);
  spec.log_file = context.paths.state_dir + "/engine.log";
  upstreams.put("engine", backend::make_engine(loop, std::move(spec)));
  catalog::Endpoint endpoint;
  endpoint.name = "engine";
  endpoint.kind = endpoint.dialect = "engine";
  endpoint.where = Where::here;
  endpoint.billing = Billing::owned;
  endpoint.source = "built in";
  config::EndpointModel window;
  window.id = name;
  window.context = config.engine_context;
  endpoint.models.push_back({name, true, true, {}, window});
  catalog.put(std::move(endpoint));
}

// The index thread; off, every answer is "none".
Result<std::unique_ptr<workspace::Workspaces>> workspaces_of(const config::Config& config, const config::Paths& paths,
                                                             net::IoLoop& loop) {
  if (!config.ripple_enabled) return workspace::Workspaces::off();
  TRY(auto weights, catalog::ripple_weights());
  return workspace::Workspaces::open(loop, {paths.cache_dir + "/index", std::move(weights)});
}

int refuse_start(const Error& error) { return cli::report(cli::failed, "start", error.message, error.help); }

// True when no exchange runs any more.
Task<bool> ends_within(net::IoLoop& loop, const net::Server& front, Millis limit, Cancel& hurry) {
  const Millis end = loop.now() + limit;
  while (front.active() > 0 && loop.now() < end && !hurry.requested()) { (void)co_await loop.sleep(Millis{5}, hurry); }
  co_return front.active() == 0;
}

// Stops accepting, lets answers finish for a while (`hurry` ends it), ends what is left honestly, then closes.
Task<void> drain(net::IoLoop& loop, net::Server& front, relay::Services& services, Millis limit, Cancel& hurry) {
  services.stopping = true;
  services.ledger.leaving();
  front.stop_accepting();
  Cancel never;
  (void)co_await loop.sleep(Millis{20}, hurry);  // what came just before is read, then it counts as running
  if (!co_await ends_within(loop, front, limit, hurry)) {
    services.ending.request();
    (void)co_await ends_within(loop, front, Millis{limits::close_ms}, never);
    front.close_all();
    (void)co_await ends_within(loop, front, Millis{limits::close_ms}, never);
  }
  loop.stop();
}

// A weir that stops keeps the ledger until its last answer is settled. Clients meanwhile wait in our listener's queue.
Result<std::unique_ptr<ledger::Ledger>> ledger_in_turn(const config::Paths& paths, Millis drain, Loop& loop) {
  const Millis end = loop.now() + drain + Millis{10 * limits::close_ms};
  for (bool told = false;; told = true) {
    auto ledger = ledger::open(paths.ledger(), loop);
    if (ledger || ledger.error().kind != ErrorKind::unavailable || loop.now() > end) return ledger;
    if (!told) log(LogLevel::info, "main", ledger.error().message + "; waiting for its end");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void announce(const cli::Context& context, const cli::ServeOptions& options, unsigned port) {
  log(LogLevel::info, "main", fmt::format("weir {} on http://127.0.0.1:{}", WEIR_VERSION, port));
  if (!options.json) return;
  fmt::print("{{\"schema\":\"weir.up/1\",\"port\":{},\"pid\":{},\"token_file\":{}}}\n", port, getpid(),
             json_quote(context.paths.token()));
  std::fflush(stdout);
}

int serve(const cli::Context& context, const cli::ServeOptions& options) {
  harden();
  allow_descriptors();
  auto config = config::load(context.paths.config_file);
  if (!config) return cli::report(cli::failed, "config", config.error().message, config.error().help);
  if (auto made = make_folders(context.paths); !made) return refuse_start(made.error());

  net::IoLoop loop;
  auto token = access::client_token(context.paths.token());
  if (!token) return refuse_start(token.error());
  // The listener first: whoever asks while the rest comes about waits in its queue and is not turned away.
  relay::Services* served = nullptr;
  Cancel quit, hurry;
  relay::Quiet quiet(loop, quit);
  net::ServerTimes times;
  times.write_stall = config::or_default(config->write_stall, limits::write_stall_ms);
  auto front = net::listen_loopback(
      loop, options.port.value_or(config->port), [&](net::ServerExchange& http) { return quiet.enter(*served, http); },
      times);
  if (!front) return refuse_start(front.error());
  const Millis limit = config::or_default(config->drain, limits::drain_ms);
  auto ledger = ledger_in_turn(context.paths, limit, loop);
  if (!ledger) return refuse_start(ledger.error());
  auto sessions = session::open(context.paths.state_dir + "/sessions.db");
  if (!sessions) return refuse_start(sessions.error());
  auto catalog = catalog::Catalog::load(*config);
  if (!catalog) return refuse_start(catalog.error());

  const access::KeyRing keys = key_ring_of(*catalog);
  auto client = net::make_client(loop);
  relay::Upstreams upstreams(*catalog, *client, keys, loop);
  if (auto built = upstreams.build(); !built) return refuse_start(built.error());
  add_engine(context, *config, options.small, loop, *catalog, upstreams);
  relay::Measured measured;
  auto workspaces = workspaces_of(*config, context.paths, loop);
  if (!workspaces) return refuse_start(workspaces.error());
  relay::Notes notes;

  relay::Services services{loop,
                           *config,
                           context.paths,
                           rules_of(*config),
                           config::revision(*config),
                           *catalog,
                           **sessions,
                           **ledger,
                           keys,
                           *token,
                           upstreams,
                           measured,
                           **workspaces,
                           notes,
                           0,
                           loop.wall(),
                           {}};
  served = &services;
  services.port = (*front)->port();

  const auto stop = [&] {
    if (quit.requested()) return hurry.request();  // asked twice: now
    quit.request();
    spawn(drain(loop, **front, services, limit, hurry));
  };
  api::Control control{services, stop};
  auto socket = net::listen_unix(loop, context.paths.socket(),
                                 [&](net::ServerExchange& http) { return api::enter(control, http); });
  if (!socket) return refuse_start(socket.error());
  loop.on_signal(SIGTERM, [&](int) { stop(); });
  loop.on_signal(SIGINT, [&](int) { stop(); });

  if (config->discovery_enabled) spawn(upstreams.discover(config->discovery_ports, quit));
  announce(context, options, services.port);
  loop.run();
  socket->reset();
  front->reset();
  loop.settle();
  return cli::ok;
}

}  // namespace
}  // namespace weir

int main(int argc, char** argv) {
  if (const char* level = std::getenv("WEIR_LOG")) {
    const std::string_view text = level;
    using weir::LogLevel;
    weir::set_log_level(text == "debug"   ? LogLevel::debug
                        : text == "warn"  ? LogLevel::warn
                        : text == "error" ? LogLevel::error
                                          : LogLevel::info);
  }
  return weir::cli::run(argc, argv, weir::serve);
}

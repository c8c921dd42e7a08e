// The services of one life, in the order of src/main.cpp.
#include "life.h"

#include <stdexcept>

namespace weir::sim {
namespace {

// The index has no answer: ripple is not what this simulator is about.
class NoWorkspaces final : public workspace::Workspaces {
 public:
  void want(const std::string&) override {}
  void hint(const std::string&, const std::string&) override {}
  Task<workspace::Answer> ask(workspace::Question, Millis) override { co_return workspace::Answer{}; }
  std::vector<workspace::IndexStatus> list() const override { return {}; }
  Task<Result<workspace::RippleReport>> ripple(workspace::RippleAsk, Cancel&) override { co_return off(); }
  Task<Result<workspace::LeftReport>> left(workspace::RippleAsk, Cancel&) override { co_return off(); }
  Task<Result<workspace::Slice>> slice(workspace::RippleAsk, Cancel&) override { co_return off(); }
  Task<Result<workspace::Brief>> brief(workspace::RippleAsk, Cancel&) override { co_return off(); }

 private:
  static std::unexpected<Error> off() { return fail(ErrorKind::unavailable, "ripple is off"); }
};

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}

constexpr std::string_view common = R"(
[engine]
enabled = false
[discovery]
enabled = false
[workspace."/sim/vault"]
local_only = true
[endpoint.ollama]
kind = "openai"
base_url = "http://127.0.0.1:11434"
[endpoint.ollama.model."qwen3-coder:30b"]
fim = true
)";
constexpr std::string_view spare = R"(
[endpoint.spare]
kind = "openai"
base_url = "http://127.0.0.1:8000"
[endpoint.spare.model."qwen3-coder:30b"]
)";
constexpr std::string_view box = R"(
[endpoint.box]
kind = "openai"
base_url = "http://192.168.1.20:8000"
[endpoint.box.model."qwen3-coder:30b"]
[endpoint.box.model."qwen3.6:27b"]
)";
constexpr std::string_view no_openai = "[endpoint.openai]\nenabled = false\n";
constexpr std::string_view no_anthropic = "[endpoint.anthropic]\nenabled = false\n";

constexpr std::string_view hasty = R"(
[budget]
day_usd = 0.30
[limits]
first_byte_ms = 5000
between_events_ms = 2000
total_ms = 40000
keepalive_after_ms = 500
absorb_ms = 3000
circuit_failures = 2
)";

std::unique_ptr<Setting> setting(std::string name, const std::string& text) {
  const std::string file = "/sim/weir.toml";
  config::Config config = must(config::parse(text, file));
  catalog::Catalog catalog = must(catalog::Catalog::load(config));
  Rules rules;
  for (const config::Workspace& w : config.workspaces) {
    if (!w.local_only) continue;
    rules.local_only.push_back(w.root);
    rules.local_only_source.push_back(w.origin.text());
  }
  rules.day_cap = config.day_cap;
  rules.day_cap_source = config.day_cap_origin.text();
  std::string revision = config::revision(config);
  return std::make_unique<Setting>(
      Setting{std::move(name), std::move(config), {}, std::move(rules), std::move(revision), std::move(catalog)});
}

access::KeyRing keys_of(const catalog::Catalog& catalog, Loop& loop) {
  access::KeyRing keys([](const std::string&) { return std::optional<std::string>("a-key"); },
                       [&loop] { return loop.now(); });
  for (const catalog::Endpoint& e : catalog.endpoints()) {
    if (e.key_env.empty()) continue;
    keys.bind({e.name, must(access::origin_of(e.base_url)), e.key_env, e.key_file, e.key_command});
  }
  return keys;
}

}  // namespace

const std::vector<std::unique_ptr<Setting>>& settings() {
  static const auto all = [] {
    const std::string c(common), here(spare);
    std::vector<std::unique_ptr<Setting>> out;
    out.push_back(setting("cloud and ollama", c + std::string(no_openai)));
    out.push_back(setting("all, within a budget", c + here + std::string(box) + "[budget]\nday_usd = 0.06\n"));
    out.push_back(
        setting("no cloud", c + here + std::string(box) + std::string(no_openai) + std::string(no_anthropic)));
    out.push_back(setting("short patience", c + here + std::string(no_openai) + std::string(hasty)));
    return out;
  }();
  return all;
}

Life::Life(SimLoop& loop, Chance& chance, Notes& notes, Setting& setting, const std::string& disk,
           std::vector<unsigned> ill)
    : network_(loop, chance, notes, std::move(ill)),
      keys_(keys_of(setting.catalog, loop)),
      token_(std::string(token)),
      ledger_(must(ledger::open_by_hand(must(store::Db::in_memory(disk)), loop))),
      sessions_(must(session::open(""))),
      upstreams_(std::make_unique<relay::Upstreams>(setting.catalog, network_, keys_, loop)),
      workspaces_(std::make_unique<NoWorkspaces>()) {
  if (auto built = upstreams_->build(); !built) throw std::runtime_error(built.error().message);
  services_.reset(new relay::Services{
      .loop = loop,
      .config = setting.config,
      .paths = setting.paths,
      .rules = setting.rules,
      .config_rev = setting.revision,
      .catalog = setting.catalog,
      .sessions = *sessions_,
      .ledger = *ledger_,
      .keys = keys_,
      .token = token_,
      .upstreams = *upstreams_,
      .measured = measured_,
      .workspaces = *workspaces_,
      .notes = notes_,
      .port = port,
      .started = loop.wall(),
      .counters = {},
  });
}

Life::~Life() = default;

}  // namespace weir::sim

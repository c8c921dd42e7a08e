// weir config: the configuration as it is in force, as an example, or checked.
#include <fmt/format.h>

#include <array>

#include "base/json_writer.h"
#include "cli/registry.h"
#include "cli/term.h"

namespace weir::cli {
namespace {

constexpr std::array flags = {
    Flag{"--example", "", "a whole commented file"},
    Flag{"--effective", "", "each key with its value and where it came from (the default)"},
};

void print_effective(const config::Config& config, bool json) {
  JsonWriter w;
  Table table;
  w.object().field("schema", "weir.config/1").field("file", config.file).key("keys").array();
  for (const config::Effective& e : config::effective(config)) {
    w.object().field("key", e.key).field("value", e.value).field("origin", e.origin).end();
    table.row({e.key, e.value, e.origin});
  }
  w.end().end();
  fmt::print("{}", json ? w.str() + "\n" : table.text());
}

int run_config(const Context& context, const Args& args) {
  if (args.has("--example")) {
    fmt::print("{}", config::example());
    return ok;
  }
  auto config = config::load(context.paths.config_file);
  if (!config) return report(failed, "config", config.error().message, config.error().help);
  print_effective(*config, args.json());
  return ok;
}

}  // namespace

const Verb config_verb{"config", "the configuration in force, key by key, or an example file",
                       "",       "weir config --example > ~/.config/weir/weir.toml",
                       flags,    run_config};

}  // namespace weir::cli

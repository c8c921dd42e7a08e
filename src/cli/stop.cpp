// weir stop: streams finish within the drain limit, then the process ends. Nothing running is no error.
#include <fmt/format.h>

#include "cli/control.h"
#include "cli/registry.h"
#include "cli/term.h"

namespace weir::cli {
namespace {

int run_stop(const Context& context, const Args& args) {
  auto response = control(context, "POST", "/stop");
  const bool was_running = response.has_value();
  if (args.json()) {
    fmt::print("{{\"schema\":\"weir.stop/1\",\"stopping\":{}}}\n", was_running);
  } else {
    fmt::print("{}\n", was_running ? "weir stops: running answers may finish first" : "no weir was running");
  }
  return ok;
}

}  // namespace

const Verb stop{"stop", "stop weir; running answers may finish", "", "weir stop", {}, run_stop};

}  // namespace weir::cli

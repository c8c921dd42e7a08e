// weir stop: streams finish within the drain limit, then the process ends; the verb comes back when it has. Nothing
// running is no error.
#include <fmt/format.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/json_writer.h"
#include "base/limits.h"
#include "cli/control.h"
#include "cli/registry.h"
#include "cli/term.h"

namespace weir::cli {
namespace {

// A handle on the process, or -1: a pid alone could be another process's by the time we look again.
int handle_of(const Context& context) {
  auto status = control(context, "GET", "/status");
  if (!status) return -1;
  auto doc = Json::parse(status->body);
  const auto pid = doc ? (*doc)["pid"].integer() : std::nullopt;
  return pid ? static_cast<int>(syscall(SYS_pidfd_open, static_cast<pid_t>(*pid), 0)) : -1;
}

// True when it ended in time.
bool wait_for_end(int handle) {
  constexpr int grace_ms = 5'000;  // beyond the drain: closing the ledger and the engine
  pollfd watched{handle, POLLIN, 0};
  return poll(&watched, 1, static_cast<int>(limits::drain_ms) + grace_ms) > 0;
}

int run_stop(const Context& context, const Args& args) {
  const int handle = handle_of(context);
  const bool was_running = control(context, "POST", "/stop").has_value();
  const bool ended = !was_running || handle < 0 || wait_for_end(handle);
  if (handle >= 0) close(handle);
  if (args.json()) {
    JsonWriter w;
    w.object().field("schema", "weir.stop/1").field("was_running", was_running).field("stopped", ended).end();
    fmt::print("{}\n", w.str());
  } else {
    fmt::print("{}\n", !was_running ? "no weir was running"
                       : ended      ? "weir has stopped"
                                    : "weir still finishes answers; weir stop again ends them");
  }
  return ended ? ok : failed;
}

}  // namespace

const Verb stop{"stop", "stop weir; running answers may finish", "", "weir stop", {}, run_stop};

}  // namespace weir::cli

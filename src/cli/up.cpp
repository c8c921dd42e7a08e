// weir up: starts the process that serves, in the background, and waits until it answers.
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/limits.h"
#include "cli/control.h"
#include "cli/registry.h"
#include "cli/term.h"

extern char** environ;

namespace weir::cli {
namespace {

constexpr std::array flags = {
    Flag{"--foreground", "", "serve in this process, log to stderr"},
    Flag{"--port", "N", "listen there instead of [server] port"},
    Flag{"--small", "", "the small model (SmolLM2), for machines with little memory"},
};

using Clock = std::chrono::steady_clock;

struct Started {
  pid_t pid = 0;
  std::string log;
};

// A process of its own session, so that the terminal's interrupt is not its end.
Result<Started> start(const Context& context, const Args& args) {
  std::error_code ignored;
  std::filesystem::create_directories(context.paths.state_dir, ignored);
  Started out{0, context.paths.state_dir + "/weir.log"};
  std::vector<std::string> words{context.self, "up", "--foreground"};
  if (args.has("--port")) words.insert(words.end(), {"--port", args.get("--port")});
  if (args.has("--small")) words.emplace_back("--small");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, out.log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  const int error = posix_spawn(&out.pid, context.self.c_str(), &actions, &attributes, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) return fail(ErrorKind::io, fmt::format("{} cannot be started (errno {})", context.self, error));
  return out;
}

// What the child said before it went: the user must not have to look for it.
void show_log(const std::string& file) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) fmt::print(stderr, "{}\n", line);
}

// Of a weir that serves: one that finishes its answers is as good as gone, its successor waits for it.
std::optional<std::string> status_of(const Context& context) {
  auto response = control(context, "GET", "/status");
  if (!response || response->status != 200) return std::nullopt;
  auto doc = Json::parse(response->body);
  if (doc && (*doc)["stopping"].boolean().value_or(false)) return std::nullopt;
  return response->body;
}

int announce(const std::string& body, const Args& args, std::optional<double> took) {
  if (args.json()) {
    fmt::print("{}\n", body);
    return ok;
  }
  auto doc = Json::parse(body);
  if (!doc) return failed;
  fmt::print("weir {} on {}{}; stop it: weir stop (pid {})\n", (*doc)["version"].string(), (*doc)["url"].string(),
             took ? fmt::format(" in {:.2f} s", *took) : " runs already", (*doc)["pid"].integer().value_or(0));
  for (JsonValue model : (*doc)["models"]) {
    if (model["where"].string() != "here") continue;
    fmt::print("  {} {}  {} {}\n", mark("here"), model["id"].string(), model["health"].string(),
               model["health_reason"].string());
  }
  return ok;
}

int background(const Context& context, const Args& args) {
  if (auto body = status_of(context)) return announce(*body, args, std::nullopt);
  const auto begin = Clock::now();
  auto started = start(context, args);
  if (!started) return report(failed, "start", started.error().message);
  constexpr std::chrono::milliseconds patience{15'000 + limits::drain_ms};  // another weir may have to end first
  while (Clock::now() - begin < patience) {
    if (auto body = status_of(context)) {
      return announce(*body, args, std::chrono::duration<double>(Clock::now() - begin).count());
    }
    int state = 0;
    if (waitpid(started->pid, &state, WNOHANG) == started->pid) {
      show_log(started->log);
      return WIFEXITED(state) ? WEXITSTATUS(state) : failed;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return report(failed, "start", fmt::format("weir started but does not answer within {} s", patience.count() / 1000),
                "see " + started->log);
}

int run_up(const Context& context, const Args& args) {
  if (!args.has("--foreground")) return background(context, args);
  ServeOptions options;
  options.small = args.has("--small");
  options.json = args.json();
  if (args.has("--port")) {
    const std::string text = args.get("--port");
    unsigned port = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port > 65535) {
      return report(usage, "usage", "--port takes a number from 0 to 65535", "weir up --port 4517");
    }
    options.port = port;
  }
  return context.serve(context, options);
}

}  // namespace

const Verb up{"up", "start weir and print its address", "", "weir up", flags, run_up};

}  // namespace weir::cli

// A key from a command: run with a deadline, its output read once and never shown.
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>

#include "access/access.h"
#include "access/files.h"
#include "base/limits.h"

extern char** environ;  // POSIX declares it nowhere

namespace weir::access {
namespace {

using Time = std::chrono::steady_clock;

constexpr std::string_view kHelp = "run the command in a shell: it must print the key alone and exit with 0";

std::unexpected<Error> bad(ErrorKind kind, std::string what) { return fail(kind, std::move(what), std::string(kHelp)); }

struct Actions {
  posix_spawn_file_actions_t v{};
  Actions() { posix_spawn_file_actions_init(&v); }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;
  ~Actions() { posix_spawn_file_actions_destroy(&v); }
};

struct Attributes {
  posix_spawnattr_t v{};
  Attributes() { posix_spawnattr_init(&v); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  ~Attributes() { posix_spawnattr_destroy(&v); }
};

// A group of its own, so that the deadline ends its children too; signals as a shell expects them.
Result<pid_t> start(const std::string& command, int out) {
  Actions actions;
  posix_spawn_file_actions_addopen(&actions.v, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions.v, out, 1);
  posix_spawn_file_actions_addopen(&actions.v, 2, "/dev/null", O_WRONLY, 0);
  Attributes attributes;
  sigset_t none;
  sigset_t reset;
  sigemptyset(&none);
  sigemptyset(&reset);
  sigaddset(&reset, SIGPIPE);
  sigaddset(&reset, SIGINT);
  sigaddset(&reset, SIGTERM);
  posix_spawnattr_setsigmask(&attributes.v, &none);
  posix_spawnattr_setsigdefault(&attributes.v, &reset);
  posix_spawnattr_setpgroup(&attributes.v, 0);
  posix_spawnattr_setflags(&attributes.v, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  std::string shell = "sh";
  std::string option = "-c";
  std::string text = command;
  const std::array<char*, 4> argv = {shell.data(), option.data(), text.data(), nullptr};
  pid_t pid = 0;
  const int error = posix_spawn(&pid, "/bin/sh", &actions.v, &attributes.v, argv.data(), environ);
  if (error != 0) return bad(ErrorKind::io, fmt::format("cannot be started: {}", std::strerror(error)));
  return pid;
}

std::int64_t left_ms(Time::time_point deadline) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Time::now()).count();
}

// All that it prints, until it closes its output.
Result<Secret> read_output(int fd, Time::time_point deadline) {
  std::string out;
  out.reserve(limits::key_bytes + 4096);  // one buffer: nothing is left behind in an outgrown one
  std::array<char, 4096> buffer{};
  Result<Secret> answer;
  while (true) {
    pollfd wait{fd, POLLIN, 0};
    const std::int64_t left = left_ms(deadline);
    const int ready = left <= 0 ? 0 : poll(&wait, 1, static_cast<int>(left));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return bad(ErrorKind::timeout, fmt::format("took longer than {} s", limits::key_command_ms / 1000));
    const ssize_t n = read(fd, buffer.data(), buffer.size());
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (n < 0) return bad(ErrorKind::io, fmt::format("cannot be read: {}", std::strerror(errno)));
    if (n == 0) break;
    out.append(buffer.data(), static_cast<std::size_t>(n));
    std::memset(buffer.data(), 0, buffer.size());
    if (out.size() > limits::key_bytes) return bad(ErrorKind::invalid, "printed more than a key");
  }
  return Secret(std::move(out));
}

// It may close its output and go on: the deadline holds for its end too.
Result<int> wait_end(pid_t pid, Time::time_point deadline) {
  int status = 0;
  while (true) {
    const pid_t done = waitpid(pid, &status, WNOHANG);
    if (done == pid) return status;
    if (done < 0 && errno != EINTR) return bad(ErrorKind::io, "was reaped by somebody else");
    if (left_ms(deadline) <= 0)
      return bad(ErrorKind::timeout, fmt::format("took longer than {} s", limits::key_command_ms / 1000));
    poll(nullptr, 0, 5);
  }
}

void end(pid_t pid) {
  kill(-pid, SIGKILL);
  while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {}
}

Result<Secret> key_in(const Secret& output) {
  const std::string& text = output.reveal();
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return bad(ErrorKind::invalid, "printed no key");
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  for (std::size_t i = first; i <= last; ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c <= 0x20 || c >= 0x7F) return bad(ErrorKind::invalid, "printed more than a key on one line");
  }
  return Secret(text.substr(first, last - first + 1));
}

}  // namespace

Result<Secret> run_key_command(const std::string& command) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0)
    return bad(ErrorKind::io, fmt::format("cannot be started: {}", std::strerror(errno)));
  const Fd read_end(ends[0]);
  const Time::time_point deadline = Time::now() + std::chrono::milliseconds(limits::key_command_ms);
  Result<pid_t> pid;
  {
    const Fd write_end(ends[1]);
    pid = start(command, write_end.n);
  }
  if (!pid) return std::unexpected(std::move(pid).error());
  const Result<Secret> output = read_output(read_end.n, deadline);
  const Result<int> status = output ? wait_end(*pid, deadline) : Result<int>(std::unexpected(output.error()));
  if (!status) {
    end(*pid);
    return std::unexpected(status.error());
  }
  if (!WIFEXITED(*status) || WEXITSTATUS(*status) != 0) {
    return bad(ErrorKind::invalid, WIFEXITED(*status) ? fmt::format("exited with {}", WEXITSTATUS(*status))
                                                      : fmt::format("was killed by signal {}", WTERMSIG(*status)));
  }
  return key_in(*output);
}

}  // namespace weir::access

// fork and exec. Between the two only async-signal-safe calls: other threads of ours may hold any lock.
#include "net/launch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace weir::net {

namespace {

constexpr int child_fd = 3;  // the pair's end in the child

std::unexpected<Error> failed(std::string_view what, int code) {
  return fail(ErrorKind::io, fmt::format("cannot start a child process: {}: {}", what, std::strerror(code)));
}

// What exec wants, laid out before the fork.
class Pointers {
 public:
  void add(std::string text) { texts_.push_back(std::move(text)); }
  char* const* get() {
    pointers_.clear();
    for (auto& text : texts_) pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
    return pointers_.data();
  }

 private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

std::string with_descriptor(std::string arg) {
  constexpr std::string_view mark = "{fd}";
  const auto number = std::to_string(child_fd);
  for (auto at = arg.find(mark); at != std::string::npos; at = arg.find(mark, at + number.size())) {
    arg.replace(at, mark.size(), number);
  }
  return arg;
}

struct Plan {
  const char* program;
  char* const* argv;
  char* const* envp;
  int null_fd, log_fd, pair_fd, report_fd;
  pid_t parent;
};

[[noreturn]] void report_and_exit(int report_fd) {
  const int code = errno;
  [[maybe_unused]] const auto ignored = ::write(report_fd, &code, sizeof(code));
  ::_exit(127);
}

// In the child. The descriptors of the plan are all above child_fd + 1, so that none is overwritten before it is used.
[[noreturn]] void become(const Plan& plan) {
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) report_and_exit(plan.report_fd);
  if (::getppid() != plan.parent) ::_exit(127);  // it died before the line above
  const int report_fd = child_fd + 1;
  if (::dup2(plan.report_fd, report_fd) < 0) report_and_exit(plan.report_fd);
  ::fcntl(report_fd, F_SETFD, FD_CLOEXEC);
  if (::dup2(plan.null_fd, 0) < 0 || ::dup2(plan.null_fd, 1) < 0 || ::dup2(plan.log_fd, 2) < 0 ||
      ::dup2(plan.pair_fd, child_fd) < 0) {
    report_and_exit(report_fd);
  }
  if (::syscall(SYS_close_range, static_cast<unsigned>(report_fd + 1), ~0U, 0U) != 0) report_and_exit(report_fd);
  // Ignored signals and the mask survive exec; handlers do not.
  struct sigaction plain{};
  plain.sa_handler = SIG_DFL;
  for (const int number : {SIGPIPE, SIGINT, SIGTERM, SIGHUP}) ::sigaction(number, &plain, nullptr);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(plan.program, plan.argv, plan.envp);
  report_and_exit(report_fd);
}

// A copy above the numbers that the child uses, closed on exec.
Result<Descriptor> high(int descriptor, std::string_view what) {
  const int copy = ::fcntl(descriptor, F_DUPFD_CLOEXEC, child_fd + 2);
  if (copy < 0) return failed(what, errno);
  return Descriptor(copy);
}

Result<Descriptor> open_high(const std::string& path, int flags, std::string_view what) {
  const Descriptor opened(::open(path.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (opened.get() < 0) return failed(what, errno);
  return high(opened.get(), what);
}

// 0 when exec succeeded: it closed the pipe.
int read_report(int descriptor) {
  int code = 0;
  ssize_t got = 0;
  do { got = ::read(descriptor, &code, sizeof(code)); } while (got < 0 && errno == EINTR);
  return got == sizeof(code) ? code : 0;
}

// All signals are blocked around the fork, so that no handler of ours runs in the child.
pid_t fork_quietly(const Plan& plan) {
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid = ::fork();
  if (pid == 0) become(plan);
  const int code = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = code;
  return pid;
}

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Result<Launched> launch(const ChildSpec& spec) {
  int pair[2], report[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return failed("socketpair", errno);
  Launched out;
  out.ours = Descriptor(pair[0]);
  const Descriptor theirs(pair[1]);
  if (::pipe2(report, O_CLOEXEC) != 0) return failed("pipe", errno);
  const Descriptor report_in(report[0]);
  Descriptor report_out(report[1]);

  TRY(const Descriptor null, open_high("/dev/null", O_RDWR, "/dev/null"));
  TRY(const Descriptor log, spec.stderr_file.empty()
                                ? high(null.get(), "/dev/null")
                                : open_high(spec.stderr_file, O_WRONLY | O_APPEND | O_CREAT, spec.stderr_file));
  TRY(const Descriptor pair_high, high(theirs.get(), "socketpair"));
  TRY(Descriptor report_high, high(report_out.get(), "pipe"));

  Pointers argv, envp;
  argv.add(spec.program);
  for (const auto& arg : spec.args) argv.add(with_descriptor(arg));
  for (const auto& [name, value] : spec.env) envp.add(name + "=" + value);
  out.pid = fork_quietly({spec.program.c_str(), argv.get(), envp.get(), null.get(), log.get(), pair_high.get(),
                          report_high.get(), ::getpid()});
  if (out.pid < 0) return failed("fork", errno);
  report_out = Descriptor();  // only the child's is left
  report_high = Descriptor();
  if (const int code = read_report(report_in.get()); code != 0) {
    ::waitpid(out.pid, nullptr, 0);
    return failed(spec.program, code);
  }
  out.alive = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, out.pid, 0)));
  return out;
}

}  // namespace weir::net

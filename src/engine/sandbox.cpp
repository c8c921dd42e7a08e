// Landlock and seccomp by their system calls: Debian's headers are older than the kernels we run on.
#include "engine/sandbox.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace weir::engine {
namespace {

constexpr long landlock_create = 444, landlock_add = 445, landlock_restrict = 446;
constexpr std::uint64_t fs_read_file = 1U << 2, fs_read_dir = 1U << 3;
constexpr std::uint64_t fs_all_v1 = (1U << 13) - 1, fs_refer = 1U << 13, fs_truncate = 1U << 14, fs_ioctl = 1U << 15;

struct RulesetAttr {
  std::uint64_t access_fs = 0, access_net = 0, scoped = 0;
};
struct [[gnu::packed]] PathAttr {
  std::uint64_t access = 0;
  std::int32_t parent = -1;
};

// What each ABI of Landlock knows to forbid; asking an old kernel for a new right fails.
RulesetAttr ruleset_for(long abi) {
  RulesetAttr attr;
  attr.access_fs = fs_all_v1;
  if (abi >= 2) attr.access_fs |= fs_refer;
  if (abi >= 3) attr.access_fs |= fs_truncate;
  if (abi >= 5) attr.access_fs |= fs_ioctl;
  if (abi >= 4) attr.access_net = 3;  // bind and connect over TCP
  if (abi >= 6) attr.scoped = 3;      // abstract sockets and signals to processes outside
  return attr;
}

void allow_reading(int ruleset, const std::string& path) {
  const int fd = open(path.c_str(), O_PATH | O_CLOEXEC);
  if (fd < 0) return;
  PathAttr rule{fs_read_file | fs_read_dir, fd};
  if (syscall(landlock_add, ruleset, 1, &rule, 0) != 0) {
    rule.access = fs_read_file;  // a plain file has no directory rights
    syscall(landlock_add, ruleset, 1, &rule, 0);
  }
  close(fd);
}

// 0: not available.
long enter_landlock(const std::vector<std::string>& readable) {
  const long abi = syscall(landlock_create, nullptr, 0, 1);
  if (abi < 1) return 0;
  const RulesetAttr attr = ruleset_for(abi);
  const std::size_t size = abi >= 6 ? sizeof attr : abi >= 4 ? 16 : 8;
  const long ruleset = syscall(landlock_create, &attr, size, 0);
  if (ruleset < 0) return 0;
  for (const std::string& path : readable) allow_reading(static_cast<int>(ruleset), path);
  const long done = syscall(landlock_restrict, ruleset, 0);
  close(static_cast<int>(ruleset));
  return done == 0 ? abi : 0;
}

// Ways out of the process, and calls that would undo or sidestep the rest (io_uring opens sockets without socket()).
constexpr long denied[] = {
    SYS_socket,
    SYS_connect,
    SYS_bind,
    SYS_listen,
    SYS_accept,
    SYS_accept4,
    SYS_socketpair,
    SYS_execve,
    SYS_execveat,
    SYS_ptrace,
    SYS_bpf,
    SYS_userfaultfd,
    SYS_io_uring_setup,
    SYS_perf_event_open,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_open_by_handle_at,
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_unshare,
    SYS_setns,
    SYS_chroot,
    SYS_keyctl,
    SYS_add_key,
    SYS_request_key,
    SYS_kexec_load,
    SYS_init_module,
    SYS_finit_module,
    SYS_pidfd_getfd,
    SYS_fork,
    SYS_vfork,
};

bool enter_seccomp() {
  constexpr std::size_t count = std::size(denied);
  std::array<sock_filter, count + 7> code{};
  std::size_t at = 0;
  const auto add = [&](std::uint16_t op, std::uint32_t k, std::size_t yes = 0, std::size_t no = 0) {
    code[at++] = sock_filter{op, static_cast<std::uint8_t>(yes), static_cast<std::uint8_t>(no), k};
  };
  constexpr std::uint16_t load = BPF_LD | BPF_W | BPF_ABS, equal = BPF_JMP | BPF_JEQ | BPF_K,
                          at_least = BPF_JMP | BPF_JGE | BPF_K, give = BPF_RET | BPF_K;
  add(load, offsetof(seccomp_data, arch));
  add(equal, AUDIT_ARCH_X86_64, 1, 0);
  add(give, SECCOMP_RET_KILL_PROCESS);  // 32-bit calls have other numbers
  add(load, offsetof(seccomp_data, nr));
  add(at_least, 0x40000000U, count + 1, 0);  // x32, likewise
  for (std::size_t i = 0; i < count; ++i) add(equal, static_cast<std::uint32_t>(denied[i]), count - i, 0);
  add(give, SECCOMP_RET_ALLOW);
  add(give, SECCOMP_RET_ERRNO | EPERM);
  const sock_fprog program{static_cast<unsigned short>(at), code.data()};
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0;
}

}  // namespace

void harden() {
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

std::string enter_sandbox(const std::vector<std::string>& readable) {
  const long abi = enter_landlock(readable);
  const bool filtered = enter_seccomp();
  if (abi > 0 && filtered) return "landlock " + std::to_string(abi) + ", seccomp";
  if (abi > 0) return "landlock " + std::to_string(abi);
  return filtered ? "seccomp" : "none";
}

}  // namespace weir::engine

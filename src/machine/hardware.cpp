// Cores, memory and instruction sets, by the kernel's files.
#include "machine/hardware.h"

#include <fmt/format.h>
#include <sched.h>

#include <algorithm>
#include <limits>
#include <set>

#include "machine/gpus.h"
#include "machine/kernel_files.h"

namespace weir::machine {
namespace {

constexpr std::uint64_t kNone = std::numeric_limits<std::uint64_t>::max();
constexpr double kGb = 1e9;

struct Cpu {
  unsigned threads = 0, cores = 0;
  bool avx2 = false, avx512 = false;
};

// A core is one (package, core id) pair; virtual machines that show neither have as many cores as threads.
Cpu read_cpu(const std::string& root) {
  Cpu out;
  std::set<std::pair<std::string, std::string>> cores;
  std::string package;
  for (const std::string& line : lines_of(read_kernel_file(root + "/proc/cpuinfo"))) {
    if (line.starts_with("processor")) ++out.threads;
    if (line.starts_with("physical id")) package = value_of(line);
    if (line.starts_with("core id")) cores.emplace(package, value_of(line));
    if (line.starts_with("flags")) {
      const std::string flags = " " + value_of(line) + " ";
      out.avx2 = out.avx2 || flags.contains(" avx2 ");
      out.avx512 = out.avx512 || flags.contains(" avx512f ");
    }
  }
  out.threads = std::max(out.threads, 1u);
  out.cores = cores.empty() ? out.threads : std::min(static_cast<unsigned>(cores.size()), out.threads);
  return out;
}

// This process's cgroup and its parents, innermost first: a limit on any of them holds.
std::vector<std::string> cgroups(const std::string& root) {
  std::vector<std::string> out;
  for (const std::string& line : lines_of(read_kernel_file(root + "/proc/self/cgroup"))) {
    if (!line.starts_with("0::")) continue;
    std::string path = line.substr(3);
    while (path.size() > 1) {
      out.push_back(root + "/sys/fs/cgroup" + path);
      path.resize(std::max<std::size_t>(path.rfind('/'), 1));
    }
  }
  out.push_back(root + "/sys/fs/cgroup");
  return out;
}

// Whole cores of the quota, at least one. cgroup 2: "200000 100000" or "max 100000"; cgroup 1: two files.
unsigned quota_cores(const std::string& root, unsigned otherwise) {
  std::uint64_t least = kNone;
  const auto take = [&](std::optional<std::uint64_t> quota, std::optional<std::uint64_t> period) {
    if (quota && period && *quota > 0 && *period > 0)
      least = std::min(least, std::max<std::uint64_t>(*quota / *period, 1));
  };
  for (const std::string& group : cgroups(root)) {
    const std::string text = read_kernel_file(group + "/cpu.max");
    if (!text.empty() && !text.starts_with("max"))
      take(number_in(text), number_in(text.substr(std::min(text.find(' '), text.size()))));
  }
  const std::string old = read_kernel_file(root + "/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
  if (!old.starts_with('-'))
    take(number_in(old), number_in(read_kernel_file(root + "/sys/fs/cgroup/cpu/cpu.cfs_period_us")));
  return least == kNone ? otherwise : static_cast<unsigned>(std::min<std::uint64_t>(least, otherwise));
}

unsigned affinity_threads(const std::string& root, unsigned otherwise) {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (!root.empty() || sched_getaffinity(0, sizeof set, &set) != 0) return otherwise;
  return std::clamp(static_cast<unsigned>(CPU_COUNT(&set)), 1u, otherwise);
}

struct Ram {
  std::uint64_t total = 0, free = 0;
};

Ram read_ram(const std::string& root) {
  Ram ram;
  for (const std::string& line : lines_of(read_kernel_file(root + "/proc/meminfo"))) {
    if (line.starts_with("MemTotal:")) ram.total = number_in(line).value_or(0) * 1024;
    if (line.starts_with("MemAvailable:")) ram.free = number_in(line).value_or(0) * 1024;
  }
  for (const std::string& group : cgroups(root)) {
    const auto limit = number_in(read_kernel_file(group + "/memory.max"));  // nothing for "max"
    if (!limit || *limit >= ram.total) continue;
    const std::uint64_t used = number_in(read_kernel_file(group + "/memory.current")).value_or(0);
    ram.total = *limit;
    ram.free = std::min(ram.free, *limit - std::min(*limit, used));
  }
  return ram;
}

std::string gb(Bytes bytes) { return fmt::format("{:.1f} GB", static_cast<double>(bytes.n) / kGb); }

}  // namespace

Hardware probe(const std::string& root) {
  const Cpu cpu = read_cpu(root);
  const Ram ram = read_ram(root);
  Hardware out;
  out.threads = quota_cores(root, affinity_threads(root, cpu.threads));
  // Two hyper-threads of one core share it, also under a quota of two.
  out.cores = std::max(1u, std::min(cpu.cores, out.threads));
  out.avx2 = cpu.avx2;
  out.avx512 = cpu.avx512;
  out.ram_total.n = static_cast<std::int64_t>(ram.total);
  out.ram_free.n = static_cast<std::int64_t>(ram.free);
  out.gpus = probe_gpus(root);
  return out;
}

std::string Hardware::text() const {
  std::string out = fmt::format("{} core{}", cores, cores == 1 ? "" : "s");
  if (avx512)
    out += " AVX-512";
  else if (avx2)
    out += " AVX2";
  out += ", " + gb(ram_total);
  if (gpus.empty()) return out + ", no GPU";
  for (const Gpu& gpu : gpus) out += ", " + gpu.name + (gpu.memory.n > 0 ? " " + gb(gpu.memory) : "");
  return out;
}

}  // namespace weir::machine

// What this machine has, as far as files of the kernel tell: no command is run, nothing is loaded.
#pragma once
#include <string>
#include <vector>

#include "base/strong.h"
#include "decision/words.h"

namespace weir::machine {

struct Gpu {
  std::string name;  // "NVIDIA GeForce RTX 3090"
  Bytes memory;      // 0 = not known
};

struct Hardware {
  unsigned cores = 1;    // physical ones that this process may use: affinity and cgroup quota considered
  unsigned threads = 1;  // the same with hyper-threads
  bool avx2 = false, avx512 = false;
  Bytes ram_total, ram_free;  // of the cgroup when it has a limit below the machine's
  std::vector<Gpu> gpus;
  std::string text() const;  // "2 cores AVX2, 7.7 GB, no GPU"
};

// `root` is prepended to every path (tests: a folder with proc/ and sys/). Never fails: what cannot be read counts as
// little or none.
Hardware probe(const std::string& root = "");

// The best class that a model run on this machine can carry, with the reason in words: an estimate by memory and
// cores, until fit is measured.
struct Carries {
  Class cls = Class::smoke;
  std::string reason;
};
Carries carries(const Hardware& hardware);

}  // namespace weir::machine

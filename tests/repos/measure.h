// What a piece of work cost: CPU time of this thread, and how far the process's memory rose above where it stood.
#pragma once
#include <ctime>
#include <fstream>
#include <string>

namespace weir::workspace::hostile {

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif
#else
inline constexpr bool sanitized = false;
#endif
// Sanitizers make every load and branch dearer and keep freed memory for a while.
inline constexpr double slower = sanitized ? 6 : 1, fatter = sanitized ? 4 : 1;

class Cost {
 public:
  Cost() {
    std::ofstream("/proc/self/clear_refs") << "5";  // the peak begins anew
    rss_ = status("VmRSS:");
    cpu_ = now();
  }
  double cpu_s() const { return now() - cpu_; }
  double peak_mb() const { return static_cast<double>(status("VmHWM:") - rss_) / 1024; }

 private:
  static double now() {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
  }
  static long status(const std::string& key) {
    std::ifstream in("/proc/self/status");
    for (std::string word; in >> word;) {
      long kb = 0;
      if (word == key && in >> kb) return kb;
    }
    return 0;
  }
  long rss_ = 0;
  double cpu_ = 0;
};

}  // namespace weir::workspace::hostile

// The log: one write(2) a line, so that lines of several threads never mix.
#include "base/log.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <ctime>
#include <string>

namespace weir {
namespace {

constinit std::atomic<LogLevel> threshold{LogLevel::info};

std::string_view word(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warn:
      return "warn";
    case LogLevel::error:
      return "error";
  }
  return "error";
}

std::string clock_text() {
  const auto now = std::chrono::system_clock::now();
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  std::tm local{};
  localtime_r(&seconds, &local);
  return fmt::format("{:02}:{:02}:{:02}.{:03}", local.tm_hour, local.tm_min, local.tm_sec, ms);
}

// A line stays a line, whatever a peer put into its error message; a terminal gets no escape sequences from us.
void tame(std::string& text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
}

void write_all(std::string_view line) {
  while (!line.empty()) {
    const ssize_t n = ::write(STDERR_FILENO, line.data(), line.size());
    if (n <= 0) return;  // nobody reads the log: nothing better can be done with the line
    line.remove_prefix(static_cast<std::size_t>(n));
  }
}

}  // namespace

void set_log_level(LogLevel level) { threshold.store(level, std::memory_order_relaxed); }

void log(LogLevel level, std::string_view room, std::string_view text) {
  if (level < threshold.load(std::memory_order_relaxed)) return;
  std::string line = fmt::format("{} {} {}: {}", clock_text(), word(level), room, text);
  tame(line);
  line.push_back('\n');
  write_all(line);
}

}  // namespace weir

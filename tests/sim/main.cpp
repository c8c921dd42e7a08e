// sim [--seed N] [--from N] [--count N]: plays seeded schedules until one breaks a rule, and says which. With --seed
// one, and its story. --planted: a rule must break, for this program was built with a bug (tests/sim/planted).
#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>

#include "schedule.h"
#include "upstream.h"

namespace weir::sim {
namespace {

struct Options {
  std::uint64_t from = 1, count = 1'000;
  bool one = false, planted = false;
};

std::uint64_t number(std::string_view text) {
  std::uint64_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

Options read(int argc, char** argv) {
  Options out;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const std::uint64_t value = i + 1 < argc ? number(argv[i + 1]) : 0;
    if (word == "--planted") out.planted = true;
    if (word == "--from") out.from = value;
    if (word == "--count") out.count = value;
    if (word == "--seed") {
      out.one = true;
      out.from = value;
      out.count = 1;
    }
  }
  return out;
}

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void print(const Counts& c) {
  fmt::print(
      "{} schedules, {:.1f} s of CPU: {} exchanges, {} attempts ({} whole), {} error answers, {} clients left, "
      "{} kills ({} exchanges), {} restarts, {} full disks, {:.1f} events a schedule\n",
      c.schedules, cpu_seconds(), c.exchanges, c.attempts, c.whole, c.errors, c.left, c.kills, c.killed, c.restarts,
      c.full_disks, static_cast<double>(c.steps) / static_cast<double>(c.schedules));
}

// A simulator that does nothing breaks no rule: each thing that it is about has happened often.
bool idle(const Counts& c) {
  const std::uint64_t n = c.schedules;
  return c.exchanges < 2 * n || c.attempts < n || c.whole < n / 2 || c.errors < n / 10 || c.left < n / 10 ||
         c.kills < n / 20 || c.restarts < n / 40 || c.full_disks < n / 20;
}

int run(const Options& options, const char* program) {
  Counts counts;
  for (std::uint64_t seed = options.from; seed < options.from + options.count; ++seed) {
    const Told told = play(seed, options.one ? Tell::the_story : Tell::nothing, counts);
    for (const std::string& line : told.story) fmt::print("{}\n", line);
    if (told.wrong) {
      fmt::print("seed {} breaks a rule: {}\n", seed, *told.wrong);
      if (options.planted) fmt::print("found at schedule {} of {}\n", counts.schedules, options.count);
      if (!options.one && !options.planted) fmt::print("alone, with its story: {} --seed {}\n", program, seed);
      return options.planted ? 0 : 1;
    }
    // Now and then the same again: a schedule that is not the same twice cannot be looked into.
    if (seed % 200 == 0) {
      Counts again;
      if (play(seed, Tell::nothing, again).sum == told.sum) continue;
      fmt::print("seed {} is not the same twice\n", seed);
      return 1;
    }
  }
  print(counts);
  if (options.planted) {
    fmt::print("the planted bug is not found\n");
    return 1;
  }
  if (options.count >= 1'000 && idle(counts)) {
    fmt::print("too little happened in these schedules\n");
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace weir::sim

int main(int argc, char** argv) { return weir::sim::run(weir::sim::read(argc, argv), argv[0]); }

// A schedule: some clients, upstreams that fail, restarts, a disk that fills up, a clock that jumps; all from a seed.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weir::sim {

struct Counts {  // what the schedules of a run held, so that a simulator that does nothing is seen
  std::uint64_t schedules = 0, exchanges = 0, attempts = 0, whole = 0, errors = 0, left = 0, killed = 0, kills = 0,
                restarts = 0, full_disks = 0, steps = 0;
  std::array<std::uint64_t, 16> faults{};
};

struct Told {
  std::optional<std::string> wrong;  // the rule that was broken
  std::uint64_t sum = 0;             // the same for the same schedule
  std::vector<std::string> story;    // when asked for
};

enum class Tell { nothing, the_story };
Told play(std::uint64_t seed, Tell tell, Counts& counts);

}  // namespace weir::sim

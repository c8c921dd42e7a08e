// Which of the catalogue's weights are on disk. Sizes are looked at each time; the hash is computed once, by whoever
// fetched the file, and kept beside it in FILE.ok. Any thread.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace weir::machine {

struct Weight {  // what the catalogue says
  std::string model, file, sha256;
  std::uint64_t bytes = 0;
};

enum class WeightState { ready, missing, wrong_size, unverified };

struct WeightOnDisk {
  std::string model, path;
  WeightState state = WeightState::missing;
  std::string reason;  // one line for a person; "" when ready
};

WeightOnDisk look(const std::string& models_dir, const Weight& weight);
std::vector<WeightOnDisk> look(const std::string& models_dir, const std::vector<Weight>& weights);

// Where a fetched file goes, and its marker.
std::string weight_path(const std::string& models_dir, const Weight& weight);
std::string marker_path(const std::string& weight_path);
// Written last, after the bytes were hashed and synced. Errors: io.
Result<void> mark_verified(const std::string& weight_path, const std::string& sha256);

}  // namespace weir::machine

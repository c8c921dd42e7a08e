// Where the bench's weights come from.
#pragma once
#include <memory>
#include <string>

#include "workspace/rank/model.h"

namespace weir::bench {

// "" = those that weir ships; else a file of "key value" lines, as train.py writes for a fold. Throws.
std::shared_ptr<const workspace::Weights> load_weights(const std::string& file);

}  // namespace weir::bench

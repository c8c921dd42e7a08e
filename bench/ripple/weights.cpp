// The shipped weights through the catalogue, or a fold's from a file, in the same TOML.
#include "weights.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "catalog/ripple.h"

namespace weir::bench {
namespace {

std::string text_of(const std::string& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot read " + file);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace

std::shared_ptr<const workspace::Weights> load_weights(const std::string& file) {
  const auto numbers = file.empty() ? catalog::ripple_weights() : catalog::read_numbers(text_of(file), file);
  if (!numbers) throw std::runtime_error(numbers.error().message);
  auto weights = workspace::weights_of(*numbers);
  if (!weights) throw std::runtime_error(weights.error().message);
  return *weights;
}

}  // namespace weir::bench

// Embeds data/*.toml.
#include "catalog/data.h"

#pragma clang diagnostic ignored "-Wc23-extensions"  // #embed

namespace weir::catalog::data {
namespace {

constexpr char kModels[] = {
#embed "../../data/models.toml"
};
constexpr char kPrices[] = {
#embed "../../data/prices.toml"
};
constexpr char kWeights[] = {
#embed "../../data/weights.toml"
};
constexpr char kRipple[] = {
#embed "../../data/ripple.toml"
};

}  // namespace

std::string_view models() { return {kModels, sizeof kModels}; }
std::string_view prices() { return {kPrices, sizeof kPrices}; }
std::string_view weights() { return {kWeights, sizeof kWeights}; }
std::string_view ripple() { return {kRipple, sizeof kRipple}; }

}  // namespace weir::catalog::data

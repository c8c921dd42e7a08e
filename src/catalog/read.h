// Reads data/*.toml into the catalogue's values. Strict: an unknown key or a wrong type is an error with its line.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/catalog.h"

namespace weir::catalog {

struct Provider {  // who is built in
  std::string name, kind, base_url, key_env;
  std::vector<std::string> families;
};

struct Data {
  std::vector<Model> models;
  std::vector<Provider> providers;
  std::vector<PriceRow> prices;  // by model, then date, then step
};

Result<Data> read_data(std::string_view models, std::string_view prices, std::string_view weights);

// Dollars per million tokens to micro-dollars per million, exactly or not at all.
std::optional<MicroUsd> micro_usd(double dollars);

}  // namespace weir::catalog

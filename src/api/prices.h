// Prices supposed for a replay. Pure values.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "decision/view.h"

namespace weir::api {

struct Supposed {  // per million tokens
  std::string model;
  MicroUsd in, out;
};

// "gpt-5.4=1.25/10,claude-sonnet-5=3/15": dollars per million tokens in and out. "" is none. Errors: invalid.
Result<std::vector<Supposed>> supposed_prices(std::string_view text);

// Puts it where the view has that model, by any of its names; how many candidates have it. What a cache costs keeps its
// share of the input's price.
std::int64_t put_price(const Supposed& supposed, View& view);

}  // namespace weir::api

// Prices supposed for a replay: read, and put into a view.
#include "api/prices.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace weir::api {
namespace {

constexpr double most_usd = 1e6;

std::unexpected<Error> wrong(std::string_view text) {
  return fail(ErrorKind::invalid, fmt::format("a price is written MODEL=IN/OUT, not \"{}\"", text),
              "dollars per million tokens: weir replay --price gpt-5.4=1.25/10");
}

std::optional<MicroUsd> dollars(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !(value >= 0) || value > most_usd) return {};
  return MicroUsd{std::llround(value * 1e6)};
}

Result<Supposed> supposed(std::string_view text) {
  const std::size_t equals = text.rfind('='), slash = text.rfind('/');
  if (equals == std::string_view::npos || equals == 0 || slash == std::string_view::npos || slash < equals)
    return wrong(text);
  const auto in = dollars(text.substr(equals + 1, slash - equals - 1)), out = dollars(text.substr(slash + 1));
  if (!in || !out) return wrong(text);
  return Supposed{std::string(text.substr(0, equals)), *in, *out};
}

MicroUsd share(MicroUsd part, MicroUsd of, MicroUsd now) {
  return of.n == 0 ? now
                   : MicroUsd{std::llround(static_cast<double>(part.n) / static_cast<double>(of.n) *
                                           static_cast<double>(now.n))};
}

}  // namespace

Result<std::vector<Supposed>> supposed_prices(std::string_view text) {
  std::vector<Supposed> out;
  while (!text.empty()) {
    const std::string_view one = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), one.size() + 1));
    TRY(auto price, supposed(one));
    out.push_back(std::move(price));
  }
  return out;
}

std::int64_t put_price(const Supposed& supposed, View& view) {
  std::int64_t met = 0;
  for (Candidate& c : view.candidates) {
    if (c.model != supposed.model && std::ranges::find(c.names, supposed.model) == c.names.end()) continue;
    ++met;
    const Price old = c.price.value_or(Price{});
    c.price = Price{supposed.in, supposed.out, share(old.cache_read, old.in, supposed.in),
                    share(old.cache_write, old.in, supposed.in), "supposed"};
  }
  return met;
}

}  // namespace weir::api

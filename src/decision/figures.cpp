// Arithmetic on integers; doubles only where a text is made.
#include "decision/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace weir {
namespace {

constexpr std::int64_t million = 1'000'000;

std::int64_t part(Tokens tokens, MicroUsd per_million) {
  return (std::max<std::int64_t>(tokens.n, 0) * per_million.n + million - 1) / million;
}

}  // namespace

MicroUsd cost_of(const Price& price, Tokens fresh, Tokens warm, Tokens output) {
  const MicroUsd write = std::max(price.in, price.cache_write);
  return {part(fresh, write) + part(warm, price.cache_read) + part(output, price.out)};
}

std::string money_text(MicroUsd money) {
  const double dollars = static_cast<double>(money.n) / 1e6;
  const double size = std::abs(dollars);
  if (money.n == 0 || size >= 0.0995) return fmt::format("${:.2f}", dollars);
  if (size >= 0.00095) return fmt::format("${:.3f}", dollars);
  return size >= 0.0001 ? fmt::format("${:.4f}", dollars) : fmt::format("${:.6f}", dollars);
}

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string tokens_text(Tokens tokens) { return grouped(tokens.n); }

std::string short_tokens_text(Tokens tokens) {
  const double n = static_cast<double>(tokens.n);
  if (tokens.n >= 999'950) return fmt::format("{:.1f}M", n / 1e6);
  return tokens.n >= 1000 ? fmt::format("{:.1f}k", n / 1e3) : std::to_string(tokens.n);
}

std::string duration_text(Millis time) {
  const double seconds = static_cast<double>(time.n) / 1e3;
  if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  return whole < 120 ? fmt::format("{} s", whole) : fmt::format("{} min {} s", whole / 60, whole % 60);
}

}  // namespace weir

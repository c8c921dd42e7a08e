// Chance: every choice of a schedule comes from here, so that a seed is the whole schedule. splitmix64: small, and the
// same on every machine.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/strong.h"

namespace weir::sim {

class Chance {
 public:
  // The seed goes through the mill once: else each seed's numbers were its neighbour's, one place on.
  explicit Chance(std::uint64_t seed) : state_(seed) { state_ = next(); }
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  std::size_t below(std::size_t n) { return n == 0 ? 0 : next() % n; }
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(below(static_cast<std::size_t>(high - low + 1)));
  }
  bool percent(unsigned n) { return below(100) < n; }
  Millis ms(std::int64_t low, std::int64_t high) { return {between(low, high)}; }
  template <class T, std::size_t N>
  const T& of(const T (&all)[N]) {
    return all[below(N)];
  }
  // An index, each as likely as its weight.
  std::size_t weighted(std::span<const unsigned> weights) {
    std::size_t sum = 0;
    for (const unsigned w : weights) sum += w;
    std::size_t at = below(sum);
    std::size_t i = 0;
    while (at >= weights[i]) at -= weights[i++];
    return i;
  }

 private:
  std::uint64_t state_;
};

}  // namespace weir::sim

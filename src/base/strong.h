// Strong small types. A number or an id says in its type what it counts or names; they copy and compare.
#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <string>

namespace weir {

template <class Tag>
struct Id {
  std::string v;
  auto operator<=>(const Id&) const = default;
  bool empty() const { return v.empty(); }
};

template <class Tag>
struct Num {
  std::int64_t n = 0;
  auto operator<=>(const Num&) const = default;
  Num& operator+=(Num other) {
    n += other.n;
    return *this;
  }
  Num& operator-=(Num other) {
    n -= other.n;
    return *this;
  }
  friend Num operator+(Num a, Num b) { return {a.n + b.n}; }
  friend Num operator-(Num a, Num b) { return {a.n - b.n}; }
};

using ExchangeId = Id<struct ExchangeTag>;    // x-weir-id: 26 characters, sorts by time (base/ids.h)
using CandidateId = Id<struct CandidateTag>;  // model@endpoint
using BodyHash = Id<struct BodyTag>;          // XXH3-128 of the client's bytes, 32 hex digits
using Tokens = Num<struct TokensTag>;
using MicroUsd = Num<struct UsdTag>;  // integer micro-dollars: money is never a double
using Millis = Num<struct MsTag>;
using Bytes = Num<struct BytesTag>;

}  // namespace weir

template <class Tag>
struct std::hash<weir::Id<Tag>> {
  std::size_t operator()(const weir::Id<Tag>& id) const noexcept { return std::hash<std::string>{}(id.v); }
};

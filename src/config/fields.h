// The kinds of value that a key of weir.toml can hold: each factory makes one Key from a member of its owner. Used by
// keys.cpp alone.
#pragma once
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "config/keys.h"

namespace weir::config::fields {

template <class M>
struct OwnerOf;
template <class C, class V>
struct OwnerOf<V C::*> {
  using type = C;
};
template <auto Member>
using Owner = typename OwnerOf<decltype(Member)>::type;

// What stands there, in words. Text is never quoted: people paste keys into the wrong place.
std::string describe(const Toml& value);

template <class O>
std::unexpected<Error> wrong(const Toml& value, const Key<O>& key) {
  return fail(ErrorKind::invalid, fmt::format("is {}, not {}", describe(value), key.wants),
              fmt::format("write {} = {}", key.name, key.sample));
}
template <class O>
std::unexpected<Error> wrong(std::string_view what, const Key<O>& key) {
  return fail(ErrorKind::invalid, std::string(what), fmt::format("write {} = {}", key.name, key.sample));
}

inline void put(unsigned& to, std::int64_t n) { to = static_cast<unsigned>(n); }
template <class T>
void put(Num<T>& to, std::int64_t n) {
  to.n = n;
}
template <class T>
void put(std::optional<T>& to, std::int64_t n) {
  put(to.emplace(), n);
}

inline std::string literal(unsigned n) { return std::to_string(n); }
inline std::string literal(bool b) { return b ? "true" : "false"; }
inline std::string literal(const std::string& s) { return s.empty() ? "" : toml_quote(s); }
template <class T>
std::string literal(Num<T> n) {
  return std::to_string(n.n);
}
template <class T>
std::string literal(const std::optional<T>& v) {
  return v ? literal(*v) : "";
}
template <class T>
std::string literal(const std::vector<T>& list) {
  std::vector<std::string> each;
  for (const T& v : list) each.push_back(literal(v));
  return fmt::format("[{}]", fmt::join(each, ", "));
}

template <auto Member>
std::string show(const Owner<Member>& owner) {
  return literal(owner.*Member);
}

template <auto Member>
Key<Owner<Member>> flag(std::string section, std::string name, std::string sample, std::string text) {
  return {std::move(section),
          std::move(name),
          "true or false",
          std::move(sample),
          std::move(text),
          [](Owner<Member>& owner, const Toml& v, const Key<Owner<Member>>& key) -> Result<void> {
            if (!v.is(Toml::Type::boolean)) return wrong(v, key);
            owner.*Member = v.boolean;
            return {};
          },
          show<Member>};
}

template <auto Member, std::int64_t Low, std::int64_t High>
Key<Owner<Member>> whole(std::string section, std::string name, std::string sample, std::string text) {
  return {std::move(section),
          std::move(name),
          fmt::format("a whole number from {} to {}", Low, High),
          std::move(sample),
          std::move(text),
          [](Owner<Member>& owner, const Toml& v, const Key<Owner<Member>>& key) -> Result<void> {
            if (!v.is(Toml::Type::integer) || v.integer < Low || v.integer > High) return wrong(v, key);
            put(owner.*Member, v.integer);
            return {};
          },
          show<Member>};
}

// A check answers what is wrong with a text ("is not ..."), "" when nothing is, and may put it into its normal form.
using Check = std::string (*)(std::string&);

template <auto Member, Check check>
Key<Owner<Member>> text(std::string section, std::string name, std::string wants, std::string sample,
                        std::string about) {
  return {std::move(section),
          std::move(name),
          std::move(wants),
          std::move(sample),
          std::move(about),
          [](Owner<Member>& owner, const Toml& v, const Key<Owner<Member>>& key) -> Result<void> {
            if (!v.is(Toml::Type::string)) return wrong(v, key);
            std::string value = v.string;
            if (const std::string what = check(value); !what.empty()) return wrong(what, key);
            owner.*Member = std::move(value);
            return {};
          },
          show<Member>};
}

template <auto Member, Check check, std::size_t Most>
Key<Owner<Member>> texts(std::string section, std::string name, std::string wants, std::string sample,
                         std::string about) {
  return {std::move(section),
          std::move(name),
          std::move(wants),
          std::move(sample),
          std::move(about),
          [](Owner<Member>& owner, const Toml& v, const Key<Owner<Member>>& key) -> Result<void> {
            if (!v.is(Toml::Type::array) || v.items.size() > Most) return wrong(v, key);
            std::vector<std::string> all;
            for (const Toml& item : v.items) {
              if (!item.is(Toml::Type::string)) return wrong("holds " + describe(item) + ", not only text", key);
              std::string value = item.string;
              if (const std::string what = check(value); !what.empty()) return wrong("holds a value that " + what, key);
              if (std::ranges::find(all, value) == all.end()) all.push_back(std::move(value));
            }
            owner.*Member = std::move(all);
            return {};
          },
          show<Member>};
}

}  // namespace weir::config::fields

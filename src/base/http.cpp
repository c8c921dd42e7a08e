// The head of an HTTP message: lookups and replacements, by name without case.
#include "base/http.h"

#include <algorithm>

namespace weir {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

}  // namespace

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<std::string_view> Headers::get(std::string_view name) const {
  const auto it = std::ranges::find_if(all_, [&](const Header& h) { return same_name(h.name, name); });
  if (it == all_.end()) return std::nullopt;
  return it->value;
}

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(all_, [&](const Header& h) { return same_name(h.name, name); }));
}

void Headers::set(std::string_view name, std::string value) {
  const auto first = std::ranges::find_if(all_, [&](const Header& h) { return same_name(h.name, name); });
  if (first == all_.end()) {
    add(std::string(name), std::move(value));
    return;
  }
  first->value = std::move(value);
  const auto rest = std::remove_if(first + 1, all_.end(), [&](const Header& h) { return same_name(h.name, name); });
  all_.erase(rest, all_.end());
}

void Headers::remove(std::string_view name) {
  std::erase_if(all_, [&](const Header& h) { return same_name(h.name, name); });
}

}  // namespace weir

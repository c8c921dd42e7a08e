// Ids and times as text.
#include "base/ids.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ranges>

#include "base/entropy.h"

namespace weir {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford: no I, L, O, U
constexpr std::size_t time_digits = 10, random_digits = 16;                // 50 bits hold 48; 80 bits

using Tail = std::array<unsigned char, random_digits>;

Tail fresh_tail() {
  Tail tail;
  fill_random(tail);
  for (auto& digit : tail) digit &= 31U;
  tail[0] &= 15U;  // room above for the increments within one millisecond
  return tail;
}

void increment(Tail& tail) {
  for (auto& digit : std::views::reverse(tail)) {
    if (++digit < 32) return;
    digit = 0;
  }
}

std::string encode(std::uint64_t ms, const Tail& tail) {
  std::string text(time_digits + random_digits, '0');
  for (std::size_t i = time_digits; i > 0; --i, ms >>= 5U) text[i - 1] = alphabet[ms & 31U];
  for (std::size_t i = 0; i < random_digits; ++i) text[time_digits + i] = alphabet[tail[i]];
  return text;
}

std::chrono::sys_time<std::chrono::milliseconds> moment(Millis wall) {
  return std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(wall.n));
}

}  // namespace

ExchangeId ExchangeIds::next(Millis wall) {
  const std::uint64_t ms = static_cast<std::uint64_t>(std::max<std::int64_t>(wall.n, 0)) & 0xFFFF'FFFF'FFFFU;
  if (ms > last_ms_) {
    last_ms_ = ms;
    tail_ = fresh_tail();
  } else {
    increment(tail_);
  }
  return {encode(last_ms_, tail_)};
}

bool is_exchange_id(std::string_view text) {
  return text.size() == time_digits + random_digits && text[0] <= '7' &&
         std::ranges::all_of(text, [](char c) { return alphabet.contains(c); });
}

std::string random_hex(std::size_t bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string raw(bytes, '\0');
  fill_random({reinterpret_cast<unsigned char*>(raw.data()), raw.size()});
  std::string text;
  text.reserve(2 * bytes);
  for (const char c : raw) {
    const auto byte = static_cast<unsigned char>(c);
    text.push_back(digits[byte >> 4U]);
    text.push_back(digits[byte & 15U]);
  }
  return text;
}

std::string iso_date(Millis wall) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(moment(wall)));
  std::string text = "0000-00-00";
  const auto put = [&](std::size_t end, unsigned value) {  // on the hot path: no format string
    for (; value != 0; value /= 10) text.at(--end) = static_cast<char>('0' + value % 10);
  };
  put(4, static_cast<unsigned>(static_cast<int>(day.year())));
  put(7, static_cast<unsigned>(day.month()));
  put(10, static_cast<unsigned>(day.day()));
  return text;
}

std::string iso_time(Millis wall) {
  const auto at = moment(wall);
  const std::chrono::hh_mm_ss time(at - std::chrono::floor<std::chrono::days>(at));
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", iso_date(wall), time.hours().count(), time.minutes().count(),
                     time.seconds().count(), time.subseconds().count());
}

}  // namespace weir

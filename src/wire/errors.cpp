// Refusals in no dialect; see errors.h.
#include "wire/errors.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <ctime>

#include "wire/wire.h"

namespace weir::wire {
namespace {

using Class = chat::UpstreamErrorClass;

constexpr std::size_t kMessageBytes = 2000;      // a proxy's whole page is no message
constexpr double kLongestWaitMs = 86'400'000.0;  // a day: more is a broken clock, not advice

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

bool has(std::string_view text, std::string_view word) { return text.find(word) != std::string_view::npos; }

// The first number behind `word`, thousands separators allowed.
std::optional<std::int64_t> number_after(std::string_view text, std::string_view word) {
  const auto at = text.find(word);
  if (at == std::string_view::npos) return std::nullopt;
  std::string digits;
  for (const char c : text.substr(at + word.size())) {
    if (c >= '0' && c <= '9')
      digits += c;
    else if (c != ',')
      break;
  }
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), n);
  if (digits.empty() || error != std::errc()) return std::nullopt;
  return n;
}

std::int64_t largest_number(std::string_view text) {
  std::int64_t largest = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts = text[i] >= '0' && text[i] <= '9' && (i == 0 || text[i - 1] < '0' || text[i - 1] > '9');
    if (!starts) continue;
    if (const auto n = number_after(text.substr(i), ""); n) largest = std::max(largest, *n);
  }
  return largest;
}

// The window that an overflow message names.
std::optional<std::int64_t> window_in(std::string_view message) {
  constexpr std::array<std::string_view, 7> before = {
      "maximum context length is ", "maximum context length of ", "context length is ", "context size (",
      "context window of ",         "context length of ",         "context length "};
  for (const std::string_view word : before) {
    if (const auto n = number_after(message, word); n) return n;
  }
  return std::nullopt;
}

std::optional<double> decimal(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<std::int64_t> http_date(std::optional<std::string_view> text) {
  if (!text) return std::nullopt;
  std::tm parts{};
  const std::string copy(*text);
  if (strptime(copy.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts) == nullptr) return std::nullopt;
  return timegm(&parts);
}

Millis bounded(double ms) { return Millis{static_cast<std::int64_t>(std::ceil(std::clamp(ms, 0.0, kLongestWaitMs)))}; }

}  // namespace

chat::UpstreamErrorClass class_of_status(int status) {
  switch (status) {
    case 401:
      return Class::authentication;
    case 402:
    case 403:
      return Class::permission;
    case 404:
      return Class::not_found;
    case 408:
    case 504:
      return Class::timeout;
    case 413:
      return Class::too_large;
    case 429:
      return Class::rate_limited;
    case 503:
    case 529:
      return Class::overloaded;
    default:
      return status >= 400 && status < 500 ? Class::invalid_request : Class::server;
  }
}

int status_of(chat::UpstreamErrorClass cls) {
  switch (cls) {
    case Class::invalid_request:
    case Class::context_overflow:
      return 400;
    case Class::authentication:
      return 401;
    case Class::permission:
    case Class::refused_by_policy:
      return 403;
    case Class::not_found:
      return 404;
    case Class::too_large:
      return 413;
    case Class::rate_limited:
      return 429;
    case Class::cancelled:
      return 499;
    case Class::server:
      return 500;
    case Class::cut:
      return 502;
    case Class::overloaded:
      return 503;  // not 529: Claude Code gives up on that after three tries
    case Class::timeout:
      return 504;
  }
  return 500;
}

bool says_overflow(std::string_view message) {
  constexpr std::array<std::string_view, 9> words = {
      "prompt is too long",      "exceed context limit",    "maximum context length",
      "context length exceeded", "context_length_exceeded", "exceed_context_size",
      "available context size",  "exceeds the context",     "exceed the context"};
  const std::string text = lower(message);
  return std::ranges::any_of(words, [&](std::string_view word) { return has(text, word); });
}

std::string overflow_for_messages(std::string_view message) {
  if (has(message, "prompt is too long")) return std::string(message);
  const std::string text = lower(message);
  const auto window = window_in(text);
  const std::int64_t asked = largest_number(text);
  if (window && asked > *window) {
    return "prompt is too long: " + std::to_string(asked) + " tokens > " + std::to_string(*window) + " maximum";
  }
  return "prompt is too long: " + std::string(message);
}

std::optional<Millis> retry_after(const Headers& headers) {
  if (const auto ms = headers.get("retry-after-ms"); ms) {
    if (const auto n = decimal(*ms); n) return bounded(*n);
  }
  const auto text = headers.get("retry-after");
  if (!text) return std::nullopt;
  if (const auto seconds = decimal(*text); seconds) return bounded(*seconds * 1000.0);
  const auto then = http_date(text);
  const auto now = http_date(headers.get("date"));
  if (!then || !now) return std::nullopt;
  return bounded(static_cast<double>(*then - *now) * 1000.0);
}

std::string clipped(std::string_view message) {
  if (message.size() <= kMessageBytes) return std::string(message);
  std::size_t end = kMessageBytes;
  while (end > 0 && (static_cast<unsigned char>(message[end]) & 0xC0U) == 0x80U) --end;
  return std::string(message.substr(0, end)) + "...";
}

}  // namespace weir::wire

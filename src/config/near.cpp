// Did you mean: the key that is one or two slips away from what was written. And TOML's way to quote.
#include <fmt/format.h>

#include <algorithm>

#include "config/keys.h"

namespace weir::config {
namespace {

constexpr std::size_t kLongest = 64;  // keys are short; a long one is no slip of a known key

// Insertions, deletions, exchanges and swaps of neighbours.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

}  // namespace

std::optional<std::string> nearest(std::string_view written, std::span<const std::string> choices) {
  if (written.size() > kLongest) return std::nullopt;
  std::optional<std::string> best;
  std::size_t least = 3;
  for (const std::string& choice : choices) {
    const std::size_t d = distance(written, choice);
    if (d < least && d * 2 <= choice.size()) {
      least = d;
      best = choice;
    }
  }
  return best;
}

std::string toml_quote(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      out += fmt::format("\\u{:04X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

}  // namespace weir::config

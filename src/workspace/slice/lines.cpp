// chunks: lines.
#include <algorithm>

#include "workspace/slice/chunks.h"

namespace weir::workspace::slicing {
namespace {
constexpr std::size_t line_limit = 100'000;
}

Lines::Lines(std::string_view text) : text_(text) {
  for (std::size_t at = 0; at < text.size() && starts_.size() < line_limit;) {
    starts_.push_back(at);
    const auto end = text.find('\n', at);
    if (end == std::string_view::npos) break;
    at = end + 1;
  }
}

std::string_view Lines::line(std::uint32_t n) const {
  std::string_view out = range(n, n);
  while (out.ends_with('\n') || out.ends_with('\r')) out.remove_suffix(1);
  return out;
}

std::string_view Lines::range(std::uint32_t first, std::uint32_t last) const {
  if (first == 0 || first > count() || last < first) return {};
  const std::size_t begin = starts_[first - 1];
  const std::size_t end = last < count() ? starts_[last] : text_.size();
  return text_.substr(begin, end - begin);
}

bool Lines::blank(std::uint32_t n) const { return line(n).find_first_not_of(" \t\f\v") == std::string_view::npos; }

std::uint32_t Lines::indent(std::uint32_t n) const {
  std::uint32_t out = 0;
  for (const char c : line(n)) {
    if (c != ' ' && c != '\t') break;
    out += c == '\t' ? 4 : 1;
  }
  return out;
}

}  // namespace weir::workspace::slicing

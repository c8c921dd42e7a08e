// Edit distance over the names of all candidates and weir's own.
#include "route/near.h"

#include <algorithm>
#include <cstddef>
#include <set>

#include "base/limits.h"
#include "decision/questions.h"

namespace weir::route {
namespace {

constexpr std::size_t longest_name = 128;  // nobody's model has a longer one; the distance takes time by its square

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
    }
  }
  return row[b.size()];
}

// The shorter name at least four letters and inside the longer: "sonnet" of "claude-sonnet-5".
bool contained(std::string_view a, std::string_view b) {
  const auto [small, big] = std::minmax(a, b, [](auto x, auto y) { return x.size() < y.size(); });
  return small.size() >= 4 && big.find(small) != std::string_view::npos;
}

}  // namespace

std::vector<std::string> near_names(const Case& c, std::string_view named) {
  const std::string_view wanted = without_variant(named);
  if (wanted.size() > longest_name) return {};
  std::set<std::string, std::less<>> names = {"weir/auto", "weir/local", "weir/cloud"};
  for (const Candidate* candidate : c.all) names.insert(candidate->model);
  std::vector<std::pair<std::size_t, std::string>> close;
  for (const std::string& name : names) {
    if (name.empty() || name.size() > longest_name) continue;
    const std::size_t far = distance(wanted, name);
    if (far <= std::max(wanted.size(), name.size()) / 3)
      close.emplace_back(far, name);
    else if (contained(wanted, name))
      close.emplace_back(longest_name + far, name);
  }
  std::ranges::sort(close);
  std::vector<std::string> out;
  for (const auto& [far, name] : close) {
    if (out.size() < 3) out.push_back(name);
  }
  return out;
}

}  // namespace weir::route

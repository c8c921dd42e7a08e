// The weights by their dotted keys: each once, none unknown.
#include "workspace/rank/model.h"

#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <set>

namespace weir::workspace {
namespace {

using Numbers = std::map<std::string, double, std::less<>>;

void each(Weights& w, const std::function<void(const std::string& key, double& to)>& take) {
  for (std::size_t i = 0; i < kColumns; ++i) {
    const std::string_view name = kColumnNames.at(i);
    if (!name.starts_with("known_")) take(fmt::format("rank.text.{}", name), w.text.at(i));
    take(fmt::format("rank.known.{}", name), w.known.at(i));
  }
  take("rank.scale", w.scale);
  take("rank.shift", w.shift);
  for (std::size_t t = 0; t < kTargets.size(); ++t) {
    for (std::size_t i = 0; i < kTraits; ++i) {
      take(fmt::format("width.{}.{}", kTargets.at(t), kTraitNames.at(i)), w.width.at(t).at(i));
    }
    take(fmt::format("width.others.{}", kTargets.at(t)), w.other.at(t));
  }
  take("width.others.commits", w.other_commits);
}

}  // namespace

Result<std::shared_ptr<const Weights>> weights_of(const Numbers& numbers) {
  auto weights = std::make_shared<Weights>();
  std::set<std::string, std::less<>> known;
  std::string wrong;
  each(*weights, [&](const std::string& key, double& to) {
    known.insert(key);
    const auto at = numbers.find(key);
    if (at == numbers.end()) {
      wrong = fmt::format("ripple weights: {} is missing", key);
    } else if (!std::isfinite(at->second)) {
      wrong = fmt::format("ripple weights: {} is not a number", key);
    } else {
      to = at->second;
    }
  });
  for (const auto& [key, value] : numbers) {
    if (!known.contains(key)) wrong = fmt::format("ripple weights: {} is not known", key);
  }
  if (!wrong.empty())
    return fail(ErrorKind::invalid, wrong, "data/ripple.toml is written by ./dev bench ripple --train");
  return std::shared_ptr<const Weights>(std::move(weights));
}

}  // namespace weir::workspace

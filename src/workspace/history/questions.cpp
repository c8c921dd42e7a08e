// What is asked of the history about files: co-change, recency, how wide their commits were.
#include <algorithm>

#include "workspace/history/data.h"

namespace weir::workspace {
namespace {

std::span<const std::uint32_t> latest_of(const std::vector<std::uint32_t>& commits) {
  return std::span(commits).last(std::min(commits.size(), kOwnCommits));
}

History::Weighted named(const History& history, std::vector<History::Near> list, std::size_t limit) {
  const auto better = [](const auto& a, const auto& b) {
    return a.weight != b.weight ? a.weight > b.weight : a.path < b.path;
  };
  limit = std::min(limit, list.size());
  std::partial_sort(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(limit), list.end(), better);
  History::Weighted out;
  out.reserve(limit);
  for (std::size_t i = 0; i < limit; ++i) out.emplace_back(history.path(list[i].path), list[i].weight);
  return out;
}

}  // namespace

History::PathId History::find(std::string_view path) const { return data_->paths.find(path); }
std::string_view History::path(PathId id) const { return data_->paths[id]; }
History::PathId History::paths() const { return data_->paths.size(); }

std::vector<History::Near> History::near(std::span<const Near> seeds) const {
  const Data& d = *data_;
  std::vector<float> sum(d.paths.size(), 0);
  std::vector<PathId> touched;
  for (const Near& seed : seeds) {
    if (seed.path >= d.paths.size()) continue;
    const auto commits = latest_of(d.of_path[seed.path]);
    double own = 1;
    for (const std::uint32_t row : commits) own += d.decay(row, co_change_decay());
    for (const std::uint32_t row : commits) {
      const auto files = d.files_of(row);
      if (files.size() < 2 || files.size() > kTogether) continue;
      const double each = d.decay(row, co_change_decay()) / std::sqrt(static_cast<double>(files.size() - 1)) / own;
      for (const std::uint32_t file : files) {
        if (file == seed.path) continue;
        if (sum[file] == 0) touched.push_back(file);
        sum[file] += static_cast<float>(each * static_cast<double>(seed.weight));
      }
    }
  }
  std::vector<Near> out;
  out.reserve(touched.size());
  for (const PathId id : touched) out.push_back({id, sum[id]});
  return out;
}

History::Weighted History::with(std::string_view path, std::size_t limit) const {
  const Near seed{find(path), 1};
  if (seed.path == no_path) return {};
  return named(*this, near(std::span(&seed, 1)), limit);
}

std::pair<unsigned, unsigned> History::together(std::string_view path, std::string_view other) const {
  const Data& d = *data_;
  const PathId a = find(path), b = find(other);
  if (a == no_path) return {0, 0};
  const auto commits = latest_of(d.of_path[a]);
  unsigned both = 0;
  if (b != no_path) {
    const auto& others = d.of_path[b];
    for (const std::uint32_t row : commits) both += std::binary_search(others.begin(), others.end(), row) ? 1U : 0U;
  }
  return {both, static_cast<unsigned>(commits.size())};
}

History::Weighted History::like(std::string_view text, std::size_t limit) const {
  return named(*this, past(text).files, limit);
}

float History::recency(std::string_view path) const {
  const PathId id = find(path);
  return id == no_path ? 0 : heat(id).long_term;
}

unsigned History::commits_of(std::string_view path) const {
  const PathId id = find(path);
  return id == no_path ? 0 : static_cast<unsigned>(data_->of_path[id].size());
}

History::Heat History::heat(PathId id) const {
  const Data& d = *data_;
  Heat heat;
  if (id >= d.paths.size() || d.of_path[id].empty()) return heat;
  heat.last_age = static_cast<float>(d.age(d.of_path[id].back()));
  heat.short_term = d.heat[id].first * std::exp(-heat.last_age / static_cast<float>(kSoonCommits));
  heat.long_term = d.heat[id].second * std::exp(-heat.last_age / static_cast<float>(kRecencyCommits));
  return heat;
}

History::Habit History::habit(PathId id) const {
  const Data& d = *data_;
  if (id >= d.paths.size()) return {};
  WidthSum sum;
  for (const std::uint32_t row : latest_of(d.of_path[id])) sum.add(d.rows[row], d.decay(row, co_change_decay()));
  return {sum.rates(), sum.all > 0 ? sum.log_files / sum.all : 0};
}

History::Base History::base() const {
  const Data& d = *data_;
  if (!d.base) {
    WidthSum sum;
    for (std::size_t row = 0; row < d.rows.size(); ++row) sum.add(d.rows[row], d.decay(row, base_decay()));
    d.base = sum.rates();
  }
  return *d.base;
}

std::vector<History::PathId> History::latest(std::size_t limit) const {
  const Data& d = *data_;
  std::vector<PathId> out;
  std::vector<bool> seen(d.paths.size(), false);
  for (std::size_t row = d.rows.size(); row-- > 0 && out.size() < limit;) {
    for (const std::uint32_t file : d.files_of(row)) {
      if (!seen[file] && out.size() < limit) out.push_back(file);
      seen[file] = true;
    }
  }
  return out;
}

}  // namespace weir::workspace

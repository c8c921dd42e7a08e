// The file graph, one file at a time: who defines what this file refers to, and who refers to what it defines
// (facts/ripple.md §6). Weights are summed as integers: the same in whatever order names were learned.
#include <algorithm>
#include <cmath>

#include "workspace/index/data.h"

namespace weir::workspace {
namespace {

using words::Name;
using words::Posting;
using words::WordId;

constexpr std::size_t kept_links = 60;         // of one file
constexpr std::size_t kept_files = 4096;       // whose links are remembered: 2 MB
constexpr std::uint32_t most_definers = 4;     // a name that more files define joins nothing
constexpr std::uint32_t least_referrers = 40;  // in small repositories; else
constexpr double share_of_files = 0.15;        // of all files
constexpr double unit = 1U << 24;              // of a summed weight

std::uint64_t weight(std::uint8_t load, std::uint32_t definers, std::uint32_t referrers) {
  const double count = words::small_count(load);
  return static_cast<std::uint64_t>(unit * std::sqrt(count) / (definers * (1 + std::log1p(referrers))));
}

}  // namespace

std::uint32_t WordIndex::Data::most_referrers() const {
  return std::max(least_referrers, static_cast<std::uint32_t>(share_of_files * static_cast<double>(alive)));
}

void WordIndex::Data::forget_links_by(WordId name) {
  if (links.empty() || names.files(name) > links_bound + most_definers + 1) return;  // joins nothing anyway
  for (const Posting posting : names.postings(name)) links.erase(posting.file);
}

std::vector<WordIndex::Link> WordIndex::neighbours(FileId file, std::size_t limit) const {
  Data& d = *data_;
  if (entry(file) == nullptr) return {};
  const std::uint32_t bound = d.most_referrers();
  if (bound != d.links_bound || d.links.size() >= kept_files) d.links.clear();
  d.links_bound = bound;
  if (const auto known = d.links.find(file); known != d.links.end()) {
    const auto& all = known->second;
    return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(limit, all.size()))};
  }

  d.weights.resize(d.files.size());
  std::vector<FileId> touched;
  const auto join = [&](FileId other, std::uint64_t by) {
    if (d.weights[other] == 0) touched.push_back(other);
    d.weights[other] += by;
  };
  words::Unpacker reader(d.files[file].names.bytes());
  while (const auto name = reader.next()) {
    const std::uint32_t definers = d.names.marked(name->word), files = d.names.files(name->word);
    if (definers == 0 || definers > most_definers || files <= definers || files - definers >= bound) continue;
    const bool defines = (name->load & words::mark) != 0;
    const std::uint32_t referrers = files - definers;
    for (const Posting posting : d.names.postings(name->word)) {
      const bool other_defines = (posting.load & words::mark) != 0;
      if (defines == other_defines) continue;
      join(posting.file, weight(defines ? posting.load : name->load, definers, referrers));
    }
  }

  std::vector<Link> all;
  all.reserve(touched.size());
  for (const FileId other : touched) {
    all.push_back(
        {.file = other, .weight = static_cast<float>(static_cast<double>(std::exchange(d.weights[other], 0U)) / unit)});
  }
  const std::size_t kept = std::min(kept_links, all.size());
  const auto order = [&](const Link& a, const Link& b) {
    if (a.weight != b.weight) return a.weight > b.weight;
    return d.files[a.file].entry.path < d.files[b.file].entry.path;
  };
  std::ranges::partial_sort(all, all.begin() + static_cast<std::ptrdiff_t>(kept), order);
  all.resize(kept);
  d.links[file] = all;
  all.resize(std::min(limit, kept));
  return all;
}

}  // namespace weir::workspace

// Co-change and graph from the seeds; same folder, same stem.
#include "workspace/rank/spread.h"

#include <cmath>
#include <unordered_map>

#include "workspace/rank/push.h"

namespace weir::workspace {
namespace {

constexpr std::size_t kSeeds = 5;
constexpr std::size_t kAround = 20;  // whose folders and units are looked at
constexpr std::size_t kKnown = 8;    // files at hand that are followed
constexpr std::size_t kReached = 100;

std::string_view folder_of(std::string_view path) { return path.substr(0, path.rfind('/') + 1); }

Seeds best_of(const Table& table, std::size_t limit) {
  Seeds seeds;
  for (const Row& row : table.rows) seeds.push_back({row.file, row.seed});
  best_first(seeds, limit);
  std::erase_if(seeds, [](const Scored& s) { return s.score <= 0; });
  const float top = seeds.empty() ? 1 : seeds[0].score;
  for (Scored& s : seeds) s.score = std::pow(s.score / top, 3.0F);
  return seeds;
}

Seeds known_of(const RankInput& in) {
  Seeds seeds;
  for (const std::string& path : in.files) {
    if (seeds.size() == kKnown) break;
    if (const FileId file = in.index.find(path); file != no_file) {
      seeds.push_back({file, 1.0F / static_cast<float>(seeds.size() + 1)});
    }
  }
  return seeds;
}

std::vector<Scored> together(const RankInput& in, const Seeds& seeds) {
  std::vector<History::Near> from;
  for (const Scored& s : seeds) {
    if (const auto id = in.history.find(in.index.entry(s.file)->path); id != History::no_path) {
      from.push_back({id, s.score});
    }
  }
  auto near = in.history.near(from);
  const std::size_t limit = std::min(kReached, near.size());
  std::partial_sort(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(limit), near.end(),
                    [](auto& a, auto& b) { return a.weight != b.weight ? a.weight > b.weight : a.path < b.path; });
  std::vector<Scored> out;
  for (std::size_t i = 0; i < limit; ++i) {
    if (const FileId file = in.index.find(in.history.path(near[i].path)); file != no_file) {
      out.push_back({file, near[i].weight});
    }
  }
  return out;
}

// How good the best row of each stem is, and the second best, so that a file is not its own partner.
struct Best {
  float first = 0, second = 0;
  FileId file = no_file;
  void take(FileId from, float score) {
    if (score > first) {
      second = first;
      first = score;
      file = from;
    } else if (score > second) {
      second = score;
    }
  }
  float besides(FileId own) const { return own == file ? second : first; }
};

// Where the best files lie: shares of their scores by folder or module.
class Mass {
 public:
  void add(std::string_view place, FileId file, float score) {
    by_[place] += score;
    own_[file] = score;
    all_ += score;
  }
  float besides(std::string_view place, FileId file) const {
    const auto at = by_.find(place);
    if (at == by_.end()) return 0;
    const auto own = own_.find(file);
    return (at->second - (own == own_.end() ? 0 : own->second)) / all_;
  }

 private:
  std::unordered_map<std::string_view, float> by_;
  std::unordered_map<FileId, float> own_;
  float all_ = 0;
};

}  // namespace

float fused(const Row& row, Step step) {
  // the prototype's fusion (facts/ripple.md §6)
  const float sum = row[Column::bm25_rank] + 0.7F * row[Column::path_rank] + 0.8F * row[Column::define] +
                    row[Column::like_rank] + 0.5F * row[Column::words_rank] + 0.25F * row[Column::fresh] +
                    0.5F * row[Column::stem] + 1.5F * row[Column::named];
  if (step == Step::first) return sum;
  return sum + row[Column::bm25] + 0.5F * row[Column::head_rank] + 0.5F * row[Column::refer] +
         0.5F * row[Column::path] + 0.5F * row[Column::like_best] + row[Column::folder] + 0.5F * row[Column::unit] +
         0.5F * row[Column::together_rank] + 0.3F * row[Column::partner] + 0.7F * row[Column::known_together_rank] +
         0.7F * row[Column::known_graph_rank] + row[Column::known_stem];
}

void spread(const RankInput& in, Gathered& g, Step step) {
  g.best = best_of(g.table, kSeeds);
  for (Row& row : g.table.rows) row[Column::together] = row[Column::together_rank] = 0;
  enter(g.table, together(in, g.best), Column::together, Column::together_rank);
  if (step == Step::second) {
    if (!g.best.empty()) enter(g.table, reach(in.index, g.best, kReached), Column::graph, Column::graph_rank);
    return;
  }
  g.known = known_of(in);
  if (g.known.empty()) return;
  enter(g.table, together(in, g.known), Column::known_together, Column::known_together_rank);
  enter(g.table, reach(in.index, g.known, kReached), Column::known_graph, Column::known_graph_rank);
}

namespace {

struct AtHand {  // a known file, looked at once
  FileId file = no_file;
  std::string_view folder;
  std::string stem;
  int unit = -1;
};

std::vector<AtHand> at_hand(const RankInput& in, const Seeds& known) {
  std::vector<AtHand> out;
  for (const Scored& s : known) {
    const std::string& path = in.index.entry(s.file)->path;
    out.push_back({s.file, folder_of(path), stem_of(path), in.units.of(path)});
  }
  return out;
}

void beside_known(const std::vector<AtHand>& known, std::string_view folder, Row& row) {
  for (const AtHand& file : known) {
    if (row.file == file.file) continue;
    if (file.folder == folder) row[Column::known_folder] = 1;
    if (file.stem == row.stem) row[Column::known_stem] = 1;
    if (file.unit >= 0 && file.unit == row.unit) row[Column::known_unit] = 1;
  }
}

}  // namespace

void neighbours_in_name(const RankInput& in, Gathered& g) {
  std::unordered_map<std::string_view, Best> stems;
  Mass folders, modules;
  const Seeds best = best_of(g.table, kAround);
  float top = 0;
  for (const Row& row : g.table.rows) top = std::max(top, row.seed);
  for (const Row& row : g.table.rows) {
    if (row.seed > 0) stems[row.stem].take(row.file, row.seed / top);
  }
  for (const Scored& s : best) {
    const Row& row = *g.table.find(s.file);
    folders.add(folder_of(in.index.entry(s.file)->path), s.file, s.score);
    modules.add(row.module, s.file, s.score);
  }
  const std::vector<AtHand> known = at_hand(in, g.known);
  for (Row& row : g.table.rows) {
    const std::string_view folder = folder_of(in.index.entry(row.file)->path);
    const auto at = stems.find(row.stem);
    row[Column::partner] = at == stems.end() ? 0 : at->second.besides(row.file);
    if (row[Column::source] + row[Column::data] == 0) row[Column::partner_test] = row[Column::partner];
    row[Column::folder] = folders.besides(folder, row.file);
    row[Column::unit] = modules.besides(row.module, row.file);
    beside_known(known, folder, row);
  }
}

}  // namespace weir::workspace

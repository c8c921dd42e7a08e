// Columns that say the same are one reason; what weighs next to nothing is summed up as "other".
#include "workspace/rank/reasons.h"

#include <fmt/format.h>

#include <cmath>

namespace weir::workspace {
namespace {

using enum Column;

constexpr std::size_t kWords = 3;
constexpr std::size_t kExplained = 400;  // bytes of the text whose words are looked at; each costs a walk of its files
constexpr double kSlight = 0.05;

struct Speaker {
  const RankInput& in;
  const Gathered& g;
  const Row& row;

  const std::string& path(FileId file) const { return in.index.entry(file)->path; }

  std::string content() const {
    std::string out;
    for (const auto& [word, score] : in.index.explain(std::string_view(g.asked.text).substr(0, kExplained), row.file)) {
      out += fmt::format("{}'{}' {:.1f}", out.empty() ? "BM25: " : ", ", word, score);
      if (std::count(out.begin(), out.end(), ',') + 1 == static_cast<std::ptrdiff_t>(kWords)) break;
    }
    return out.empty() ? "BM25" : out;
  }
  std::string names() const {
    if (row[named] > 0) return "named in the text";
    return row[stem] > 0 ? "its name stands in the text" : "words of its path";
  }
  std::string symbols() const { return row[define] > 0 ? "defines what the text names" : "uses what the text names"; }
  std::string past() const {
    return row.similar_commits == 0 ? "changed under these words before"
                                    : fmt::format("in {} similar past commits", row.similar_commits);
  }
  std::string lately() const {
    const float age = in.history.heat(row.path).last_age;
    if (age < 0) return "never changed in the history";
    return age < 1 ? "changed in the last commit" : fmt::format("last changed {:.0f} commits ago", age);
  }
  // The seed with which it changed most often.
  std::string with(const Seeds& seeds) const {
    std::string out = "changed with the best files";
    double best = 0;
    for (const Scored& seed : seeds) {
      if (seed.file == row.file) continue;
      const auto [both, all] = in.history.together(path(seed.file), path(row.file));
      if (all == 0 || both * 1.0 / all <= best) continue;
      best = both * 1.0 / all;
      out = fmt::format("changed with {} in {} of {} commits", path(seed.file), both, all);
    }
    return out;
  }
  std::string linked(const Seeds& seeds) const {
    for (const Scored& seed : seeds) {
      if (seed.file != row.file) return fmt::format("symbols lead here from {}", path(seed.file));
    }
    return "symbols lead here";
  }
  std::string near_known() const {
    return row[known_stem] > 0     ? "same name as a file at hand"
           : row[known_folder] > 0 ? "beside a file at hand"
                                   : "in the unit of a file at hand";
  }
  std::string nature() const { return row[source] > 0 ? "is source" : row[data] > 0 ? "is configuration" : "is a test"; }
};

class Parts {
 public:
  Parts(const Row& row, const std::array<double, kColumns>& weights) : row_(row), weights_(weights) {}
  double of(std::initializer_list<Column> columns) const {
    double sum = 0;
    for (const Column c : columns) sum += static_cast<double>(row_[c]) * weights_.at(static_cast<std::size_t>(c));
    return sum;
  }

 private:
  const Row& row_;
  const std::array<double, kColumns>& weights_;
};

}  // namespace

std::vector<Reason> reasons_of(const RankInput& in, const Gathered& g, const Row& row) {
  const Speaker say{in, g, row};
  const Parts part(row, g.known.empty() ? in.weights.text : in.weights.known);
  std::vector<Reason> out;
  double other = 0;
  const auto take = [&](double value, auto&& text) {
    if (std::fabs(value) < kSlight) {
      other += value;
    } else {
      out.push_back({value, text()});
    }
  };
  take(part.of({bm25, bm25_rank, head, head_rank}), [&] { return say.content(); });
  take(part.of({Column::path, path_rank, named, stem}), [&] { return say.names(); });
  take(part.of({define, refer}), [&] { return say.symbols(); });
  take(part.of({like, like_rank, like_best, soon, soon_rank, words, words_rank}), [&] { return say.past(); });
  take(part.of({fresh, heat_short, heat_long}), [&] { return say.lately(); });
  take(part.of({together, together_rank}), [&] { return say.with(g.best); });
  take(part.of({graph, graph_rank}), [&] { return say.linked(g.best); });
  take(part.of({partner, partner_test, folder, unit}), [&] { return std::string("beside the best files"); });
  take(part.of({known_together, known_together_rank}), [&] { return say.with(g.known); });
  take(part.of({known_graph, known_graph_rank}), [&] { return say.linked(g.known); });
  take(part.of({known_folder, known_stem, known_unit}), [&] { return say.near_known(); });
  take(part.of({source, test_asked, data, size}), [&] { return say.nature(); });
  if (other != 0) out.push_back({other, "other"});
  std::sort(out.begin(), out.end(), [](const Reason& a, const Reason& b) { return a.part > b.part; });
  return out;
}

}  // namespace weir::workspace

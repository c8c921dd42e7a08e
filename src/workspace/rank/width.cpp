// Traits of a change, and the logistic that adds them up.
#include "workspace/rank/width.h"

#include <cmath>
#include <map>

namespace weir::workspace {
namespace {

constexpr std::size_t kLooked = 30;  // of the ranked files
constexpr std::size_t kHabits = 5;
constexpr double kHabitCommits = 4;  // at the base rate, that a file starts from
constexpr double kSimilarCommits = 6;

double logit(double p) {
  p = std::min(0.98, std::max(0.02, p));
  return std::log(p / (1 - p));
}
double chance(double x) { return 1 / (1 + std::exp(-x)); }

using Rates = std::array<double, 3>;
Rates rates_of(const History::Base& b) { return {b.files2, b.files4, b.units2}; }

// Rates of a few commits, drawn to the base: a file with two commits does not know its own rate yet.
Rates shrunk(const History::Base& few, const Rates& base, double prior) {
  Rates out = rates_of(few);
  for (std::size_t t = 0; t < 3; ++t) out.at(t) = (out.at(t) * few.n + base.at(t) * prior) / (few.n + prior);
  return out;
}

struct Shares {  // of the first rows, by softmax of their scores
  std::vector<double> of;
  double entropy = 0, expected = 0;
};

Shares shares_of(const Gathered& g, const Weights& w) {
  Shares s;
  const std::size_t n = std::min(kLooked, g.table.rows.size());
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double score = static_cast<double>(g.table.rows[i].score);
    s.of.push_back(std::exp(score - static_cast<double>(g.table.rows[0].score)));
    s.expected += chance(w.scale * score + w.shift);
    sum += s.of.back();
  }
  for (double& share : s.of) {
    share /= sum;
    s.entropy -= share * std::log(share);
  }
  return s;
}

double modules_of(const Gathered& g, const Shares& shares) {
  std::map<std::string_view, double> mass;
  for (std::size_t i = 0; i < shares.of.size(); ++i) { mass[g.table.rows[i].module] += shares.of[i]; }
  double same = 0;
  for (const auto& [name, m] : mass) same += m * m;
  return 1 - same;
}

Rates habits(const RankInput& in, const Gathered& g, const Shares& shares, const Rates& base) {
  Rates sum{};
  double all = 0;
  for (std::size_t i = 0; i < std::min(kHabits, shares.of.size()); ++i) {
    const Rates own = shrunk(in.history.habit(g.table.rows[i].path).width, base, kHabitCommits);
    for (std::size_t t = 0; t < 3; ++t) sum.at(t) += shares.of[i] * (logit(own.at(t)) - logit(base.at(t)));
    all += shares.of[i];
  }
  for (double& s : sum) s = all > 0 ? s / all : 0;
  return sum;
}

double habit_files(const RankInput& in, const Gathered& g, const Shares& shares) {
  double sum = 0, all = 0;
  for (std::size_t i = 0; i < std::min(kHabits, shares.of.size()); ++i) {
    sum += shares.of[i] * in.history.habit(g.table.rows[i].path).mean_files;
    all += shares.of[i];
  }
  return all > 0 ? sum / all : 0;
}

Rates known_habits(const RankInput& in, const Gathered& g, const Rates& base) {
  Rates sum{};
  for (const Scored& s : g.known) {
    const auto path = in.history.find(in.index.entry(s.file)->path);
    const Rates own = shrunk(in.history.habit(path).width, base, kHabitCommits);
    for (std::size_t t = 0; t < 3; ++t) {
      sum.at(t) += (logit(own.at(t)) - logit(base.at(t))) / static_cast<double>(g.known.size());
    }
  }
  return sum;
}

Rates base_of(const RankInput& in) {
  const History::Base own = in.history.base();
  Rates base = rates_of(own);
  for (std::size_t t = 0; t < 3; ++t) {
    base.at(t) =
        (base.at(t) * own.n + in.weights.other.at(t) * in.weights.other_commits) / (own.n + in.weights.other_commits);
  }
  return base;
}

using Shapes = std::array<double, kTraits - static_cast<std::size_t>(Trait::length)>;

double log_words(const Shape& s) { return std::log1p(static_cast<double>(s.words)); }
double paths_part(const Shape& s) { return std::min(1.0, static_cast<double>(s.paths) / 3); }
double identifiers_part(const Shape& s) { return std::log1p(static_cast<double>(s.identifiers)); }
double verbs_part(const Shape& s) { return std::clamp(s.wide, -2, 2); }
double tests_part(const Shape& s) { return s.tests ? 1 : 0; }

// In the order of Trait, from length on.
Shapes shapes_of(const Asked& asked) {
  const Shape &head = asked.head, &all = asked.whole;
  const double body = all.words > head.words ? 1 : 0;
  return {log_words(head),
          paths_part(head),
          identifiers_part(head),
          verbs_part(head),
          tests_part(head),
          std::min(1.0, head.joins / 3.0),
          body,
          log_words(all) - log_words(head),
          paths_part(all) - paths_part(head),
          identifiers_part(all) - identifiers_part(head),
          verbs_part(all) - verbs_part(head),
          tests_part(all) - tests_part(head),
          std::min(1.0, asked.bullets / 4.0)};
}

}  // namespace

Traits traits_of(const RankInput& in, const Gathered& g) {
  const Rates base = base_of(in);
  const Shares shares = shares_of(g, in.weights);
  const Rates similar = shrunk(g.past.width, base, kSimilarCommits);
  const Rates nearest = shrunk(g.past.nearest, base, kSimilarCommits);
  const Rates leaning = rates_of(g.past.leaning);
  const Rates habit = habits(in, g, shares, base);
  const Rates known = known_habits(in, g, base);
  const double modules = modules_of(g, shares);
  const Shapes shape = shapes_of(g.asked);
  Traits out{};
  for (std::size_t t = 0; t < 3; ++t) {
    const auto put = [&](Trait trait, double value) { out.at(t).at(static_cast<std::size_t>(trait)) = value; };
    put(Trait::bias, 1);
    put(Trait::base, logit(base.at(t)));
    put(Trait::similar, logit(similar.at(t)) - logit(base.at(t)));
    put(Trait::nearest, logit(nearest.at(t)) - logit(base.at(t)));
    put(Trait::leaning, leaning.at(t) / std::sqrt(g.past.leaning.n + 1.0));
    put(Trait::habit, habit.at(t));
    put(Trait::known_habit, known.at(t));
    put(Trait::habit_files, habit_files(in, g, shares));
    put(Trait::similar_files, g.past.mean_files);
    put(Trait::expected, std::log1p(shares.expected));
    put(Trait::spread, shares.entropy);
    put(Trait::modules, modules);
    put(Trait::top, shares.of.empty() ? 0 : shares.of[0]);
    for (std::size_t k = 0; k < shape.size(); ++k)
      out.at(t).at(static_cast<std::size_t>(Trait::length) + k) = shape.at(k);
  }
  return out;
}

Width width_of(const RankInput& in, const Traits& traits) {
  Rates p{};
  for (std::size_t t = 0; t < 3; ++t) {
    double sum = 0;
    for (std::size_t i = 0; i < kTraits; ++i) sum += traits.at(t).at(i) * in.weights.width.at(t).at(i);
    p.at(t) = chance(sum);
  }
  p[1] = std::min(p[1], p[0]);  // four files are also two
  p[2] = std::min(p[2], p[0]);
  const Rates base = base_of(in);
  return {p[0], p[1], p[2], base[0], base[1], base[2], in.history.base().n};
}

}  // namespace weir::workspace

// Past commits as documents: which of them read like this text, what they touched, how wide they were.
#include <algorithm>
#include <unordered_map>

#include "workspace/history/data.h"
#include "workspace/text/text.h"

namespace weir::workspace {
namespace {

using Data = History::Data;

constexpr double kK1 = 1.2, kB = 0.6;
constexpr std::size_t kSimilar = 30;       // commits
constexpr std::size_t kSimilarFiles = 60;  // a commit wider than that is like everything
constexpr double kCommonWord = 0.15;       // of all commits: says nothing
constexpr std::size_t kQueryWords = 50;    // rarest first
constexpr double kTimes = 0.5;             // commits after which a word is known to belong to a file
constexpr double kWordPrior = 8;           // commits at the base rate that each word starts from

struct Word {
  std::uint32_t id = 0;
  double idf = 0;
};

std::vector<Word> words_of(const Data& d, std::string_view text) {
  std::vector<std::uint32_t> ids;
  const std::string said = description_of(text);
  text::identifiers(said, [&](std::string_view word, std::uint32_t) {
    text::terms(word, [&](std::string_view term) {
      if (const std::uint32_t id = d.words.find(term); id != Intern::none && id < d.of_word.size()) ids.push_back(id);
    });
  });
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::vector<Word> out;
  const auto all = static_cast<double>(d.rows.size());
  for (const std::uint32_t id : ids) {
    const auto with = static_cast<double>(d.of_word[id].size());
    if (with == 0 || (with > kCommonWord * all && with > 20)) continue;
    out.push_back({id, std::log(1 + (all - with + 0.5) / (with + 0.5))});
  }
  std::sort(out.begin(), out.end(),
            [](const Word& a, const Word& b) { return a.idf != b.idf ? a.idf > b.idf : a.id < b.id; });
  if (out.size() > kQueryWords) out.resize(kQueryWords);
  return out;
}

struct Like {
  std::uint32_t row = 0;
  double score = 0;
};

std::vector<float> scores(const Data& d, const std::vector<Word>& words) {
  std::vector<float> score(d.rows.size(), 0);
  const double mean = std::max(
      1.0, static_cast<double>(d.row_words.size()) / static_cast<double>(std::max<std::size_t>(1, d.rows.size())));
  for (const Word& word : words) {
    for (const auto& posting : d.of_word[word.id]) {
      const double length = static_cast<double>(d.words_of(posting.commit)) / mean;
      const double times = posting.times;
      score[posting.commit] +=
          static_cast<float>(word.idf * times * (kK1 + 1) / (times + kK1 * (1 - kB + kB * length)));
    }
  }
  return score;
}

std::vector<Like> similar(const Data& d, const std::vector<float>& score, const Decay& decay) {
  std::vector<Like> out;
  for (std::uint32_t row = 0; row < score.size(); ++row) {
    if (score[row] <= 0 || d.files_of(row).size() > kSimilarFiles) continue;
    out.push_back({row, static_cast<double>(score[row]) * d.decay(row, decay)});
  }
  const std::size_t keep = std::min(kSimilar, out.size());
  std::partial_sort(
      out.begin(), out.begin() + static_cast<std::ptrdiff_t>(keep), out.end(),
      [](const Like& a, const Like& b) { return a.score != b.score ? a.score > b.score : a.row > b.row; });
  out.resize(keep);
  return out;
}

class Sum {  // by path
 public:
  explicit Sum(std::size_t paths) : sum_(paths) {}
  void add(std::uint32_t path, double weight) {
    if (sum_[path].weight == 0) touched_.push_back(path);
    sum_[path].weight += static_cast<float>(weight);
    ++sum_[path].commits;
    sum_[path].best = std::max(sum_[path].best, static_cast<float>(weight));
  }
  std::vector<History::Near> take() const {
    std::vector<History::Near> out;
    out.reserve(touched_.size());
    for (const std::uint32_t path : touched_) {
      out.push_back(sum_[path]);
      out.back().path = path;
    }
    return out;
  }

  void clear() {
    for (const std::uint32_t path : touched_) sum_[path] = {};
    touched_.clear();
  }
  const std::vector<std::uint32_t>& touched() const { return touched_; }
  double of(std::uint32_t path) const { return static_cast<double>(sum_[path].weight); }

 private:
  std::vector<History::Near> sum_;
  std::vector<std::uint32_t> touched_;
};

double logit(double p) { return std::log(p / (1 - p)); }

// What a word adds to the base rate, as log-odds: shrunk, so that a word seen twice says little.
double lean(double hits, double all, double base) {
  base = std::clamp(base, 0.02, 0.98);
  return logit((hits + kWordPrior * base) / (all + kWordPrior)) - logit(base);
}

// A file's history as one document: a word weighs by how many of the file's commits had it, against how many it has.
void add_word(const Data& d, const Word& word, Sum& once, Sum& sum) {
  once.clear();
  for (const auto& posting : d.of_word[word.id]) {
    const auto files = d.files_of(posting.commit);
    if (files.size() > kSimilarFiles) continue;
    const double each = d.decay(posting.commit, message_decay()) / std::sqrt(static_cast<double>(files.size()));
    for (const std::uint32_t file : files) once.add(file, each);
  }
  for (const std::uint32_t file : once.touched()) {
    const double times = once.of(file);
    const double length = 0.5 + 0.1 * static_cast<double>(d.of_path[file].size());
    sum.add(file, word.idf * times / (times + kTimes * length));
  }
}

void by_words(const Data& d, const std::vector<Word>& words, const History::Base& base, History::Past& past) {
  Sum sum(d.paths.size()), once(d.paths.size());
  for (const Word& word : words) {
    add_word(d, word, once, sum);
    WidthSum widths;
    for (const auto& posting : d.of_word[word.id]) {
      widths.add(d.rows[posting.commit], d.decay(posting.commit, message_decay()));
    }
    past.leaning.files2 += lean(widths.files2, widths.all, base.files2);
    past.leaning.files4 += lean(widths.files4, widths.all, base.files4);
    past.leaning.units2 += lean(widths.units2, widths.all, base.units2);
  }
  past.leaning.n = static_cast<unsigned>(words.size());
  past.words = sum.take();
}

}  // namespace

History::Past History::past(std::string_view text) const {
  const Data& d = *data_;
  Past past;
  const std::vector<Word> words = words_of(d, text);
  if (words.empty()) return past;
  double reach = 0;
  for (const Word& word : words) reach += word.idf * (kK1 + 1);
  const std::vector<float> score = scores(d, words);
  Sum sum(d.paths.size()), soon(d.paths.size());
  const auto add = [&](Sum& to, const Like& like) {
    const auto files = d.files_of(like.row);
    const double each = like.score / std::sqrt(static_cast<double>(files.size()));
    for (const std::uint32_t file : files) to.add(file, each);
  };
  WidthSum widths, nearest;
  for (const Like& like : similar(d, score, message_decay())) {
    past.likeness = std::max(past.likeness, like.score / reach);
    widths.add(d.rows[like.row], like.score);
    nearest.add(d.rows[like.row], like.score * like.score * like.score);
    add(sum, like);
  }
  for (const Like& like : similar(d, score, soon_decay())) add(soon, like);
  past.soon = soon.take();
  past.files = sum.take();
  past.width = widths.rates();
  past.nearest = nearest.rates();
  past.mean_files = widths.all > 0 ? widths.log_files / widths.all : 0;
  by_words(d, words, base(), past);
  return past;
}

}  // namespace weir::workspace

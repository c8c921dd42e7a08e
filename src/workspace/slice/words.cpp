// candidates: which words of the task each chunk holds, by BM25 over all chunks of the pool; and what a chunk is worth.
#include <algorithm>
#include <cmath>

#include "workspace/slice/candidates.h"
#include "workspace/text/text.h"

namespace weir::workspace::slicing {
namespace {

constexpr std::size_t term_limit = 256, name_limit = 64;

class Words {
 public:
  explicit Words(Pool& pool) : pool_(pool) {}

  struct Counted {
    std::unordered_map<std::uint32_t, std::uint32_t> terms;
    std::uint32_t words = 0;
  };

  void weigh() {
    std::vector<Counted> counted(pool_.candidates.size());
    std::vector<std::uint32_t> holding(pool_.asked.terms.size(), 0);
    double all = 0;
    for (std::size_t i = 0; i < counted.size(); ++i) {
      count(pool_.candidates[i], counted[i]);
      for (const auto& [term, _] : counted[i].terms) ++holding[term];
      all += counted[i].words;
    }
    const double mean = counted.empty() ? 1 : std::max(1.0, all / static_cast<double>(counted.size()));
    double best = 0;
    std::vector<double> scores(counted.size(), 0), best_of_file(pool_.files.size(), 0);
    for (std::size_t i = 0; i < counted.size(); ++i) {
      scores[i] = bm25(counted[i], holding, mean, pool_.candidates[i]);
      best = std::max(best, scores[i]);
      double& here = best_of_file[pool_.candidates[i].file];
      here = std::max(here, scores[i]);
    }
    for (std::size_t i = 0; i < counted.size() && best > 0; ++i) {
      Signs& s = pool_.candidates[i].signs;
      s.words = scores[i] / best;
      const double here = best_of_file[pool_.candidates[i].file];
      if (here > 0) s.words_here = scores[i] / here;
    }
  }

 private:
  // What an identifier says about the question; most are met again and again, so each is taken apart once.
  struct Said {
    std::vector<std::uint32_t> terms;
    bool name = false;
  };
  const Said& said(std::string_view word) {
    if (const auto it = said_.find(word); it != said_.end()) return it->second;
    Said& out = said_[word];
    out.name = std::ranges::find(pool_.asked.names, word) != pool_.asked.names.end();
    text::terms(word, [&](std::string_view term) {
      key_.assign(term);
      if (const auto it = pool_.asked.terms.find(key_); it != pool_.asked.terms.end()) out.terms.push_back(it->second);
    });
    return out;
  }

  void count(Candidate& c, Counted& into) {
    const FileText& file = pool_.files[c.file];
    text::identifiers(file.lines.range(c.chunk.first, c.chunk.last), [&](std::string_view word, std::uint32_t) {
      ++into.words;
      const Said& known = said(word);
      if (known.name) c.signs.names = 0.5;
      for (const std::uint32_t term : known.terms) ++into.terms[term];
    });
    for (std::uint32_t b = c.chunk.block; b != 0; b = file.blocks[b].parent) {
      const std::string_view name = file.blocks[b].name;
      const std::string_view last = name.substr(name.rfind('.') + 1);
      if (std::ranges::find(pool_.asked.names, last) != pool_.asked.names.end()) c.signs.names = 1;
    }
  }

  double bm25(const Counted& c, const std::vector<std::uint32_t>& holding, double mean, Candidate& into) const {
    constexpr double k1 = 1.2, b = 0.4;
    const auto n = static_cast<double>(pool_.candidates.size());
    std::vector<std::pair<double, std::uint32_t>> parts;
    double sum = 0;
    for (const auto& [term, times] : c.terms) {
      const double df = holding[term];
      const double idf = std::log(1 + (n - df + 0.5) / (df + 0.5));
      const double tf = times;
      const double part = idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * static_cast<double>(c.words) / mean));
      sum += part;
      parts.emplace_back(part, term);
    }
    std::ranges::sort(parts, [](const auto& x, const auto& y) {
      return x.first != y.first ? x.first > y.first : x.second < y.second;
    });
    for (std::size_t i = 0; i < std::min<std::size_t>(parts.size(), 3); ++i) into.terms.push_back(parts[i].second);
    return sum;
  }

  Pool& pool_;
  std::unordered_map<std::string_view, Said> said_;  // views into the files' texts
  std::string key_;
};

}  // namespace

Asked asked_of(std::string_view text) {
  Asked out;
  text::identifiers(text, [&](std::string_view word, std::uint32_t) {
    if (out.names.size() < name_limit && text::looks_like_identifier(word) &&
        std::ranges::find(out.names, word) == out.names.end())
      out.names.emplace_back(word);
    text::terms(word, [&](std::string_view term) {
      if (out.terms.size() < term_limit)
        out.terms.emplace(std::string(term), static_cast<std::uint32_t>(out.terms.size()));
    });
  });
  return out;
}

void weigh_words(Pool& pool) { Words(pool).weigh(); }

// Poisson regression of changed hunks per token on public histories (bench/ripple), read as: a known file is worth e^3
// times one far down the ranking, a chunk with the text's words as much again; the number of hunks hardly grows with
// the size of a chunk, so small ones give more per token.
double worth_of(const Signs& s, std::uint32_t tokens) {
  double score = 3.0 * s.known + 2.3 * s.score * (1 - s.known) + 0.7 * std::log(s.place);
  score += 3.0 * s.words + 0.5 * s.words_here + 1.1 * s.names;
  score -= 0.75 * s.parts + 0.25 * s.test + 1.2 * std::log(static_cast<double>(std::max(tokens, 8U)));
  return std::exp(score + 20 * s.edge);  // a place of an edge is a fact: before all that is guessed
}

}  // namespace weir::workspace::slicing

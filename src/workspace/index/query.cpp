// BM25 over content and paths. A word of the question stands for its stem among the terms and, as a whole, for the
// identifiers that are it in any case: "filesystem" finds FileSystem, which is file and system among the terms.
#include <algorithm>
#include <cmath>
#include <span>

#include "workspace/index/data.h"
#include "workspace/text/scan.h"
#include "workspace/text/stem.h"

namespace weir::workspace {
namespace {

using words::no_word;
using words::Posting;
using words::WordId;

constexpr double k1 = 1.2, b_content = 0.6, b_path = 0;  // facts/ripple.md §6
constexpr std::size_t most_asked = 512;                  // different words of one question
constexpr std::size_t few_files = 8;                     // so few say nothing about which words are common

struct Asked {
  std::string key{};    // what makes it the same word as another: the stem, or the whole in lower case
  std::string stem{};   // the same for a part
  std::string shown{};  // as the question has it
  WordId term = no_word;
  std::vector<WordId> names{};  // identifiers of several parts that are the word as a whole
};
struct Hit {
  FileId file = no_file;
  std::uint32_t count = 0;
};

bool is_compound(std::string_view name) {
  text::Parts parts;
  text::split(name, Language::none, parts);
  return parts.count != 1 || parts.part[0].spelled_size != name.size();
}

std::string stemmed(std::string word) {
  word.resize(text::stem(word.data(), word.size()));
  return word;
}

// Words that the main languages of this repository are full of. Left out there, they must not be asked for either:
// the few files in other languages that have them would win.
bool is_common(const WordIndex::Data& data, std::string_view lower_word) {
  for (std::size_t language = 1; language < data.of_language.size(); ++language) {
    if (data.of_language[language] * 4 <= data.alive) continue;
    if (text::is_stop_word(lower_word, static_cast<Language>(language))) return true;
  }
  return false;
}

class Question {
 public:
  Question(const WordIndex::Data& data, std::string_view text) : data_(data) {
    text::scan_identifiers(text, [&](std::string_view word, std::uint32_t) { take(word); });
  }
  std::vector<Asked> asked;

 private:
  void take(std::string_view word) {
    text::Parts parts;
    text::split(word, Language::none, parts);
    const bool compound = parts.count != 1 || parts.part[0].spelled_size != word.size();
    if (parts.count == 0 && !text::looks_like_identifier(word)) return;  // a stop word
    for (const auto& part : parts) take_part(part);
    if (compound) {
      take_whole(word);
    } else if (Asked* const known = find(parts.part[0].term())) {
      add_names(*known, text::lower(word));
    }
  }
  void take_part(const text::Parts::Part& part) {
    if (find(part.term()) != nullptr || is_common(data_, text::lower(part.spelled()))) return;
    if (asked.size() == most_asked) return;
    const std::string term(part.term());
    asked.push_back({.key = term, .stem = term, .shown = std::string(part.spelled()), .term = data_.terms.find(term)});
  }
  void take_whole(std::string_view word) {
    const std::string whole = text::lower(word);
    if (find(whole) != nullptr || asked.size() == most_asked) return;
    const std::string stem = stemmed(whole);
    asked.push_back({.key = whole, .stem = stem, .shown = std::string(word), .term = data_.terms.find(stem)});
    add_names(asked.back(), whole);
  }
  void add_names(Asked& to, const std::string& whole) {
    for (const WordId name : data_.names.in_any_case(whole)) {
      const bool known = std::ranges::find(to.names, name) != to.names.end();
      if (!known && is_compound(data_.names.text(name))) to.names.push_back(name);
    }
  }
  Asked* find(std::string_view key) {
    const auto it = std::ranges::find(asked, key, &Asked::key);
    return it == asked.end() ? nullptr : &*it;
  }
  const WordIndex::Data& data_;
};

class Scorer {
 public:
  Scorer(WordIndex::Data& data, const words::Words& terms, double b, std::size_t files)
      : data_(data), terms_(terms), b_(b), files_(files) {
    const double average =
        static_cast<double>(data.total_length) / static_cast<double>(std::max(files, std::size_t{1}));
    by_length_ = k1 * b / std::max(average, 1.0);
    if (data.scores.size() < data.files.size()) data.scores.resize(data.files.size());
  }

  void add(const Asked& asked) {
    if (asked.names.empty()) {
      if (asked.term == no_word) return;
      const words::Postings postings = terms_.postings(asked.term);
      const double idf = idf_of(postings.size());
      if (idf <= 0) return;
      for (const Posting posting : postings) add(posting.file, part(idf, words::count_of(posting.load), posting.file));
      return;
    }
    const std::vector<Hit> hits = merged(asked);
    const double idf = idf_of(hits.size());
    if (idf <= 0) return;
    for (const Hit& hit : hits) add(hit.file, part(idf, hit.count, hit.file));
  }

  // What this word gives one file.
  double of(const Asked& asked, FileId file) const {
    const std::vector<Hit> hits = merged(asked);
    const auto it = std::ranges::lower_bound(hits, file, {}, &Hit::file);
    if (it == hits.end() || it->file != file) return 0;
    return std::max(0.0, part(idf_of(hits.size()), it->count, file));
  }

  std::vector<Scored> best(std::size_t limit) {
    std::vector<Scored> out;
    out.reserve(touched_.size());
    for (const FileId file : touched_) out.push_back({.file = file, .score = std::exchange(data_.scores[file], 0.0F)});
    limit = std::min(limit, out.size());
    const auto order = [&](const Scored& a, const Scored& b) {
      if (a.score != b.score) return a.score > b.score;
      return data_.files[a.file].entry.path < data_.files[b.file].entry.path;
    };
    std::ranges::partial_sort(out, out.begin() + static_cast<std::ptrdiff_t>(limit), order);
    out.resize(limit);
    return out;
  }

 private:
  double idf_of(std::size_t files) const {
    if (files_ >= few_files && files * 2 > files_) return 0;
    const auto n = static_cast<double>(files), all = static_cast<double>(files_);
    return std::log(1 + (all - n + 0.5) / (n + 0.5));
  }
  double part(double idf, std::uint32_t count, FileId file) const {
    const double tf = count;
    return idf * tf * (k1 + 1) / (tf + k1 * (1 - b_) + by_length_ * data_.lengths[file]);
  }
  void add(FileId file, double part) {
    float& score = data_.scores[file];
    if (score == 0) touched_.push_back(file);
    score += static_cast<float>(part);
  }
  // All spellings as one word.
  std::vector<Hit> merged(const Asked& asked) const {
    std::vector<Hit> hits;
    if (asked.term != no_word) {
      for (const Posting posting : terms_.postings(asked.term)) {
        hits.push_back({posting.file, words::count_of(posting.load)});
      }
    }
    for (const WordId name : asked.names) {
      for (const Posting posting : data_.names.postings(name)) {
        hits.push_back({posting.file, words::small_count(posting.load)});
      }
    }
    std::ranges::sort(hits, {}, &Hit::file);
    std::vector<Hit> out;
    for (const Hit& hit : hits) {
      if (!out.empty() && out.back().file == hit.file) {
        out.back().count += hit.count;
      } else {
        out.push_back(hit);
      }
    }
    return out;
  }

  WordIndex::Data& data_;
  const words::Words& terms_;
  double b_, by_length_ = 0;
  std::size_t files_;
  std::vector<FileId> touched_;
};

}  // namespace

namespace {

std::vector<Scored> by_content(WordIndex::Data& data, const Question& question, std::size_t limit) {
  Scorer scorer(data, data.terms, b_content, data.worded);
  for (const Asked& asked : question.asked) scorer.add(asked);
  return scorer.best(limit);
}

std::vector<Scored> by_path(WordIndex::Data& data, Question&& question, std::size_t limit) {
  Scorer scorer(data, data.paths, b_path, data.alive);
  for (Asked& asked : question.asked) {
    asked.names.clear();
    asked.term = data.paths.find(asked.stem);
    scorer.add(asked);
  }
  return scorer.best(limit);
}

}  // namespace

std::vector<Scored> WordIndex::bm25(std::string_view query, std::size_t limit) const {
  return by_content(*data_, Question(*data_, query), limit);
}

std::vector<Scored> WordIndex::bm25_path(std::string_view query, std::size_t limit) const {
  return by_path(*data_, Question(*data_, query), limit);
}

WordIndex::Both WordIndex::bm25_both(std::string_view query, std::size_t content, std::size_t path) const {
  Question question(*data_, query);
  Both out;
  out.content = by_content(*data_, question, content);
  out.path = by_path(*data_, std::move(question), path);
  return out;
}

std::vector<std::pair<std::string, float>> WordIndex::explain(std::string_view query, FileId file) const {
  std::vector<std::pair<std::string, float>> out;
  if (entry(file) == nullptr) return out;
  const Question question(*data_, query);
  const Scorer scorer(*data_, data_->terms, b_content, data_->worded);
  for (const Asked& asked : question.asked) {
    const double part = scorer.of(asked, file);
    if (part > 0) out.emplace_back(asked.shown, static_cast<float>(part));
  }
  std::ranges::sort(out, [](const auto& a, const auto& b) { return a.second > b.second; });
  return out;
}

}  // namespace weir::workspace

// What History keeps: columns of integers. Commits are numbered from the oldest; a commit's age is counted in commits
// from the newest. Included by history/*.cpp only.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/limits.h"
#include "workspace/history/history.h"
#include "workspace/history/intern.h"

namespace weir::workspace {

class Decay {
 public:
  explicit Decay(double commits) {
    for (std::size_t age = 0; age < of_.size(); ++age)
      of_[age] = static_cast<float>(std::exp(-static_cast<double>(age) / commits));
  }
  double operator()(std::size_t age) const { return static_cast<double>(of_[std::min(age, of_.size() - 1)]); }

 private:
  std::array<float, 2 * limits::workspace_commits> of_{};
};

struct History::Data {
  struct Row {                           // one commit
    std::uint32_t files = 0, words = 0;  // where its part of the columns begins; the next row's is where it ends
    std::uint16_t width = 0;             // source files that existed before; 0: it says nothing about width
    std::uint16_t modules = 0;           // of those
    std::uint8_t merge = 0;
  };
  struct Posting {
    std::uint32_t commit = 0;
    std::uint32_t times = 0;
  };

  Intern paths, words;
  std::vector<Row> rows;
  std::vector<std::uint32_t> files;      // path ids, all commits one after the other; of each the first `width` count
  std::vector<std::uint32_t> row_words;  // word ids with repeats
  std::vector<std::vector<std::uint32_t>> of_path;  // commits of a path, oldest first
  std::vector<std::vector<Posting>> of_word;
  std::vector<std::uint32_t> module;          // of each path
  std::vector<std::pair<float, float>> heat;  // of each path, as it stood at its last commit: short, long
  Intern modules;
  Units units;
  mutable std::optional<Base> base;  // of all rows as they stand: asked for twice a question

  std::span<const std::uint32_t> files_of(std::size_t row) const {
    const std::size_t end = row + 1 < rows.size() ? rows[row + 1].files : files.size();
    return std::span(files).subspan(rows[row].files, end - rows[row].files);
  }
  std::size_t words_of(std::size_t row) const {
    return (row + 1 < rows.size() ? rows[row + 1].words : row_words.size()) - rows[row].words;
  }
  double age(std::size_t row) const { return static_cast<double>(rows.size() - 1 - row); }
  // e^(-age / commits), from a table: asked for some 10,000 times a question.
  double decay(std::size_t row, const Decay& table) const { return table(rows.size() - 1 - row); }

  std::uint32_t path_id(std::string_view path);  // old or new
  void move_path(const Changed& move);
  std::uint32_t path_of(const Changed& change);
  void take(const Commit& commit);  // on top
  void take_words(const Commit& commit);
  std::uint16_t modules_of(std::size_t row) const;
  void index();  // of_path, of_word and widths from the columns
  void trim();   // the oldest half goes when there are twice as many as workspace_commits
};

inline double log2_of(std::uint16_t files) {  // log2(1 + files)
  static const std::array<double, 128> table = [] {
    std::array<double, 128> t{};
    for (std::size_t i = 0; i < t.size(); ++i) t.at(i) = std::log2(1.0 + static_cast<double>(i));
    return t;
  }();
  return table.at(std::min<std::size_t>(files, table.size() - 1));
}

// One pass over commits that counts how wide they were, weighted.
struct WidthSum {
  double files2 = 0, files4 = 0, units2 = 0, log_files = 0, all = 0;
  unsigned n = 0;
  void add(const History::Data::Row& row, double weight) {
    if (row.merge != 0 || row.width == 0) return;
    all += weight;
    ++n;
    log_files += weight * log2_of(row.width);
    if (row.width >= 2) files2 += weight;
    if (row.width >= 4) files4 += weight;
    if (row.modules >= 2) units2 += weight;
  }
  History::Base rates() const {
    if (all <= 0) return {};
    return {files2 / all, files4 / all, units2 / all, n};
  }
};

inline constexpr double kRecencyCommits = 400;  // e-folding, in commits (facts/ripple.md §6)
inline constexpr double kSoonCommits = 40;      // follow-ups come within days
inline const Decay& co_change_decay() {
  static const Decay table(1500);
  return table;
}
inline const Decay& message_decay() {
  static const Decay table(3000);
  return table;
}
inline const Decay& soon_decay() {
  static const Decay table(100);
  return table;
}
inline const Decay& base_decay() {  // how wide changes are here moves slowly
  static const Decay table(1500);
  return table;
}
inline constexpr std::size_t kTogether = 40;     // a wider commit says little about two of its files
inline constexpr std::size_t kOwnCommits = 400;  // of a file's commits, the latest that are looked at

}  // namespace weir::workspace

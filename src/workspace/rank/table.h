// Table: the candidate files of one question, a row each.
#pragma once
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "workspace/history/history.h"
#include "workspace/index/index.h"
#include "workspace/rank/columns.h"
#include "workspace/rank/rank.h"

namespace weir::workspace {

struct Row {
  FileId file = no_file;
  History::PathId path = History::no_path;
  std::string stem, module;  // looked at once: stem_of, module_of
  int unit = -1;
  std::uint32_t similar_commits = 0;  // that touched it
  float seed = 0;                     // first, fixed fusion: chooses where graph and co-change start
  float score = 0;
  std::array<float, kColumns> columns{};
  float& operator[](Column c) { return columns[static_cast<std::size_t>(c)]; }
  float operator[](Column c) const { return columns[static_cast<std::size_t>(c)]; }
};

class Table {
 public:
  explicit Table(const WordIndex& index) : index_(index), at_(index.limit(), 0) {}
  // Docs have words that nobody is sent to: they take no place in a list.
  bool takes(FileId file) const { return file < at_.size() && is_ranked(*index_.entry(file)); }
  Row& row(FileId file) {  // a new one if need be
    if (at_[file] == 0) {
      rows.emplace_back().file = file;
      at_[file] = static_cast<std::uint32_t>(rows.size());
    }
    return rows[at_[file] - 1];
  }
  const Row* find(FileId file) const { return file < at_.size() && at_[file] != 0 ? &rows[at_[file] - 1] : nullptr; }
  std::vector<Row> rows;

 private:
  const WordIndex& index_;
  std::vector<std::uint32_t> at_;  // row + 1
};

// Enters a list, best first: each score as a part of the best one's, and its place.
inline void enter(Table& table, const std::vector<Scored>& list, Column value, Column place) {
  float best = 0, places = 0;
  for (const Scored& s : list) {
    if (!table.takes(s.file) || s.score <= 0) continue;
    best = std::max(best, s.score);
    Row& row = table.row(s.file);
    row[value] = s.score / best;
    if (place != Column::count) row[place] = 10.0F / (10.0F + places);
    places += 1;
  }
}

inline void best_first(std::vector<Scored>& list, std::size_t limit) {
  const auto better = [](const Scored& a, const Scored& b) {
    return a.score != b.score ? a.score > b.score : a.file < b.file;
  };
  limit = std::min(limit, list.size());
  std::partial_sort(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(limit), list.end(), better);
  list.resize(limit);
}

}  // namespace weir::workspace

// From a question to ranked files, their reasons and the width.
#include "workspace/rank/rank.h"

#include <algorithm>

#include "workspace/rank/model.h"
#include "workspace/rank/reasons.h"
#include "workspace/rank/score.h"
#include "workspace/rank/width.h"

namespace weir::workspace {

bool is_ranked(const FileEntry& entry) {
  return entry.language != Language::none &&
         (entry.cls == FileClass::source || entry.cls == FileClass::test || entry.cls == FileClass::data);
}

void score(const RankInput& in, Gathered& g) {
  const auto& weights = g.known.empty() ? in.weights.text : in.weights.known;
  for (Row& row : g.table.rows) {
    double sum = 0;
    for (std::size_t i = 0; i < kColumns; ++i) sum += static_cast<double>(row.columns.at(i)) * weights.at(i);
    row.score = static_cast<float>(sum);
  }
  const auto at_hand = [&](const Row& row) {
    return std::any_of(g.known.begin(), g.known.end(), [&](const Scored& s) { return s.file == row.file; });
  };
  std::erase_if(g.table.rows, at_hand);  // what is known is not guessed
  std::sort(g.table.rows.begin(), g.table.rows.end(),
            [](const Row& a, const Row& b) { return a.score != b.score ? a.score > b.score : a.file < b.file; });
}

RankOutput rank(const RankInput& in) {
  Gathered g = gather(in);
  score(in, g);
  RankOutput out;
  for (std::size_t i = 0; i < std::min(in.limit, g.table.rows.size()); ++i) {
    const Row& row = g.table.rows[i];
    const std::string& path = in.index.entry(row.file)->path;
    Ranked& ranked = out.files.emplace_back(path, in.units.name(in.units.of(path)), static_cast<double>(row.score),
                                            std::vector<Reason>());
    if (i < in.explained) ranked.reasons = reasons_of(in, g, row);
  }
  out.width = width_of(in, traits_of(in, g));
  return out;
}

}  // namespace weir::workspace

// Slices: how much of a change the slice for its description holds, beside two simple ways to fill the same room.
#pragma once
#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hunks.h"
#include "workspace/edges/edges.h"
#include "workspace/rank/rank.h"
#include "workspace/slice/slice.h"

namespace weir::bench {

inline constexpr std::array<int, 4> kBudgets = {1000, 2000, 4000, 8000};  // tokens

struct Changes {  // of one commit
  std::vector<Stretch> stretches;
  std::vector<std::string> paths;
  std::function<Result<std::string>(std::string_view path)> read;  // the parent's
};

class Slices {
 public:
  // What weir sends for this question; `given` names the row.
  void ask(const std::string& given, const workspace::RankInput& input, const Changes& changes);
  // Whole files in BM25's order, and the best 30-line chunks of BM25's first files.
  void baselines(const std::string& given, const workspace::RankInput& input, const Changes& changes);
  void rest() { facts_.rest(); }  // between commits
  std::string json() const;       // {"full text": {"weir": [[hunks, files], ... by budget], ...}, ...}
  const std::vector<double>& slice_ms() const { return ms_; }  // 4,000 tokens, CPU

 private:
  struct Held {
    double stretches = 0, files = 0;
    unsigned asked = 0;
  };
  struct Piece {
    std::string path;
    std::uint32_t first = 0, last = 0;
  };
  void note(const std::string& given, const std::string& method, std::size_t budget, const std::vector<Piece>& sent,
            const Changes& changes);
  void whole_files(const std::string& given, const workspace::RankInput& input, const Changes& changes);
  void best_chunks(const std::string& given, const workspace::RankInput& input, const Changes& changes);

  workspace::FactCache facts_;
  std::map<std::pair<std::string, std::string>, std::array<Held, kBudgets.size()>> held_;
  std::vector<double> ms_;
};

}  // namespace weir::bench

// Slice: the parts of a workspace worth sending for a task, cut at symbol bounds, neighbours as signatures; each part
// with file, lines and blob hash. Nothing that ignore files exclude: it is not in the index.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/strong.h"
#include "workspace/edges/edges.h"
#include "workspace/rank/rank.h"

namespace weir::workspace {

struct Part {
  enum class Why : std::uint8_t { known, edge, ranked, neighbour };  // neighbour: signatures only
  Why why{};
  std::string path;
  std::uint32_t first = 0, last = 0;  // lines, inclusive
  std::uint64_t blob = 0;
  std::string symbol;  // the function or type that it is; "" a piece of a file
  std::string reason;  // one line: "uses Order.user_id (billing)", "BM25 'tracking' 4.1"
  Tokens tokens;
  std::string text;
};
struct Slice {
  std::vector<Part> parts;  // in the order of their worth
  Tokens tokens, budget;
  std::vector<std::string> left_out;  // files that would have been next, for want of room
};
struct SliceInput {
  const WordIndex& index;
  const RankOutput& ranked;
  std::vector<std::string> files;  // known files: their touched parts come first
  std::string_view text;           // the task
  const EdgeTable* edges = nullptr;
  std::vector<std::uint32_t> definitions;  // whose users belong in
  std::function<Result<std::string>(std::string_view path)> read;
  FactCache* facts = nullptr;  // symbol bounds where there is a grammar; line shapes elsewhere
  Tokens budget;
};
Slice make_slice(const SliceInput& input);

}  // namespace weir::workspace

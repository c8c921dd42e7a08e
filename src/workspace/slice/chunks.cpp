// chunks: blocks that are small enough stay whole; a larger one gives its parts and what stands between them; what is
// still too long is cut where the indentation is least; crumbs join their neighbour.
#include "workspace/slice/chunks.h"

#include <algorithm>

namespace weir::workspace::slicing {
namespace {

constexpr std::uint32_t whole_lines = 28;   // a block of so many lines stays in one piece
constexpr std::uint32_t window_lines = 14;  // what a longer piece is cut into
constexpr std::uint32_t crumb_lines = 8;    // shorter pieces join their neighbour
constexpr std::size_t window_bytes = 4096;  // long lines: fewer of them

class Cutter {
 public:
  Cutter(const Lines& lines, const std::vector<Block>& blocks)
      : lines_(lines), blocks_(blocks), children_(blocks.size()) {
    for (std::uint32_t i = 1; i < blocks.size(); ++i) children_[blocks[i].parent].push_back(i);
  }

  std::vector<Chunk> cut() {
    if (lines_.count() == 0) return {};
    block(0);
    join();
    return std::move(out_);
  }

 private:
  bool small(std::uint32_t first, std::uint32_t last) const {
    return last - first < whole_lines && lines_.range(first, last).size() <= window_bytes;
  }

  // Depth is bounded by the nesting of blocks, each of which holds at least a line more than its child.
  void block(std::uint32_t b) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> stack;  // block, next child
    stack.emplace_back(b, 0);
    std::vector<std::uint32_t> from = {blocks_[b].first};
    while (!stack.empty()) {
      auto& [at, next] = stack.back();
      const Block& here = blocks_[at];
      if (next == 0 && small(here.first, here.last)) {
        piece(here.first, here.last, at);
      } else if (next < children_[at].size()) {
        const std::uint32_t child = children_[at][next++];
        if (blocks_[child].first > from.back()) windows(from.back(), blocks_[child].first - 1, at);
        from.back() = blocks_[child].last + 1;
        from.push_back(blocks_[child].first);
        stack.emplace_back(child, 0);
        continue;
      } else if (from.back() <= here.last) {
        windows(from.back(), here.last, at);
      }
      stack.pop_back();
      from.pop_back();
    }
  }

  void piece(std::uint32_t first, std::uint32_t last, std::uint32_t block) {
    while (first <= last && lines_.blank(first)) ++first;
    while (last > first && lines_.blank(last)) --last;
    if (first <= last) out_.push_back({first, last, block});
  }

  void windows(std::uint32_t first, std::uint32_t last, std::uint32_t block) {
    while (first <= last && !small(first, last)) {
      const std::uint32_t end = end_of_window(first, last);
      piece(first, end, block);
      first = end + 1;
    }
    if (first <= last) piece(first, last, block);
  }

  // Near the window's length, before the line that is indented least; a blank line before it is better still.
  std::uint32_t end_of_window(std::uint32_t first, std::uint32_t last) const {
    std::uint32_t limit = first;
    for (std::size_t bytes = 0; limit < last && limit - first < window_lines + 6; ++limit) {
      bytes += lines_.line(limit).size() + 1;
      if (bytes > window_bytes) break;
    }
    if (limit - first < window_lines / 2) return std::min(limit, last);
    std::uint32_t best = limit, least = ~0U;
    for (std::uint32_t n = first + window_lines / 2; n <= std::min(limit, last - 1); ++n) {
      if (lines_.blank(n + 1)) continue;
      const std::uint32_t distance = n > first + window_lines ? n - first - window_lines : first + window_lines - n;
      const std::uint32_t cost = 4 * lines_.indent(n + 1) + distance + (lines_.blank(n) ? 0 : 6);
      if (cost < least) {
        least = cost;
        best = n;
      }
    }
    return best;
  }

  std::uint32_t size(const Chunk& c) const { return c.last - c.first + 1; }

  void join() {
    std::vector<Chunk> joined;
    for (const Chunk& c : out_) {
      if (!joined.empty() && (size(joined.back()) < crumb_lines || size(c) < crumb_lines) &&
          small(joined.back().first, c.last)) {
        Chunk& before = joined.back();
        before.block = common(before.block, c.block);
        before.last = c.last;
      } else {
        joined.push_back(c);
      }
    }
    out_ = std::move(joined);
  }

  // The innermost block that holds both; a block and what stands beside it in its parent count as the block.
  std::uint32_t common(std::uint32_t a, std::uint32_t b) const {
    while (a != b) {
      if (a > b)
        a = blocks_[a].parent;
      else
        b = blocks_[b].parent;
    }
    return a;
  }

  const Lines& lines_;
  const std::vector<Block>& blocks_;
  std::vector<std::vector<std::uint32_t>> children_;
  std::vector<Chunk> out_;
};

}  // namespace

std::vector<Chunk> chunks_of(const Lines& lines, const std::vector<Block>& blocks) {
  return Cutter(lines, blocks).cut();
}

}  // namespace weir::workspace::slicing

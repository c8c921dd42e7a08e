// Chunks: a file cut into pieces worth sending on their own, at the bounds of its functions and types where these are
// known (syntax facts), by definition lines and indentation elsewhere, in windows where neither says anything. The
// chunks of a file do not overlap, stand in order, and hold every line that is not blank. Internal to slice/.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/syntax/syntax.h"

namespace weir::workspace::slicing {

// The lines of a text, from 1; at most 100,000, what is behind them is no code that a person wrote.
class Lines {
 public:
  explicit Lines(std::string_view text);
  std::uint32_t count() const { return static_cast<std::uint32_t>(starts_.size()); }
  std::string_view line(std::uint32_t n) const;  // without its end; "" out of range
  std::string_view range(std::uint32_t first, std::uint32_t last) const;
  bool blank(std::uint32_t n) const;
  std::uint32_t indent(std::uint32_t n) const;  // columns; a tab is four

 private:
  std::string_view text_;
  std::vector<std::size_t> starts_;
};

// A function, method or type: lines with the comments and attributes in front of it, and where its signature ends.
struct Block {
  std::string name;
  std::uint32_t first = 0, last = 0, head = 0;  // head: the line that it is named in
  std::uint32_t signature_last = 0;
  std::uint32_t parent = 0;  // into the list; block 0 is the file
};
// Block 0 is the whole file. Parents come before their children; siblings are in order and do not overlap.
std::vector<Block> blocks_of(const Lines& lines, const syntax::Facts* facts, std::string_view text, Language language);

struct Chunk {
  std::uint32_t first = 0, last = 0;
  std::uint32_t block = 0;  // the innermost that holds it all
};
std::vector<Chunk> chunks_of(const Lines& lines, const std::vector<Block>& blocks);

}  // namespace weir::workspace::slicing

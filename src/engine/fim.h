// Fill in the middle, the text side: where a hole is cut so that the next keystroke costs one token, and where a
// completion ends. Pure functions of text.
//
// The prompt is  <fim_prefix> head <fim_suffix> suffix <fim_middle> line , and the model goes on with `line`. The
// head ends at a line end and stays put while the user types; what is typed only grows `line` at the very end, so the
// prefix cache keeps everything before it. Generation starts at a token boundary: the last unfinished word is taken
// off the prompt and demanded as the first thing generated (`heal`), since a model that is given " ret" cannot write
// its token " return".
#pragma once
#include <string>
#include <string_view>

namespace weir::engine {

struct Hole {
  std::string head, line, heal;
};

// The last hole's head and suffix: while a request's suffix is the same and its prefix begins with that head, the
// head is kept, so that a line break does not move it either.
struct HoleMemory {
  std::string head, suffix;
};

Hole cut_hole(const std::string& prefix, const std::string& suffix, HoleMemory& memory);

// Decides, as text comes, what belongs into the hole.
//   One line, when text follows the cursor on its line, or the line before it is begun and opens nothing: ends at the
//   line break, unless what was written opens a block; what the model repeats of the text after the cursor is taken
//   back, and a bracket closed that only the text before the cursor opened is where the suffix begins.
//   Several lines, on a blank line or after an opener ({ ( [ : => do then else): ends where the suffix's first line
//   comes, at a line that leaves the block (a closer of the opened block is still taken), at a second blank line in
//   a row, or at the first when the hole is not indented.
class HoleEnd {
 public:
  HoleEnd(std::string_view prefix, std::string_view suffix);
  std::string feed(std::string_view piece);  // what may be shown now
  std::string finish();                      // the model stopped by itself or at its limit: the rest
  bool done() const { return done_; }

 private:
  std::string feed_one(std::string_view piece);
  std::string feed_many(std::string_view piece);
  std::string end_line(std::string_view rest_of_piece);
  std::size_t closes_ours(std::string_view piece);
  enum class Line { open, take, last, stop };  // not decided yet; take it; take it and end; end before it
  Line judge(std::string_view line, bool complete) const;
  std::string take_back(std::string text) const;

  std::string before_, rest_, below_;  // the cursor's line on both sides; the first line of the suffix below it
  bool one_line_ = true, opened_ = false;
  std::size_t indent_ = 0;
  std::string held_;
  bool first_ = true, passing_ = false, done_ = false, any_ = false;
  int blanks_ = 0, depth_ = 0;  // depth: brackets that the generated text has open
  char quote_ = 0;
  bool escaped_ = false;
};

}  // namespace weir::engine

// Cutting holes and ending completions.
#include "engine/fim.h"

#include <algorithm>
#include <utility>

namespace weir::engine {
namespace {

constexpr std::size_t line_bytes_max = 600;  // typed after the head before it moves: about 200 tokens
constexpr std::size_t heal_bytes_max = 48;   // a longer word is given as it is

bool blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }
bool ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

bool opener(char c) { return c == '(' || c == '[' || c == '{'; }
bool closer(char c) { return c == ')' || c == ']' || c == '}'; }

std::string_view right_trimmed(std::string_view text) {
  while (!text.empty() && (blank(text.back()) || text.back() == '\n')) text.remove_suffix(1);
  return text;
}

std::size_t indent_of(std::string_view line) {
  std::size_t width = 0;
  for (const char c : line) {
    if (c == ' ')
      ++width;
    else if (c == '\t')
      width += 4;
    else
      break;
  }
  return width;
}

std::string_view left_trimmed(std::string_view text) {
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  return text;
}

bool is_blank(std::string_view line) { return left_trimmed(line).empty(); }

std::string_view last_line(std::string_view text) {
  const std::size_t at = text.rfind('\n');
  return at == std::string_view::npos ? text : text.substr(at + 1);
}

std::string_view first_filled_line(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (!is_blank(text.substr(0, end))) return text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {};
}

bool opens(std::string_view line) {
  line = right_trimmed(line);
  if (line.empty()) return false;
  if (std::string_view("{([:").find(line.back()) != std::string_view::npos) return true;
  if (line.ends_with("=>")) return true;
  for (const std::string_view keyword : {"do", "then", "else", "begin"}) {
    if (line.ends_with(keyword) && (line.size() == keyword.size() || !word(line[line.size() - keyword.size() - 1]))) {
      return true;
    }
  }
  return false;
}

bool closes(std::string_view line) {
  line = left_trimmed(line);
  return !line.empty() && (std::string_view("})]").find(line.front()) != std::string_view::npos || line == "end");
}

// How many bytes at the end are an unfinished token: the word being typed with the one sign or space before it, as
// byte-pair tokenizers join them (" total", ".append", "(self"), or that sign alone.
std::size_t unfinished(std::string_view line) {
  std::size_t n = 0;
  while (n < line.size() && word(line[line.size() - 1 - n])) ++n;
  if (n > heal_bytes_max) return 0;
  if (n < line.size()) {
    const char before = line[line.size() - 1 - n];
    if (ascii(before) && before != '\n' && before != '\r')
      ++n;
    else if (!ascii(before))
      return 0;  // a word of other letters: where its tokens break is unknown
  }
  return n;
}

}  // namespace

Hole cut_hole(const std::string& prefix, const std::string& suffix, HoleMemory& memory) {
  const bool same = memory.suffix == suffix && prefix.starts_with(memory.head) &&
                    prefix.size() - memory.head.size() <= line_bytes_max && !memory.head.empty();
  if (!same) {
    const std::size_t line_start = prefix.rfind('\n');
    memory = {line_start == std::string::npos ? "" : prefix.substr(0, line_start + 1), suffix};
  }
  Hole hole{memory.head, prefix.substr(memory.head.size()), ""};
  const std::size_t n = unfinished(last_line(hole.line));
  hole.heal = hole.line.substr(hole.line.size() - n);
  hole.line.resize(hole.line.size() - n);
  return hole;
}

HoleEnd::HoleEnd(std::string_view prefix, std::string_view suffix) {
  before_ = last_line(prefix);
  const std::size_t end = std::min(suffix.find('\n'), suffix.size());
  rest_ = right_trimmed(suffix.substr(0, end));
  below_ = right_trimmed(first_filled_line(suffix.substr(end)));
  opened_ = opens(before_);
  one_line_ = !is_blank(rest_) || (!is_blank(before_) && !opened_);
  indent_ = indent_of(before_) + (opened_ ? 1 : 0);
  any_ = !is_blank(before_);
}

std::string HoleEnd::feed(std::string_view piece) {
  if (done_) return {};
  return one_line_ ? feed_one(piece) : feed_many(piece);
}

// Where the text closes a bracket that it did not open, and the rest of the line begins with that closer: there the
// suffix begins. npos: nowhere. Keeps its place between the pieces.
std::size_t HoleEnd::closes_ours(std::string_view piece) {
  const std::string_view rest = left_trimmed(rest_);
  for (std::size_t i = 0; i < piece.size(); ++i) {
    const char c = piece[i];
    if (quote_ != 0) {
      if (escaped_)
        escaped_ = false;
      else if (c == '\\')
        escaped_ = true;
      else if (c == quote_)
        quote_ = 0;
    } else if (c == '"' || c == '\'' || c == '`') {
      quote_ = c;
    } else if (opener(c)) {
      ++depth_;
    } else if (closer(c)) {
      if (depth_ == 0 && !rest.empty() && rest.front() == c) return i;
      if (depth_ > 0) --depth_;
    }
  }
  return std::string_view::npos;
}

// Holds back as many bytes as the rest of the line has: they may turn out to repeat it.
std::string HoleEnd::feed_one(std::string_view piece) {
  const std::size_t end = piece.find('\n');
  const std::size_t ours = closes_ours(piece.substr(0, end));
  held_.append(piece.substr(0, std::min({end, ours, piece.size()})));
  if (ours != std::string_view::npos) return finish();
  if (end != std::string_view::npos) return end_line(piece.substr(end));
  if (held_.size() <= rest_.size()) return {};
  std::size_t show = held_.size() - rest_.size();
  while (show > 0 && !ascii(held_[show]) && (static_cast<unsigned char>(held_[show]) & 0xc0U) == 0x80U) --show;
  std::string out = held_.substr(0, show);
  held_.erase(0, show);
  before_ += out;
  return out;
}

// The model breaks the line. If what it wrote opens a block, and nothing follows the cursor, the block is wanted too.
std::string HoleEnd::end_line(std::string_view rest_of_piece) {
  if (!rest_.empty() || !opens(before_ + held_)) return finish();
  one_line_ = first_ = false;
  opened_ = any_ = true;
  indent_ = indent_of(before_) + 1;
  std::string out = std::exchange(held_, "\n");
  return out + feed_many(rest_of_piece.substr(1));
}

// The model wrote the text after the cursor again: long enough to be sure, or nothing but signs such as ";". A rest
// that begins with a closer is closes_ours()'s business: a call's own ")" would look like it.
std::string HoleEnd::take_back(std::string text) const {
  const std::string_view rest = left_trimmed(rest_);
  if (rest.empty() || closer(rest.front()) || !std::string_view(text).ends_with(rest)) return text;
  const bool sure = rest.size() >= 3 || std::none_of(rest.begin(), rest.end(), word);
  if (!sure) return text;
  return std::string(right_trimmed(std::string_view(text).substr(0, text.size() - rest.size())));
}

std::string HoleEnd::finish() {
  if (done_) return {};
  done_ = true;
  if (one_line_) return take_back(std::exchange(held_, {}));
  const std::string_view line = first_ ? std::string_view(held_) : last_line(held_);
  if (judge(line, true) == Line::stop) return {};
  return std::string(right_trimmed(std::exchange(held_, {})));
}

HoleEnd::Line HoleEnd::judge(std::string_view line, bool complete) const {
  const std::string full = first_ ? before_ + std::string(line) : std::string(line);
  const std::string_view text = right_trimmed(full);
  if (is_blank(text)) return Line::open;
  if (!below_.empty()) {
    if (complete ? text == below_ : std::string_view(below_).starts_with(full))
      return complete ? Line::stop : Line::open;
  }
  if (first_) return Line::take;
  if (indent_of(full) >= indent_) return Line::take;
  if (!opened_ || !closes(text) || indent_of(full) + 1 != indent_) return Line::stop;
  return complete ? Line::last : Line::open;
}

std::string HoleEnd::feed_many(std::string_view piece) {
  std::string out;
  for (const char c : piece) {
    if (done_) break;
    if (c != '\n') {
      held_.push_back(c);
      continue;
    }
    // held_: perhaps blank lines, then this one. A line that is being shown already needs no judgement.
    if (!passing_) {
      const std::string_view line = first_ ? std::string_view(held_) : last_line(held_);
      const Line verdict = judge(line, true);
      if (verdict == Line::stop) {
        done_ = true;
        held_.clear();
        break;
      }
      if (verdict == Line::open) {  // blank
        ++blanks_;
        if (any_ && !first_ && (blanks_ > 1 || indent_ == 0)) {
          done_ = true;
          held_.clear();
          break;
        }
        held_.push_back('\n');
        first_ = false;
        continue;
      }
      if (verdict == Line::last) {
        done_ = true;
        out += std::exchange(held_, {});
        break;
      }
    }
    out += std::exchange(held_, "\n");
    blanks_ = 0;
    any_ = true;
    first_ = passing_ = false;
  }
  if (done_) return out;
  if (!passing_) {
    const std::string_view line = first_ ? std::string_view(held_) : last_line(held_);
    const Line verdict = judge(line, false);
    if (verdict == Line::stop) {
      done_ = true;
      held_.clear();
      return out;
    }
    passing_ = verdict == Line::take;
  }
  if (passing_) out += std::exchange(held_, {});
  return out;
}

}  // namespace weir::engine

// Patches, line by line.
#include "clients/patch.h"

#include <algorithm>
#include <charconv>

#include "base/limits.h"

namespace weir::clients {
namespace {

using How = Touch::How;
constexpr std::size_t patch_bytes = 512 * 1024;  // a patch that a model wrote has some KB
constexpr std::size_t patch_files = 256;

std::string_view next_line(std::string_view& text) {
  const auto end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// "a/src/x.go\t2026-11-24" -> "src/x.go"; "/dev/null" -> "".
std::string path_of(std::string_view text) {
  text = text.substr(0, text.find('\t'));
  if (text.starts_with("a/") || text.starts_with("b/")) text.remove_prefix(2);
  if (text == "/dev/null" || text.size() > limits::path_bytes) return {};
  return std::string(text);
}

// The first line in the new file of "@@ -1,2 +3,4 @@"; 0 where it states none.
unsigned new_line(std::string_view hunk) {
  const auto plus = hunk.find(" +");
  unsigned line = 0;
  if (plus != std::string_view::npos) std::from_chars(hunk.data() + plus + 2, hunk.data() + hunk.size(), line);
  return line;
}

bool is_mark(std::string_view line, char mark, std::string_view word) {
  const auto first = line.find_first_not_of(mark);
  if (first == std::string_view::npos) return word.empty() && line.size() >= 5;
  if (first < 5 || word.empty()) return false;
  std::string_view rest = line.substr(first);
  while (rest.starts_with(' ') || rest.starts_with('>')) rest.remove_prefix(1);
  while (rest.ends_with(' ') || rest.ends_with('>')) rest.remove_suffix(1);
  return rest == word;
}
bool is_search(std::string_view line) { return is_mark(line, '-', "SEARCH") || is_mark(line, '<', "SEARCH"); }
bool is_replace(std::string_view line) { return is_mark(line, '+', "REPLACE") || is_mark(line, '>', "REPLACE"); }

class Reader {
 public:
  std::vector<Patched> read(std::string_view text) {
    text = text.substr(0, patch_bytes);
    while (!text.empty()) line(next_line(text), text);
    flush();
    std::erase_if(
        out_, [](const Patched& p) { return p.path.empty() && p.words.removed().empty() && p.words.added().empty(); });
    return std::move(out_);
  }

 private:
  void line(std::string_view line, std::string_view rest) {
    if (block_ != Block::none) return in_block(line);
    if (is_search(line)) {
      if (out_.empty()) file("", How::edited);
      flush();
      block_ = Block::search;
      return;
    }
    if (header(line, rest) || !in_hunk_) return;
    if (line.starts_with('+')) return change(after_, line);
    if (line.starts_with('-')) return change(before_, line);
    flush();  // context: what stands on its two sides is compared apart
    if (at_ != 0 && !line.starts_with('\\')) ++at_;
  }

  // Lines of a diff that name a file or a place. The rest of the text tells "--- a" of a header from a removed line.
  bool header(std::string_view line, std::string_view rest) {
    if (line.starts_with("--- ") && rest.starts_with("+++ ")) {
      old_path_ = path_of(line.substr(4));
      in_hunk_ = false;
      return true;
    }
    if (line.starts_with("+++ ") && !in_hunk_) {
      const std::string path = path_of(line.substr(4));
      file(path.empty() ? old_path_ : path, old_path_.empty() ? How::created : How::edited);
      return true;
    }
    if (line.starts_with("@@")) {
      flush();
      if (out_.empty()) file("", How::edited);
      in_hunk_ = true;
      at_ = new_line(line);
      return true;
    }
    return envelope(line);
  }

  bool envelope(std::string_view line) {
    struct Mark {
      std::string_view text;
      How how;
    };
    for (const Mark& mark : {Mark{"*** Update File: ", How::edited}, Mark{"*** Add File: ", How::created},
                             Mark{"*** Delete File: ", How::edited}, Mark{"*** Move to: ", How::created}}) {
      if (!line.starts_with(mark.text)) continue;
      file(path_of(line.substr(mark.text.size())), mark.how);
      in_hunk_ = true;
      out_.back().whole = mark.text.starts_with("*** Add");
      return true;
    }
    return line.starts_with("*** ");
  }

  void in_block(std::string_view line) {
    if (block_ == Block::search && is_mark(line, '=', "")) {
      block_ = Block::replace;
    } else if (is_replace(line)) {
      block_ = Block::none;
      flush();
    } else {
      (block_ == Block::search ? before_ : after_).append(line).push_back('\n');
    }
  }

  void change(std::string& side, std::string_view line) {
    side.append(line.substr(1)).push_back('\n');
    if (at_ == 0 || out_.empty()) return;
    Lines& lines = out_.back().lines;
    if (lines.first == 0) lines.first = at_;
    lines.last = std::max(lines.last, at_);
    if (&side == &after_) ++at_;
  }

  void file(std::string path, How how) {
    flush();
    at_ = 0;
    if (out_.size() >= patch_files) out_.pop_back();
    out_.push_back({std::move(path), how, {}, {}, false});
  }

  void flush() {
    if (!out_.empty() && !(before_.empty() && after_.empty())) out_.back().words.add(before_, after_);
    before_.clear();
    after_.clear();
  }

  enum class Block { none, search, replace };
  std::vector<Patched> out_;
  std::string old_path_, before_, after_;
  Block block_ = Block::none;
  bool in_hunk_ = false;
  unsigned at_ = 0;  // line in the new file, 0 unknown
};

}  // namespace

std::vector<Patched> patches_in(std::string_view text) { return Reader().read(text); }

}  // namespace weir::clients

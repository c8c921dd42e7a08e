// The walk over lines: block comments, modifiers, keywords; what is left goes to the language's readers of lines.
#include <algorithm>

#include "workspace/text/scan.h"
#include "workspace/text/shapes.h"

namespace weir::workspace::text {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t looked_at = 512;  // of a line: signatures are shorter, minified code is not
constexpr int words_before_name = 8;    // modifiers; real lines have up to 5

Line line_of(std::string_view raw, std::uint32_t number) {
  raw = raw.substr(0, looked_at);
  Line line;
  line.number = number;
  std::size_t at = 0;
  for (; at < raw.size() && (raw[at] == ' ' || raw[at] == '\t'); ++at) line.indent += raw[at] == '\t' ? 4 : 1;
  raw.remove_prefix(at);
  while (!raw.empty() && (raw.back() == ' ' || raw.back() == '\t' || raw.back() == '\r')) raw.remove_suffix(1);
  line.text = raw;
  return line;
}

class Comments {
 public:
  explicit Comments(const Shape& shape) : shape_(shape) {}
  // Whether this line is (or begins) a block that holds no definitions.
  bool covers(std::string_view line) {
    if (shape_.open.empty()) return false;
    if (shape_.open == shape_.close) return toggles(line);
    if (inside_) {
      inside_ = line.find(shape_.close) == npos;
      return true;
    }
    if (!line.starts_with(shape_.open)) return false;
    inside_ = line.find(shape_.close, shape_.open.size()) == npos;
    return true;
  }

 private:
  bool toggles(std::string_view line) {
    const bool before = inside_;
    for (std::size_t at = line.find(shape_.open); at != npos; at = line.find(shape_.open, at + shape_.open.size())) {
      inside_ = !inside_;
    }
    return before || (inside_ && line.starts_with(shape_.open));
  }
  const Shape& shape_;
  bool inside_ = false;
};

// A word with the sign that makes it one: @interface, #define.
std::string_view signed_word(std::string_view text) {
  const std::size_t sign = !text.empty() && (text.front() == '@' || text.front() == '#') ? 1 : 0;
  return text.substr(0, sign + word_at(text.substr(sign)).size());
}

// The words of one line before its name. Kept small: run for each line of a repository.
class KeywordLine {
 public:
  KeywordLine(const Dialect& dialect, const Line& line, Found& out) : dialect_(dialect), line_(line), out_(out) {}

  bool read() {
    const std::size_t before = out_.size();
    rest_ = line_.text;
    for (int i = 0; i < words_before_name && step() && out_.size() == before; ++i) {}
    return out_.size() > before;
  }

 private:
  bool step() {  // false: this line is no such definition
    rest_ = skip_blanks(rest_);
    const std::string_view spelled = signed_word(rest_);
    if (spelled.empty()) return false;
    const KnownWord* const known = dialect_.shape().any_case ? dialect_.find(lower(spelled)) : dialect_.find(spelled);
    const bool annotation = spelled.front() == '@';
    if (known == nullptr && !annotation) return false;
    rest_.remove_prefix(spelled.size());
    if (known != nullptr && known->keyword != nullptr) return at_keyword(*known->keyword);
    if (known != nullptr) modified_ = true;
    skip_argument(annotation);
    if (held_ != nullptr) try_names(*held_);  // "static mut NAME", "let mut NAME"
    return true;
  }

  // "enum class NAME", "const fn NAME": a keyword may only be the first of two.
  bool at_keyword(const Keyword& keyword) {
    const std::size_t before = out_.size();
    if (keyword.at != NameAt::next || !goes_on()) try_names(keyword);
    held_ = &keyword;
    return out_.size() == before;
  }
  bool goes_on() const {
    const std::string_view next = skip_blanks(rest_), word = word_at(next);
    return dialect_.find(word) != nullptr && !word_at(skip_blanks(next.substr(word.size()))).empty();
  }

  void try_names(const Keyword& keyword) {
    const bool local = keyword.deepest != anywhere && static_cast<int>(line_.indent) > keyword.deepest;
    if (!local || modified_) take_names(keyword, rest_, line_, out_);
  }

  void skip_argument(bool annotation) {  // pub(crate), extern "C", template <class T>, @Route("/x")
    while (annotation && rest_.starts_with('.')) {
      rest_.remove_prefix(1);
      rest_.remove_prefix(word_at(rest_).size());
    }
    const std::string_view next = skip_blanks(rest_);
    if (!next.empty() && std::string_view("(<\"").contains(next.front())) rest_ = next.substr(group_end(next));
  }

  const Dialect& dialect_;
  const Line& line_;
  Found& out_;
  std::string_view rest_;
  const Keyword* held_ = nullptr;
  bool modified_ = false;
};

// Go's "const (" ... ")": a name per line, one level in.
class Group {
 public:
  explicit Group(const Dialect& dialect) : dialect_(dialect) {}
  bool covers(const Line& line, Found& out) {
    if (dialect_.shape().groups.empty()) return false;
    if (!inside_) {
      if (line.indent > 0 || !line.text.ends_with('(')) return false;
      const std::string_view word = word_at(line.text);
      const KnownWord* const known = dialect_.find(word);
      inside_ = known != nullptr && known->group && skip_blanks(line.text.substr(word.size())) == "(";
      return inside_;
    }
    if (line.indent == 0 && line.text.starts_with(')')) inside_ = false;
    const std::string_view name = line.indent == 4 ? word_at(line.text) : std::string_view{};
    if (inside_ && is_name(name)) out.push_back({.name = name, .line = line.number});
    return true;
  }

 private:
  const Dialect& dialect_;
  bool inside_ = false;
};

void read_line(const Dialect& dialect, const Line& line, Found& out) {
  if (KeywordLine(dialect, line, out).read()) return;
  const std::size_t before = out.size();
  for (const LineReader reader : dialect.shape().readers) {
    reader(line, out);
    if (out.size() > before) return;
  }
}

}  // namespace

std::vector<DefinitionLine> definitions(std::string_view text, Language language) {
  Found out;
  const Dialect* const dialect = dialect_of(language);
  if (dialect == nullptr) return out;
  Comments comments(dialect->shape());
  Group group(*dialect);
  std::uint32_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const Line line = line_of(text.substr(at, end - at), ++number);
    at = end + 1;
    if (line.text.empty() || comments.covers(line.text) || group.covers(line, out)) continue;
    read_line(*dialect, line, out);
  }
  return out;
}

}  // namespace weir::workspace::text

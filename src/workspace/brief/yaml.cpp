// lines: YAML, key by key. Enough for the files that say how a repository is built; anchors and flow mappings over
// several lines are left as they stand.
#include <algorithm>

#include "workspace/brief/lines.h"

namespace weir::workspace::brief {
namespace {

constexpr std::size_t block_bytes = 16 * 1024;  // one block scalar: a script in a CI step
constexpr std::size_t key_count = 20'000;

struct Row {
  std::string_view text;  // without the comment, right trimmed
  std::size_t indent = 0;
  unsigned number = 0;
};

std::size_t indent_of(std::string_view line) {
  const auto at = line.find_first_not_of(' ');
  return at == std::string_view::npos ? line.size() : at;
}

// A comment begins with # at the line's start or behind a space, outside of quotes.
std::string_view without_comment(std::string_view line) {
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if ((c == '"' || c == '\'') && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '[' || line[i - 1] == ',')) {
      quote = c;
    } else if (c == '#' && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t')) {
      return line.substr(0, i);
    }
  }
  return line;
}

// Where the key's colon stands; npos when the text is no "key: value".
std::size_t colon_of(std::string_view text) {
  if (text.empty()) return std::string_view::npos;
  std::size_t from = 0;
  if (text.front() == '"' || text.front() == '\'') {
    from = text.find(text.front(), 1);
    if (from == std::string_view::npos) return from;
  } else if (text.front() == '[' || text.front() == '{' || text.front() == '|' || text.front() == '>') {
    return std::string_view::npos;
  }
  for (std::size_t at = text.find(':', from); at != std::string_view::npos; at = text.find(':', at + 1)) {
    if (at + 1 == text.size() || text[at + 1] == ' ') return at;
  }
  return std::string_view::npos;
}

class Keys {
 public:
  explicit Keys(std::string_view text) {
    each_line(text, [&](std::string_view line, unsigned number) {
      rows_.push_back({.text = line, .indent = indent_of(line), .number = number});
      return true;
    });
  }

  std::vector<YamlKey> read() {
    for (at_ = 0; at_ < rows_.size() && out_.size() < key_count;) one(rows_[at_]);
    return std::move(out_);
  }

 private:
  void one(const Row& row) {
    std::string_view rest = row.text.substr(std::min(row.indent, row.text.size()));
    ++at_;
    if (trim(rest).empty() || rest.front() == '#' || rest.front() == '\t' || rest.starts_with("---")) return;
    YamlKey key{.key = {}, .value = {}, .column = row.indent, .item = false, .line = row.number};
    while (rest == "-" || rest.starts_with("- ")) {
      key.item = true;
      const auto next = rest.find_first_not_of(' ', 1);
      if (next == std::string_view::npos) break;
      key.column += next;
      rest.remove_prefix(next);
    }
    const auto colon = colon_of(rest);
    const bool plain = colon == std::string_view::npos;
    if (plain && !key.item) return;  // a continued scalar
    // What stands under a plain list item belongs to it when it is indented deeper than the dash.
    const std::size_t base = plain && key.item ? row.indent : key.column;
    if (!plain) key.key = std::string(unquoted(rest.substr(0, colon)));
    value(key, plain ? rest : rest.substr(colon + 1), base);
    out_.push_back(std::move(key));
  }

  void value(YamlKey& key, std::string_view text, std::size_t base) {
    const std::string_view head = trim(without_comment(text));
    if (head.starts_with('|') || head.starts_with('>')) {
      block(key, base, head.front() == '>');
      return;
    }
    key.value = std::string(unquoted(head));
    if (!head.empty()) continued(key, base);
  }

  // A block scalar: all deeper lines. Folded ones become one line.
  void block(YamlKey& key, std::size_t base, bool folded) {
    for (; at_ < rows_.size(); ++at_) {
      const Row& row = rows_[at_];
      const bool empty = trim(row.text).empty();
      if (!empty && row.indent <= base) return;
      if (key.value.size() < block_bytes) {
        key.value += trim(row.text);
        key.value += folded && !empty ? ' ' : '\n';
      }
    }
  }

  // A plain scalar goes on in deeper lines that are neither keys nor items.
  void continued(YamlKey& key, std::size_t base) {
    for (; at_ < rows_.size(); ++at_) {
      const Row& row = rows_[at_];
      const std::string_view text = trim(without_comment(row.text));
      if (text.empty() || row.indent <= base || text.starts_with("- ") || colon_of(text) != std::string_view::npos)
        return;
      if (key.value.size() < block_bytes) key.value += " " + std::string(text);
    }
  }

  std::vector<Row> rows_;
  std::vector<YamlKey> out_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<YamlKey> yaml_keys(std::string_view text) { return Keys(text).read(); }

}  // namespace weir::workspace::brief

// A pass over TOML's strings and comments, before the parser.
#include "config/toml_scan.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "config/toml.h"

namespace weir::config {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

class Scanner {
 public:
  Scanner(std::string_view text, const std::string& file) : text_(text), file_(file) {
    if (text.starts_with(kByteOrderMark)) line_start_ = at_ = kByteOrderMark.size();
  }

  Result<void> run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (static_cast<unsigned char>(c) >= 0x80)
        return foreign("a character that is not ASCII stands outside of quotes");
      if (c == '#') {
        comment();
      } else if (c == '"' || c == '\'') {
        TRY_VOID(string(c));
      } else {
        step();
      }
    }
    return {};
  }

 private:
  std::unexpected<Error> foreign(std::string_view what) const {
    const auto column = static_cast<unsigned>(at_ - line_start_ + 1);
    return fail_at(file_, {line_, column}, what, "put it into quotes");
  }

  void step() {
    if (text_[at_++] == '\n') {
      ++line_;
      line_start_ = at_;
    }
  }

  void comment() {
    while (at_ < text_.size() && text_[at_] != '\n') ++at_;
  }

  bool is_triple(char quote) const { return text_.substr(at_, 3) == std::string(3, quote); }

  Result<void> string(char quote) {
    const bool many_lines = is_triple(quote);
    at_ += many_lines ? 3 : 1;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n' && !many_lines) return {};  // not closed: the parser says so
      if (c == '\\' && quote == '"') {
        TRY_VOID(escape(many_lines));
      } else if (c == quote && (!many_lines || is_triple(quote))) {
        close(quote, many_lines);
        return {};
      } else {
        step();
      }
    }
    return {};
  }

  // A string of many lines may end in up to five quotes, the first two of them its own.
  void close(char quote, bool many_lines) {
    at_ += many_lines ? 3 : 1;
    for (int extra = 0; many_lines && extra < 2 && at_ < text_.size() && text_[at_] == quote; ++extra) ++at_;
  }

  // A backslash before a line's end eats the blank behind it, where the parser asks its tables again.
  Result<void> escape(bool many_lines) {
    step();
    const bool blank = at_ < text_.size() && std::string_view(" \t\r\n").contains(text_[at_]);
    if (!many_lines || !blank) {
      if (at_ < text_.size()) {
        if (static_cast<unsigned char>(text_[at_]) >= 0x80)
          return foreign("a backslash stands before a character that is not ASCII");
        step();
      }
      return {};
    }
    while (at_ < text_.size() && std::string_view(" \t\r\n").contains(text_[at_])) step();
    if (at_ < text_.size() && static_cast<unsigned char>(text_[at_]) >= 0x80) {
      return foreign("a line that a backslash continues begins with a character that is not ASCII");
    }
    return {};
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0, line_start_ = 0;
  unsigned line_ = 1;
};

// A key of ten thousand dots nests as many tables, and the parser's destructors recurse. Short lines bound that.
Result<void> check_lines(std::string_view text, const std::string& file) {
  if (text.size() > limits::config_bytes) {
    return fail(ErrorKind::too_large, fmt::format("{}: larger than {} bytes", file, limits::config_bytes));
  }
  unsigned line = 1;
  for (std::size_t at = 0; at < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end - at > limits::config_line_bytes) {
      return fail_at(file, {line, 1}, fmt::format("a line of more than {} bytes", limits::config_line_bytes),
                     "write shorter lines");
    }
    at = end + 1;
  }
  return {};
}

}  // namespace

Result<void> scan_toml(std::string_view text, const std::string& file) {
  TRY_VOID(check_lines(text, file));
  return Scanner(text, file).run();
}

}  // namespace weir::config

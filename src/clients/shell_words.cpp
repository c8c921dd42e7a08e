// The lexer of shell commands.
#include "clients/shell_words.h"

namespace weir::clients {
namespace {

using Joint = ShellCommand::Joint;
using To = ShellRedirect::To;

constexpr std::size_t command_bytes = 64 * 1024;  // agents write whole files through here-documents, some KB each
constexpr std::size_t commands_kept = 128;
constexpr std::string_view separators = ";|&\n()";

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text.substr(0, command_bytes)) {}

  std::vector<ShellCommand> run() {
    while (at_ < text_.size() && out_.size() < commands_kept) step();
    end_command(Joint::end);
    return std::move(out_);
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  // Whether that stands here; moves behind it.
  bool take(std::string_view what) {
    if (!text_.substr(at_).starts_with(what)) return false;
    at_ += what.size();
    return true;
  }

  void step() {
    const char c = peek();
    if (c == ' ' || c == '\t' || c == '\r') {
      ++at_;
    } else if (take("\\\n")) {
    } else if (c == '#') {
      while (at_ < text_.size() && peek() != '\n') ++at_;
    } else if (separators.find(c) != std::string_view::npos && text_.substr(at_, 2) != "&>") {
      separator();
    } else if (!redirect()) {
      current_.words.push_back(word());
    }
  }

  void separator() {
    if (take("&&")) return end_command(Joint::then);
    if (take("||")) return end_command(Joint::otherwise);
    const char c = peek();
    ++at_;
    if (c == '|') {
      take("&");
      return end_command(Joint::pipe);
    }
    if (c == '&') return end_command(Joint::background);
    end_command(Joint::next);
    if (c == '(') ++depth_;
    if (c == ')' && depth_ > 0) --depth_;
    if (c == '\n') here_documents();
  }

  // "2>&1", "&> file", ">> file", "< file", "<<EOF", "<<<word". Digits in front name a descriptor.
  bool redirect() {
    std::size_t digits = 0;
    while (peek(digits) >= '0' && peek(digits) <= '9') ++digits;
    if (peek() == '&' && peek(1) == '>') digits = 1;
    if (peek(digits) != '<' && peek(digits) != '>') return false;
    const bool errors = text_.substr(at_, digits) == "2";
    at_ += digits;
    if (take("<<<")) {
      skip_blank();
      word();
      return true;
    }
    if (take("<<")) return here_mark();
    const To to = peek() == '<' ? To::read : text_.substr(at_, 2) == ">>" ? To::append : To::write;
    at_ += to == To::append ? 2 : 1;
    take("|");
    if (take("(")) return true;  // a process, not a file
    const bool descriptor = take("&");
    skip_blank();
    ShellWord target = word();
    if (!descriptor && !errors && !target.text.empty()) current_.redirects.push_back({to, std::move(target)});
    return true;
  }

  bool here_mark() {
    take("-");
    skip_blank();
    ends_.push_back({word().text, out_.size()});
    return true;
  }

  // The bodies of the line's here-documents, in order. Each belongs to the command that named its end.
  void here_documents() {
    for (const End& end : ends_) {
      std::string body;
      while (at_ < text_.size()) {
        const auto stop = text_.find('\n', at_);
        std::string_view line = text_.substr(at_, stop == std::string_view::npos ? stop : stop - at_);
        at_ = stop == std::string_view::npos ? text_.size() : stop + 1;
        const auto first = line.find_first_not_of('\t');
        if ((first == std::string_view::npos ? "" : line.substr(first)) == end.word) break;
        body.append(line).push_back('\n');
      }
      if (end.command < out_.size()) out_[end.command].input = std::move(body);
    }
    ends_.clear();
  }

  void skip_blank() {
    while (peek() == ' ' || peek() == '\t') ++at_;
  }

  ShellWord word() {
    ShellWord out;
    while (at_ < text_.size()) {
      const char c = peek();
      if (c == ' ' || c == '\t' || c == '\r' || c == '<' || c == '>' || separators.find(c) != std::string_view::npos)
        break;
      if (c == '\'' || c == '"') {
        quoted(out, c);
      } else if (c == '\\') {
        ++at_;
        if (at_ < text_.size()) out.text += text_[at_++];
      } else if (c == '`' || (c == '$' && peek(1) == '(')) {
        substitution(out);
      } else {
        if (std::string_view("$*?[]{}~").find(c) != std::string_view::npos) out.plain = false;
        out.text += c;
        ++at_;
      }
    }
    return out;
  }

  void quoted(ShellWord& out, char quote) {
    ++at_;
    while (at_ < text_.size() && peek() != quote) {
      const char c = peek();
      if (quote == '"' && c == '\\' && std::string_view("\"\\$`\n").find(peek(1)) != std::string_view::npos) {
        ++at_;
      } else if (quote == '"' && (c == '$' || c == '`')) {
        out.plain = false;
      }
      if (at_ < text_.size()) out.text += text_[at_++];
    }
    ++at_;
  }

  // Skipped to its end: what runs inside is not read.
  void substitution(ShellWord& out) {
    out.plain = false;
    if (take("`")) {
      while (at_ < text_.size() && peek() != '`') ++at_;
      ++at_;
      return;
    }
    std::size_t depth = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '(') ++depth;
      if (c == ')' && --depth == 0) return;
    }
  }

  void end_command(Joint joint) {
    if (current_.words.empty() && current_.redirects.empty()) {
      if (!out_.empty() && joint != Joint::end && out_.back().joint == Joint::next) out_.back().joint = joint;
      return;
    }
    current_.joint = joint;
    current_.depth = depth_;
    out_.push_back(std::move(current_));
    current_ = {};
  }

  struct End {
    std::string word;
    std::size_t command;
  };
  std::string_view text_;
  std::size_t at_ = 0;
  unsigned depth_ = 0;
  ShellCommand current_;
  std::vector<ShellCommand> out_;
  std::vector<End> ends_;
};

}  // namespace

std::vector<ShellCommand> shell_commands(std::string_view text) { return Lexer(text).run(); }

}  // namespace weir::clients

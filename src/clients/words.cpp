// Words of code and their difference.
#include "clients/words.h"

#include <algorithm>
#include <functional>

#include "base/limits.h"

namespace weir::clients {
namespace {

constexpr std::size_t word_bytes = 64;          // longer than any name that people write by hand
constexpr std::size_t text_bytes = 256 * 1024;  // of one side of an edit; generated files are larger
constexpr std::size_t words_kept = 16 * 1024;   // different ones of one side
constexpr std::size_t random_bytes = 16;        // from here on a word without a seam may be a key

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) > 127;
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_letter(c) || is_digit(c); }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool in_route(char c) { return is_word(c) || std::string_view("{}:.-/%").find(c) != std::string_view::npos; }

// Letters and digits take turns, or all is upper case with digits and no seam: an access key, a token, a hash.
bool looks_random(std::string_view word) {
  if (word.size() < random_bytes) return false;
  std::size_t turns = 0, digits = 0, lower = 0;
  for (std::size_t i = 0; i < word.size(); ++i) {
    digits += is_digit(word[i]) ? 1 : 0;
    lower += word[i] >= 'a' && word[i] <= 'z' ? 1 : 0;
    turns += i > 0 && is_digit(word[i]) != is_digit(word[i - 1]) ? 1 : 0;
  }
  const bool seamless_capitals = lower == 0 && digits > 0 && word.find('_') == std::string_view::npos;
  return turns >= 4 || digits * 3 > word.size() || seamless_capitals || (word.size() > 32 && digits > 0 && turns > 1);
}

using Each = std::function<bool(std::string_view)>;  // false: enough

class Scan {
 public:
  Scan(std::string_view text, const Each& each) : text_(text.substr(0, text_bytes)), each_(each) {}

  void run() {
    while (at_ < text_.size() && go_) {
      const char c = text_[at_];
      if (c == '"' || c == '\'' || c == '`') literal(c);
      if (is_letter(c)) {
        word();
      } else if (is_digit(c)) {
        while (at_ < text_.size() && is_word(text_[at_])) ++at_;
      } else if (c == '/' && begins_route()) {
        route();
      } else {
        ++at_;
      }
    }
  }

 private:
  char before() const { return at_ == 0 ? '\n' : text_[at_ - 1]; }
  void give(std::string_view word) {
    if (go_ && word.size() > 1 && word.size() <= word_bytes && !looks_random(word)) go_ = each_(word);
  }
  void word() {
    const std::size_t from = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    give(text_.substr(from, at_ - from));
  }
  // "order-created", "billing/charge.go": a name with seams between quotes. Its words are read too, by run().
  void literal(char quote) {
    const std::string_view rest = text_.substr(at_ + 1, word_bytes + 1);
    const std::string_view inside = rest.substr(0, rest.find(quote));
    if (inside.size() == rest.size() || inside.empty() || inside.front() == '/') return;
    const bool plain = std::ranges::all_of(inside, in_route);
    const bool seams = inside.find_first_of("/-.:") != std::string_view::npos;
    if (plain && seams && std::ranges::any_of(inside, is_letter)) give(inside);
  }
  // "/orders/{id}", quoted or as a YAML key; neither a comment nor a division nor the end of a tag.
  bool begins_route() const {
    const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\n';
    const char last = before();
    return (is_letter(next) || next == '{') && (is_blank(last) || last == '"' || last == '\'' || last == '`');
  }
  void route() {
    std::size_t end = at_;
    while (end < text_.size() && in_route(text_[end])) ++end;
    std::string_view all = text_.substr(at_, end - at_);
    while (all.ends_with(':') || all.ends_with('.')) all.remove_suffix(1);
    give(all);
    ++at_;
  }

  std::string_view text_;
  const Each& each_;
  std::size_t at_ = 0;
  bool go_ = true;
};

std::size_t line_end(std::string_view text) {
  const auto at = text.find('\n');
  return at == std::string_view::npos ? text.size() : at + 1;
}

void drop_common_lines(std::string_view& a, std::string_view& b) {
  while (!a.empty() && !b.empty()) {
    const std::size_t n = line_end(a);
    if (n != line_end(b) || a.substr(0, n) != b.substr(0, n)) break;
    a.remove_prefix(n);
    b.remove_prefix(n);
  }
  while (!a.empty() && !b.empty()) {
    const auto line_of = [](std::string_view text) {
      const auto at = text.size() > 1 ? text.rfind('\n', text.size() - 2) : std::string_view::npos;
      return at == std::string_view::npos ? text : text.substr(at + 1);
    };
    const std::string_view last = line_of(a);
    if (last != line_of(b)) break;
    a.remove_suffix(last.size());
    b.remove_suffix(last.size());
  }
}

}  // namespace

std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> out;
  std::unordered_map<std::string, bool> seen;
  const Each each = [&](std::string_view word) {
    if (seen.emplace(word, true).second) out.emplace_back(word);
    return out.size() < words_kept;
  };
  Scan(text, each).run();
  return out;
}

void Difference::add(std::string_view before, std::string_view after) {
  drop_common_lines(before, after);
  collect(before_, before);
  collect(after_, after);
}

void Difference::collect(Side& side, std::string_view text) {
  const Each each = [&side](std::string_view word) {
    side.emplace(word, side.size());
    return side.size() < words_kept;
  };
  Scan(text, each).run();
}

std::vector<std::string> Difference::only(const Side& side, const Side& other) {
  std::vector<std::pair<std::size_t, std::string_view>> order;
  for (const auto& [word, place] : side) {
    if (!other.contains(word)) order.emplace_back(place, word);
  }
  std::ranges::sort(order);
  if (order.size() > limits::change_words) order.resize(limits::change_words);
  std::vector<std::string> out;
  for (const auto& [place, word] : order) out.emplace_back(word);
  return out;
}

}  // namespace weir::clients

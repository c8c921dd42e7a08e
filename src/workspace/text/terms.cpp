// From an identifier to its terms: cut at humps, underscores and scripts, lower-cased, stemmed, stop words left out.
#include <algorithm>
#include <span>

#include "base/utf8.h"
#include "workspace/text/scan.h"
#include "workspace/text/stem.h"
#include "workspace/text/stop_words.h"

namespace weir::workspace::text {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_high(char c) { return static_cast<unsigned char>(c) >= 0x80; }

unsigned byte_at(std::string_view word, std::size_t at) {
  return at < word.size() ? static_cast<unsigned char>(word[at]) : 0U;
}

// Bytes of the capital at `at`, 0 when there is none. Beyond ASCII: Latin-1 and Cyrillic, the scripts with capitals
// that names in code are found in.
std::size_t capital(std::string_view word, std::size_t at) {
  if (at >= word.size()) return 0;
  if (is_upper(word[at])) return 1;
  const unsigned first = byte_at(word, at), second = byte_at(word, at + 1);
  const bool latin = first == 0xc3 && second >= 0x80 && second <= 0x9e && second != 0x97;
  const bool cyrillic = first == 0xd0 && second >= 0x90 && second <= 0xaf;
  return latin || cyrillic ? 2 : 0;
}

bool goes_on(std::string_view word, std::size_t at) {
  return at < word.size() && (is_lower(word[at]) || is_high(word[at])) && capital(word, at) == 0;
}

// End of the run of capitals at `at` as a part: HTTP of HTTPServer, but all of IDs.
std::size_t capitals_end(std::string_view word, std::size_t at) {
  std::size_t end = at, last = at, n = 0;
  for (; end < word.size(); end += n) {
    n = capital(word, end);
    if (n == 0 && !is_digit(word[end])) break;
    n = n == 0 ? 1 : n;
    last = end;
  }
  if (!goes_on(word, end)) return end;
  const bool plural = word[end] == 's' && !goes_on(word, end + 1);
  if (plural && last > at) return end + 1;
  return is_digit(word[last]) ? end : last;
}

std::size_t part_end(std::string_view word, std::size_t at) {
  std::size_t end = at;
  if (const std::size_t n = capital(word, at); n > 0) {
    end = capitals_end(word, at);
    if (end > at + n) return end;
    end = at + n;  // one capital: "Server"
  }
  while (end < word.size() && (goes_on(word, end) || is_digit(word[end]))) ++end;
  return end;
}

void lower_letters(std::span<char> letters) {
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const std::size_t n = capital({letters.data(), letters.size()}, i);
    if (n == 1) {
      letters[i] = static_cast<char>(letters[i] + 32);
    } else if (n == 2) {
      const bool wraps = letters[i] == '\xd0' && static_cast<unsigned char>(letters[i + 1]) >= 0xa0;  // to U+0440
      if (wraps) letters[i] = '\xd1';
      letters[i + 1] = static_cast<char>(letters[i + 1] + (wraps ? -0x20 : 0x20));
    }
  }
}

// Chinese, Japanese and Korean do not separate words: bytes of a letter of theirs that begins at `at`, else 0.
std::size_t ideograph(std::string_view word, std::size_t at) {
  const auto first = static_cast<unsigned char>(word[at]);
  const bool unspaced = (first >= 0xe4 && first <= 0xed) ||
                        (first == 0xe3 && at + 1 < word.size() && static_cast<unsigned char>(word[at + 1]) >= 0x81);
  return unspaced ? utf8_length(word, at) : 0;
}

class Splitter {
 public:
  Splitter(Language language, Parts& out) : language_(language), out_(out) { out_.count = 0; }

  void part(std::string_view spelled) {
    if (std::ranges::any_of(spelled, is_high)) return foreign(spelled);
    add(spelled);
  }

 private:
  void add(std::string_view spelled) {
    const std::size_t n = spelled.size();
    if (n < 2 || out_.count == out_.part.size() || used_ + n > out_.letters.size()) return;
    char* const term = out_.letters.data() + used_;
    std::ranges::copy(spelled, term);
    lower_letters({term, n});
    if (stops(std::string_view(term, n), language_)) return;
    const std::size_t size = stem(term, n);
    out_.part[out_.count++] = {
        .term_at = term, .spelled_at = spelled.data(), .term_size = size, .spelled_size = spelled.size()};
    used_ += size;
  }

  // Pairs of ideographs as one long word would never be asked for whole; the rest as it is.
  void foreign(std::string_view spelled) {
    std::size_t plain = 0, at = 0;
    while (at < spelled.size()) {
      const std::size_t n = ideograph(spelled, at);
      if (n == 0) {
        ++at;
        continue;
      }
      add(spelled.substr(plain, at - plain));
      at = pairs(spelled, at);
      plain = at;
    }
    add(spelled.substr(plain));
  }
  std::size_t pairs(std::string_view spelled, std::size_t at) {
    const std::size_t begin = at;
    std::size_t last = at;
    while (at < spelled.size()) {
      const std::size_t n = ideograph(spelled, at);
      if (n == 0) break;
      if (at > begin) add(spelled.substr(last, at + n - last));
      last = at;
      at += n;
    }
    if (last == begin) add(spelled.substr(begin, at - begin));
    return at;
  }

  Language language_;
  Parts& out_;
  std::size_t used_ = 0;
};

}  // namespace

void split(std::string_view identifier, Language language, Parts& out) {
  Splitter splitter(language, out);
  if (identifier.size() > longest_identifier) return;
  std::size_t at = 0;
  while (at < identifier.size()) {
    if (capital(identifier, at) == 0 &&
        !goes_on(identifier, at)) {  // '_', digits without letters before them, dots of a path
      ++at;
      continue;
    }
    const std::size_t end = part_end(identifier, at);
    splitter.part(identifier.substr(at, end - at));
    at = end;
  }
}

void terms(std::string_view identifier, Language language, const std::function<void(std::string_view)>& take) {
  Parts parts;
  split(identifier, language, parts);
  for (const auto& part : parts) take(part.term());
}

void terms(std::string_view identifier, const std::function<void(std::string_view)>& take) {
  terms(identifier, Language::none, take);
}

void terms_spelled(std::string_view identifier, const std::function<void(std::string_view, std::string_view)>& take) {
  Parts parts;
  split(identifier, Language::none, parts);
  for (const auto& part : parts) take(part.term(), part.spelled());
}

}  // namespace weir::workspace::text

// Sentences, their words, and the operation that they ask for.
#include "workspace/repo/operation.h"

#include <algorithm>
#include <optional>

#include "base/limits.h"
#include "workspace/repo/operation_words.h"
#include "workspace/text/text.h"

namespace weir::workspace {
namespace {

constexpr std::size_t mentions_max = 64;
constexpr std::size_t word_max = 200;  // longer is no name

struct Word {
  std::string_view text;
  bool quoted = false;  // `user_id`, "user_id"
};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// A dot ends a sentence only before a space or the end: order.proto goes on.
bool ends_sentence(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (c == '\n' || c == '!' || c == ';') return true;
  if (c != '.' && c != '?') return false;
  return at + 1 == text.size() || is_space(text[at + 1]);
}

std::vector<std::string_view> sentences(std::string_view text) {
  std::vector<std::string_view> out;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && !ends_sentence(text, i)) continue;
    if (i > begin) out.push_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  return out;
}

bool strips(char c) { return std::string_view(",:()[]<>*").find(c) != std::string_view::npos; }

std::string_view stripped(std::string_view word) {
  // "/orders/{id}" and "render()" keep what belongs to them.
  while (!word.empty() && strips(word.front())) word.remove_prefix(1);
  while (!word.empty() && (strips(word.back()) || word.back() == '.' || word.back() == '?')) word.remove_suffix(1);
  if (word.ends_with("'s")) word.remove_suffix(2);
  return word;
}

bool is_quote(char c) { return c == '`' || c == '"' || c == '\''; }

std::vector<Word> words_of(std::string_view sentence) {
  std::vector<Word> out;
  std::size_t i = 0;
  while (i < sentence.size()) {
    if (is_space(sentence[i])) {
      ++i;
      continue;
    }
    if (is_quote(sentence[i])) {
      const std::size_t end = sentence.find(sentence[i], i + 1);
      if (end != std::string_view::npos && end - i <= word_max) {
        out.push_back({sentence.substr(i + 1, end - i - 1), true});
        i = end + 1;
        continue;
      }
    }
    std::size_t end = i;
    while (end < sentence.size() && !is_space(sentence[end])) ++end;
    const std::string_view word = stripped(sentence.substr(i, end - i));
    if (!word.empty() && word.size() <= word_max) out.push_back({word, false});
    i = std::max(end, i + 1);
  }
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

bool negated(const std::vector<std::string>& words, std::size_t at) {
  for (std::size_t back = 1; back <= 3 && back <= at; ++back) {
    if (std::ranges::find(negations, words[at - back]) != negations.end()) return true;
  }
  return false;
}

bool matches(const std::vector<std::string>& words, std::size_t at, std::string_view phrase) {
  if (words[at].empty() || words[at].front() != phrase.front()) return false;  // most end here
  const std::size_t space = phrase.find(' ');
  if (space == std::string_view::npos) return words[at] == phrase;
  return words[at] == phrase.substr(0, space) && at + 1 < words.size() && words[at + 1] == phrase.substr(space + 1);
}

bool is_name(const Word& word) {
  if (word.text.find('/') != std::string_view::npos && word.text.size() > 1) return true;
  return text::looks_like_identifier(word.text) || (word.quoted && word.text.find(' ') == std::string_view::npos);
}

struct Found {
  std::string_view operation;
  std::size_t harmless_at = 0;  // first word of harmless work; the number of words: there is none
};

std::size_t first_harmless(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    for (const std::string_view phrase : harmless) {
      if (matches(words, i, phrase)) return i;
    }
  }
  return words.size();
}

// Quoted words and names are not verbs: rename the field `type` has one operation. An operation after harmless work
// is part of it: "a docstring that says what it returns".
std::optional<Found> operation_of(const std::vector<Word>& sentence) {
  std::vector<std::string> words;
  for (const Word& word : sentence) words.push_back(word.quoted ? std::string() : lower(word.text));
  const std::size_t harmless_at = first_harmless(words);
  for (const OperationWords& row : operation_words) {
    for (const std::string_view phrase : row.words) {
      if (phrase.empty()) break;
      for (std::size_t i = 0; i < harmless_at; ++i) {
        if (matches(words, i, phrase) && !negated(words, i)) return Found{row.operation, harmless_at};
      }
    }
  }
  return std::nullopt;
}

std::string name_text(std::string_view word) {
  if (word.ends_with("()")) word.remove_suffix(2);
  return std::string(word);
}

std::vector<std::string> names_of(const std::vector<Word>& sentence) {
  std::vector<std::string> out;
  for (const Word& word : sentence) {
    if (is_name(word)) out.push_back(name_text(word.text));
  }
  return out;
}

// A plain word may be a definition's name too ("rename quantity in Line"): the caller knows the definitions.
std::vector<std::string> plain_words(const std::vector<Word>& sentence) {
  std::vector<std::string> out;
  for (const Word& word : sentence) {
    if (!is_name(word) && word.text.size() >= 2) out.push_back(name_text(word.text));
  }
  return out;
}

}  // namespace

std::vector<Mention> mentions(std::string_view text) {
  text = text.substr(0, limits::workspace_question_bytes);
  std::vector<Mention> out;
  for (const std::string_view sentence : sentences(text)) {
    auto words = words_of(sentence);
    const auto found = operation_of(words);
    if (!found) continue;
    // "Remove the typo in user_id": what stands behind harmless work is where it is done.
    words.resize(std::min(words.size(), found->harmless_at));
    auto candidates = names_of(words);
    const std::size_t names = candidates.size();
    for (auto& plain : plain_words(words)) candidates.push_back(std::move(plain));
    if (candidates.size() > mentions_max) candidates.resize(mentions_max);
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      if (out.size() >= mentions_max) return out;
      Mention mention{candidates[i], std::string(found->operation), i >= names, {}};
      for (const std::string& other : candidates) {
        if (other != candidates[i]) mention.beside.push_back(other);
      }
      out.push_back(std::move(mention));
    }
  }
  return out;
}

std::vector<std::string> names_in(std::string_view text) {
  std::vector<std::string> out;
  for (const std::string_view sentence : sentences(text.substr(0, limits::workspace_question_bytes))) {
    for (auto& name : names_of(words_of(sentence))) {
      if (out.size() >= mentions_max) return out;
      out.push_back(std::move(name));
    }
  }
  return out;
}

}  // namespace weir::workspace

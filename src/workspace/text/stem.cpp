// The rules, in the order they apply: plural, then -ing or -ed, then the final e that the inflected forms lost.
#include "workspace/text/stem.h"

#include <algorithm>

namespace weir::workspace::text {
namespace {

bool is_vowel(char c) { return std::string_view("aeiouy").contains(c); }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

bool ends_in_any(std::string_view word, std::initializer_list<std::string_view> endings) {
  return std::ranges::any_of(endings, [&](std::string_view ending) { return word.ends_with(ending); });
}

std::size_t without_plural(char* word, std::size_t size) {
  const std::string_view view(word, size);
  if (size < 4 || !view.ends_with('s') || ends_in_any(view, {"ss", "us", "is"})) return size;
  if (size > 4 && view.ends_with("ies")) {
    word[size - 3] = 'y';
    return size - 2;
  }
  return ends_in_any(view, {"sses", "xes", "ches", "shes", "zes"}) ? size - 2 : size - 1;
}

// "running" has lost its suffix and keeps "runn"; "call", "pass" and "buzz" have their two letters by themselves.
std::size_t without_double(std::string_view stem) {
  const std::size_t n = stem.size();
  const bool twice = n > 3 && stem[n - 1] == stem[n - 2] && !std::string_view("aeioulsz").contains(stem[n - 1]);
  return twice ? n - 1 : n;
}

std::size_t without_suffix(std::string_view word, std::string_view suffix) {
  if (!word.ends_with(suffix) || word.size() < suffix.size() + 3) return word.size();
  const std::string_view stem = word.substr(0, word.size() - suffix.size());
  return std::ranges::any_of(stem, is_vowel) ? without_double(stem) : word.size();  // "string", "bring"
}

}  // namespace

std::size_t stem(char* word, std::size_t size) {
  if (size < 4 || !std::all_of(word, word + size, is_letter)) return size;
  size = without_plural(word, size);
  const std::string_view singular(word, size);
  std::size_t cut = without_suffix(singular, "ing");
  if (cut == size && !singular.ends_with("eed")) cut = without_suffix(singular, "ed");
  if (cut != size) return cut;
  return size > 3 && word[size - 1] == 'e' ? size - 1 : size;
}

}  // namespace weir::workspace::text

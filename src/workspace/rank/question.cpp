// Words of a prompt. Lists are short on purpose: they are hints for the width, not a classifier.
#include "workspace/rank/question.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "workspace/history/history.h"
#include "workspace/text/text.h"

namespace weir::workspace {
namespace {

constexpr std::size_t kWords = 400;
constexpr std::size_t kPaths = 32;

constexpr std::array<std::string_view, 22> kWide = {
    "rename",    "refactor", "migrate", "replace",   "everywhere",  "across",  "all",  "restructure",
    "rewrite",   "unify",    "remove",  "deprecate", "introduce",   "support", "move", "drop",
    "implement", "rework",   "extract", "split",     "consolidate", "convert"};
constexpr std::array<std::string_view, 16> kNarrow = {"typo",   "typos", "comment", "comments", "docstring", "flaky",
                                                      "fix",    "fixes", "fixed",   "tweak",    "doc",       "docs",
                                                      "readme", "log",   "warning", "nit"};
constexpr std::array<std::string_view, 10> kEmptyStems = {"index", "mod", "main", "lib",   "__init__",
                                                          "init",  "app", "util", "utils", "types"};

std::string plain(std::string_view word) {
  std::string out;
  for (const char c : word) {
    if (c == '_' || c == '-') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

bool path_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.' || c == '/' || c == '@' || c == '+';
}

void take_paths(Asked& asked) {
  const std::string_view text = asked.text;
  for (std::size_t at = 0; at < text.size() && asked.paths.size() < kPaths;) {
    std::size_t end = at;
    while (end < text.size() && path_character(text[end])) ++end;
    std::string_view word = text.substr(at, end - at);
    while (!word.empty() && (word.back() == '.' || word.back() == '/')) word.remove_suffix(1);
    while (word.starts_with("./")) word.remove_prefix(2);
    if (word.size() >= 4 && word.find_first_of("./", 1) != std::string_view::npos) asked.paths.emplace_back(word);
    at = std::max(end, at + 1);
  }
}

unsigned joins_of(std::string_view line) {
  unsigned joins = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const std::string_view rest = line.substr(at);
    joins += rest.starts_with(" and ") || rest.starts_with(", ") || rest.starts_with(" & ") || rest.starts_with(" + ");
  }
  return joins;
}

void take_shape(Asked& asked) {
  asked.joins = joins_of(std::string_view(asked.text).substr(0, asked.text.find('\n')));
  std::size_t at = 0;
  while (at < asked.text.size()) {
    const std::size_t end = std::min(asked.text.find('\n', at), asked.text.size());
    const std::string_view line = std::string_view(asked.text).substr(at, end - at);
    const std::size_t first = line.find_first_not_of(" \t");
    if (first != std::string_view::npos) {
      ++asked.lines;
      if ((line[first] == '-' || line[first] == '*') && first + 1 < line.size() && line[first + 1] == ' ')
        ++asked.bullets;
    }
    at = end + 1;
  }
}

}  // namespace

Asked asked_of(std::string_view text) {
  Asked asked;
  asked.text = description_of(text.substr(0, limits::workspace_question_bytes));
  std::unordered_set<std::string_view> seen;
  text::identifiers(asked.text, [&](std::string_view word, std::uint32_t) {
    if (!seen.insert(word).second || asked.words.size() >= kWords) return;
    asked.words.emplace_back(word);
    text::terms(word, [&](std::string_view term) { asked.terms.emplace(term); });
    const std::string bare = plain(word);
    if (text::looks_like_identifier(word)) ++asked.identifiers;
    if (std::find(kWide.begin(), kWide.end(), bare) != kWide.end()) ++asked.wide;
    if (std::find(kNarrow.begin(), kNarrow.end(), bare) != kNarrow.end()) --asked.wide;
    if (bare.starts_with("test")) asked.tests = true;
    asked.stems.insert(bare);
  });
  take_paths(asked);
  for (const std::string& path : asked.paths) asked.stems.insert(stem_of(path));
  take_shape(asked);
  return asked;
}

std::string stem_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  name = name.substr(0, name.find('.', 1));
  for (const std::string_view mark : {"_test", "_spec", "-test", "test_", "_tests", "_unittest"}) {
    if (name.size() > mark.size() && name.ends_with(mark)) name.remove_suffix(mark.size());
    if (name.size() > mark.size() && mark.back() == '_' && name.starts_with(mark)) name.remove_prefix(mark.size());
  }
  if (name.size() > 5 && (name.ends_with("Test") || name.ends_with("Spec"))) name.remove_suffix(4);
  if (std::find(kEmptyStems.begin(), kEmptyStems.end(), name) != kEmptyStems.end() && slash != std::string_view::npos) {
    return stem_of(path.substr(0, slash));
  }
  return plain(name);
}

}  // namespace weir::workspace

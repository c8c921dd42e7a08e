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

void take_paths(Asked& asked, std::size_t head) {
  const std::string_view text = asked.text;
  for (std::size_t at = 0; at < text.size() && asked.paths.size() < kPaths;) {
    std::size_t end = at;
    while (end < text.size() && path_character(text[end])) ++end;
    std::string_view word = text.substr(at, end - at);
    while (!word.empty() && (word.back() == '.' || word.back() == '/')) word.remove_suffix(1);
    while (word.starts_with("./")) word.remove_prefix(2);
    if (word.size() >= 4 && word.find_first_of("./", 1) != std::string_view::npos) {
      asked.paths.emplace_back(word);
      ++asked.whole.paths;
      if (at < head) ++asked.head.paths;
    }
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

unsigned bullets_of(std::string_view text) {
  unsigned bullets = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (line.starts_with("- ") || line.starts_with("* ")) ++bullets;
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return bullets;
}

void add(Shape& shape, std::string_view word, const std::string& bare) {
  ++shape.words;
  if (text::looks_like_identifier(word)) ++shape.identifiers;
  if (std::find(kWide.begin(), kWide.end(), bare) != kWide.end()) ++shape.wide;
  if (std::find(kNarrow.begin(), kNarrow.end(), bare) != kNarrow.end()) --shape.wide;
  if (bare.starts_with("test")) shape.tests = true;
}

void take_words(Asked& asked, std::size_t head) {
  std::unordered_set<std::string_view> seen;
  text::identifiers(asked.text, [&](std::string_view word, std::uint32_t at) {
    if (asked.words.size() >= kWords || !seen.insert(word).second) return;
    asked.words.emplace_back(word);
    const std::string bare = plain(word);
    add(asked.whole, word, bare);
    if (at < head) add(asked.head, word, bare);
    asked.stems.insert(bare);
  });
}

}  // namespace

Asked asked_of(std::string_view text) {
  Asked asked;
  asked.text = description_of(text.substr(0, limits::workspace_question_bytes));
  asked.text.erase(0, std::min(asked.text.find_first_not_of(" \t\r\n"), asked.text.size()));
  const std::size_t head = std::min(asked.text.find('\n'), asked.text.size());
  take_words(asked, head);
  take_paths(asked, head);
  for (const std::string& path : asked.paths) asked.stems.insert(stem_of(path));
  asked.head.joins = asked.whole.joins = joins_of(std::string_view(asked.text).substr(0, head));
  asked.bullets = bullets_of(asked.text);
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

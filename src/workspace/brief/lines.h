// Lines: small bounded readers of the files that a brief is made of: lines, TOML keys, steps of CI files. None of
// them is a whole parser and none needs to be: what they do not understand they leave out, and any bytes are fine.
#pragma once
#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir::workspace::brief {

std::string_view trim(std::string_view text);
std::string_view unquoted(std::string_view text);  // trimmed, without one pair of quotes around it
// One clean line of at most `cells` cells, the cut marked with "…"; runs of spaces become one.
std::string clip(std::string_view text, std::size_t cells);
std::vector<std::string_view> words(std::string_view text);
std::string lower(std::string_view text);
std::string_view base_name(std::string_view path);
std::string_view folder_of(std::string_view path);  // "" at the root
std::string joined(std::string_view folder, std::string_view name);
// Sorts, keeping equal ones in order (libstdc++'s own stable_sort draws a warning under clang).
template <class List, class Compare, class Key>
void sort_keeping(List& list, Compare less, Key key) {
  std::vector<std::pair<std::size_t, typename List::value_type>> with;
  with.reserve(list.size());
  for (auto& item : list) with.emplace_back(with.size(), std::move(item));
  std::ranges::sort(with, [&](const auto& a, const auto& b) {
    if (less(key(a.second), key(b.second))) return true;
    return !less(key(b.second), key(a.second)) && a.first < b.first;
  });
  for (std::size_t i = 0; i < with.size(); ++i) list[i] = std::move(with[i].second);
}
unsigned line_at(std::string_view text, std::size_t offset);  // from 1

// Each line, from 1, cut at 4 KB, at most 20,000 of them, until take answers false.
void each_line(std::string_view text, const std::function<bool(std::string_view line, unsigned number)>& take);
// The first line that holds `needle`; 0 when there is none.
unsigned line_of(std::string_view text, std::string_view needle);

struct Pair {
  std::string section, key, value;  // value as written; arrays over several lines are joined
  unsigned line = 0;
};
// TOML, INI and .editorconfig: [section] and key = value. Comments go, strings keep their quotes.
std::vector<Pair> pairs(std::string_view text);
std::vector<std::string> list_items(std::string_view value);  // of ["a", "b"], unquoted

struct YamlKey {
  std::string key, value;  // value unquoted; "" for a mapping or list below it
  std::size_t column = 0;  // of the key; behind "- " where it begins a list item
  bool item = false;       // begins a list item
  unsigned line = 0;
};
// The keys of a YAML file one by one; plain list items come with an empty key. Block scalars are joined by newlines.
std::vector<YamlKey> yaml_keys(std::string_view text);

// JSON with comments and trailing commas (tsconfig.json, .eslintrc) made strict; strings stay as they are.
std::string without_comments(std::string_view json);

}  // namespace weir::workspace::brief

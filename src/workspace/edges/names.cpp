// Names in every convention. All by words: what a language adds (get, set, has, List) is taken off word by word, so
// "getUserIdList" is an accessor of user_id and "getUserIdentity" is not.
#include "workspace/edges/names.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace weir::workspace::edges {
namespace {

bool upper(char c) { return c >= 'A' && c <= 'Z'; }
bool lower(char c) { return c >= 'a' && c <= 'z'; }
bool digit(char c) { return c >= '0' && c <= '9'; }
char low(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }
char high(char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); }

std::string joined(std::string_view name, char between, bool first_high, bool rest_high, bool all_high) {
  std::string out;
  for (const auto& word : words_of(name)) {
    const bool first = out.empty();
    if (!first && between != 0) out += between;
    for (std::size_t i = 0; i < word.size(); ++i)
      out += all_high || (i == 0 && (first ? first_high : rest_high)) ? high(word[i]) : word[i];
  }
  return out;
}

struct Prefix {
  std::string_view text;
  Access access;
};
// Longest first: addAll before add.
constexpr std::array kPrefixes = {
    Prefix{"addall", Access::write}, Prefix{"mutable", Access::write}, Prefix{"release", Access::write},
    Prefix{"insert", Access::write}, Prefix{"remove", Access::write},  Prefix{"putall", Access::write},
    Prefix{"clear", Access::write},  Prefix{"merge", Access::write},   Prefix{"with", Access::write},
    Prefix{"put", Access::write},    Prefix{"set", Access::write},     Prefix{"add", Access::write},
    Prefix{"has", Access::test},     Prefix{"get", Access::read},      Prefix{"is", Access::read},
};
constexpr std::array kSuffixes = {
    std::string_view("list"),    std::string_view("count"), std::string_view("map"),
    std::string_view("builder"), std::string_view("bytes"), std::string_view("orbuilder"),
    std::string_view("value"),   std::string_view("size"),  std::string_view("builderlist")};

}  // namespace

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> out;
  std::string word;
  const auto end_word = [&]() {
    if (!word.empty()) out.push_back(std::move(word));
    word.clear();
  };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!upper(c) && !lower(c) && !digit(c)) {
      end_word();
      continue;
    }
    const bool after_lower = i > 0 && (lower(name[i - 1]) || digit(name[i - 1]));
    const bool ends_capitals = i > 0 && upper(name[i - 1]) && i + 1 < name.size() && lower(name[i + 1]);
    if (upper(c) && (after_lower || ends_capitals)) end_word();
    word += low(c);
  }
  end_word();
  return out;
}

std::string snake(std::string_view name) { return joined(name, '_', false, false, false); }
std::string camel(std::string_view name) { return joined(name, 0, false, true, false); }
std::string pascal(std::string_view name) { return joined(name, 0, true, true, false); }
std::string screaming(std::string_view name) { return joined(name, '_', false, false, true); }
std::string kebab(std::string_view name) { return joined(name, '-', false, false, false); }

std::string squeezed(std::string_view name) {
  std::string out;
  for (const char c : name)
    if (upper(c) || lower(c) || digit(c)) out += low(c);
  return out;
}

Access accessor_of(std::string_view spelled, std::string_view field) {
  const std::string wanted = squeezed(field);
  const std::string given = squeezed(spelled);
  if (wanted.empty() || given.size() < wanted.size()) return Access::none;
  if (given == wanted) return Access::plain;
  for (const auto& prefix : kPrefixes) {
    if (!given.starts_with(prefix.text)) continue;
    const auto rest = std::string_view(given).substr(prefix.text.size());
    if (rest == wanted) return prefix.access;
    if (!rest.starts_with(wanted)) continue;
    const auto tail = rest.substr(wanted.size());
    if (std::find(kSuffixes.begin(), kSuffixes.end(), tail) != kSuffixes.end()) return prefix.access;
  }
  // C++: user_ids_size; Go and C#: no suffix; JavaScript's static code: userIdsList as a key
  if (given == wanted + "list" || given == wanted + "size") return Access::plain;
  return Access::none;
}

std::vector<std::string> field_words(std::string_view field) {
  const std::string flat = squeezed(field), split = snake(field);
  std::vector<std::string> out = {flat};
  if (split != flat) out.push_back(split);
  out.push_back(split + "_");
  for (const auto& prefix : kPrefixes) {
    out.push_back(std::string(prefix.text) + flat);
    out.push_back(std::string(prefix.text) + "_" + split);
  }
  for (const std::string_view suffix : {"list", "count", "map", "builder"})
    out.push_back("get" + flat + std::string(suffix));
  out.push_back(split + "_size");
  return out;
}

}  // namespace weir::workspace::edges

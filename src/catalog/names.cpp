// Model names and their patterns.
#include "catalog/names.h"

#include <algorithm>

#include "catalog/catalog.h"

namespace weir::catalog {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}

bool is_pattern(std::string_view alias) { return alias.find_first_of("*?") != std::string_view::npos; }

// Remembers the last '*' only: enough for wildcards, and never more than size x size steps.
bool matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::string bare_name(std::string_view name) {
  std::string out = lower(name.substr(name.rfind('/') + 1));
  if (out.ends_with(".gguf")) out.resize(out.size() - 5);
  return out;
}

bool is_companion(std::string_view bare) {
  for (const std::string_view start : {"mmproj", "mtp-", "eagle3-", "dflash-", "dspark-", "imatrix"}) {
    if (bare.starts_with(start)) return true;
  }
  return bare.contains("-assistant") || bare.contains("mmproj") || bare.contains("imatrix");
}

bool is_cloud_tag(std::string_view id) {
  const std::size_t colon = id.rfind(':');
  if (colon == std::string_view::npos) return false;
  const std::string tag = lower(id.substr(colon + 1));
  return tag == "cloud" || tag.ends_with("-cloud");
}

std::string claude_alias(std::string_view model) {
  std::string out = "claude-" + lower(model);
  std::ranges::replace_if(out, [](char c) { return c == ':' || c == '/' || c == ' ' || c == '@'; }, '-');
  return out;
}

}  // namespace weir::catalog

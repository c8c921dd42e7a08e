// hot spots: where most changes happen, by the history of the files that there are now.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "workspace/brief/collect.h"

namespace weir::workspace::brief {
namespace {

constexpr std::size_t folder_lines = 6, file_lines = 5;
constexpr double worth_a_line = 0.04;  // of all changes
constexpr double too_wide = 0.45;      // a folder that holds so much says little: its parts are told

struct Folder {
  double changes = 0;
  std::map<std::string, double, std::less<>> parts;  // direct children that are folders
};

using Folders = std::map<std::string, Folder, std::less<>>;

void count(Folders& folders, std::string_view path, double changes) {
  for (std::string_view folder = folder_of(path);; folder = folder_of(folder)) {
    folders[std::string(folder)].changes += changes;
    if (folder.empty()) return;
    folders[std::string(folder_of(folder))].parts[std::string(folder)] += changes;
  }
}

// Folders that together hold most changes, none inside another: the widest is split while it says little.
std::vector<std::pair<double, std::string>> told(const Folders& folders) {
  std::vector<std::pair<double, std::string>> list;
  const auto root = folders.find("");
  if (root == folders.end() || root->second.changes <= 0) return list;
  const double all = root->second.changes;
  list.emplace_back(all, "");
  for (int i = 0; i < 64; ++i) {
    const auto widest = std::ranges::max_element(list);
    const Folder& folder = folders.find(widest->second)->second;
    double inside = 0;
    for (const auto& [_, n] : folder.parts) inside += n;
    const bool splits = !folder.parts.empty() && inside > 0.5 * folder.changes &&
                        (widest->first > too_wide * all || list.size() < folder_lines);
    if (!splits) break;
    list.erase(widest);
    for (const auto& [name, n] : folder.parts) {
      if (n >= worth_a_line * all) list.emplace_back(n, name);
    }
    if (list.empty()) break;
  }
  std::ranges::sort(
      list, [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
  if (list.size() > folder_lines) list.resize(folder_lines);
  return list;
}

}  // namespace

void find_hot_spots(Reading& reading, Findings& out) {
  const History& history = reading.input().history;
  if (history.commits() == 0) return;
  Folders folders;
  std::vector<std::pair<unsigned, std::string_view>> files;
  for (const FileEntry* e : reading.files()) {
    if (e->cls != FileClass::source && e->cls != FileClass::test) continue;
    const unsigned n = history.commits_of(e->path);
    if (n == 0) continue;
    count(folders, e->path, n);
    files.emplace_back(n, e->path);
  }
  const std::string source = fmt::format("git history, {} commits", history.commits());
  const auto root = folders.find("");
  std::string text;
  for (const auto& [n, name] : told(folders)) {
    if (!name.empty())
      text += fmt::format("{}{}/ {:.0f} %", text.empty() ? "" : ", ", clip(name, 60), 100 * n / root->second.changes);
  }
  if (!text.empty()) out.lines.push_back({Topic::hot_spots, "changes to code: " + text, source});
  sort_keeping(files, std::greater<>{}, [](const auto& p) { return p.first; });
  text.clear();
  for (std::size_t i = 0; i < std::min(files.size(), file_lines); ++i) {
    if (files[i].first >= 3)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", clip(files[i].second, 80), files[i].first);
  }
  if (!text.empty())
    out.lines.push_back({Topic::hot_spots, fmt::format("of {} commits: {}", history.commits(), text), source});
  const History::Base base = history.base();
  if (base.n >= 20)
    out.lines.push_back({Topic::hot_spots,
                         fmt::format("a change touches ≥2 files in {:.0f} %, ≥4 in {:.0f} %, ≥2 units in {:.0f} %",
                                     100 * base.files2, 100 * base.files4, 100 * base.units2),
                         source});
}

}  // namespace weir::workspace::brief

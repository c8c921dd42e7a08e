// commands: the lines that a brief shows of them. What CI runs comes first and names the script that it calls; equal
// commands of several folders are one line.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "workspace/brief/reading.h"

namespace weir::workspace::brief {
namespace {

constexpr std::size_t command_cells = 96, means_cells = 64;
constexpr std::size_t shown_folders = 4;

struct Group {
  Command first;
  std::vector<std::string> folders;
  std::size_t variants = 0;  // more commands of CI with the same gist
  std::string also;          // the place of the script that CI calls
};

std::string shown(const Group& g) {
  std::string out = clip(g.first.text, command_cells);
  if (!g.first.means.empty() && g.first.means != g.first.text) out += " = " + clip(g.first.means, means_cells);
  std::vector<std::string> folders;
  for (const std::string& f : g.folders) {
    if (!f.empty()) folders.push_back(clip(f, 60));
  }
  if (!folders.empty()) {
    const std::size_t rest = folders.size() > shown_folders ? folders.size() - shown_folders : 0;
    folders.resize(folders.size() - rest);
    out += fmt::format(", in {}", fmt::join(folders, ", "));
    if (rest > 0) out += fmt::format(" and {} more", rest);
  }
  if (g.first.from == Command::From::ci)
    out += g.variants > 0 ? fmt::format(" (CI, {} more like it)", g.variants) : " (CI)";
  if (g.first.from == Command::From::convention) out += " (by convention)";
  return out;
}

}  // namespace

void lines_of(std::vector<Command> commands, std::vector<Found>& out) {
  sort_keeping(commands, std::less<>{}, [](const Command& c) { return c.from; });
  std::map<std::string, const Command*, std::less<>> scripts;  // key and folder -> the script's own definition
  for (const Command& c : commands) {
    if (c.from != Command::From::ci && !c.key.empty()) scripts.emplace(c.key + "\n" + c.folder, &c);
  }
  std::vector<Group> groups;
  std::map<std::string, std::size_t> known;  // topic, gist or whole -> group
  for (const Command& c : commands) {
    const std::string prefix = std::string(name(c.topic)) + "\n";
    const std::string same =
        prefix + (c.from == Command::From::ci ? gist_of(c) : c.key + "\n" + c.text + "\n" + c.means);
    if (const auto it = known.find(same); it != known.end()) {
      Group& group = groups[it->second];
      if (c.from == Command::From::ci) group.variants += c.text != group.first.text ? 1 : 0;
      if (std::ranges::find(group.folders, c.folder) == group.folders.end() && c.from != Command::From::ci)
        group.folders.push_back(c.folder);
      continue;
    }
    // A script that CI calls has been shown with it. A convention says nothing where a file does.
    if (c.from != Command::From::ci && !c.key.empty() && known.contains(prefix + c.key)) continue;
    if (c.from == Command::From::convention && known.contains(prefix + gist_of(c))) continue;
    Group group{.first = c, .folders = {c.folder}, .variants = 0, .also = {}};
    if (const auto it = scripts.find(c.key + "\n" + c.folder); c.from == Command::From::ci && it != scripts.end()) {
      group.first.means = it->second->means;
      group.also = at(it->second->path, it->second->line);
    }
    known.emplace(same, groups.size());
    groups.push_back(std::move(group));
  }
  for (const Group& g : groups) {
    std::string source = at(g.first.path, g.first.line);
    if (!g.also.empty()) source += ", " + g.also;
    out.push_back({.topic = g.first.topic, .text = shown(g), .source = clip(source, 120)});
  }
}

}  // namespace weir::workspace::brief

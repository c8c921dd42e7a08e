// generated: what nobody should edit by hand: generated and vendored files by folder, and what .gitattributes says.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "workspace/brief/collect.h"

namespace weir::workspace::brief {
namespace {

struct Group {
  std::size_t count = 0;
  std::string first;
  std::set<std::string> endings;  // ".pb.go"
};

// From the first dot: ".pb.go"; the name itself where there is none.
std::string ending_of(std::string_view path) {
  const std::string_view base = base_name(path);
  const auto last = base.rfind('.');
  if (last == std::string_view::npos) return clip(base, 24);
  const auto before = base.substr(0, last).rfind('.');
  return clip(base.substr(before == std::string_view::npos || last - before > 8 ? last : before), 24);
}

// The folder that all of a vendored tree is told by: up to the part that says so.
std::string tree_of(std::string_view path) {
  const std::string_view folder = folder_of(path);
  for (std::size_t at = 0; at <= folder.size();) {
    const std::size_t end = std::min(folder.find('/', at), folder.size());
    const std::string part = lower(folder.substr(at, end - at));
    if (part == "vendor" || part == "third_party" || part == "third-party" || part == "node_modules" ||
        part == "external")
      return std::string(folder.substr(0, end));
    at = end + 1;
  }
  return std::string(folder);
}

// Many folders of generated files have one cause: three parts of the path tell it.
std::string first_parts(std::string_view folder) {
  std::size_t at = 0;
  for (int part = 0; part < 3 && at != std::string_view::npos; ++part) at = folder.find('/', at + (part == 0 ? 0 : 1));
  return std::string(folder.substr(0, at));
}

void folders(Reading& reading, FileClass cls, std::string_view word, Findings& out) {
  std::map<std::string, Group> groups;
  for (const FileEntry* e : reading.files()) {
    if (e->cls != cls) continue;
    Group& group = groups[cls == FileClass::vendored ? tree_of(e->path) : first_parts(folder_of(e->path))];
    if (group.count++ == 0) group.first = e->path;
    if (group.endings.size() < 4) group.endings.insert(ending_of(e->path));
  }
  std::vector<std::pair<std::string, Group>> list(groups.begin(), groups.end());
  sort_keeping(list, std::greater<>{}, [](const auto& p) { return p.second.count; });
  for (const auto& [folder, group] : list) {
    std::vector<std::string> endings(group.endings.begin(), group.endings.end());
    const std::string text =
        fmt::format("{}: {} {} file{} ({})", folder.empty() ? "at the root" : clip(folder, 80) + "/", group.count, word,
                    group.count == 1 ? "" : "s", fmt::join(endings, ", "));
    out.lines.push_back({Topic::generated, text, clip(group.first, 100)});
  }
}

void attributes(Reading& reading, Findings& out) {
  constexpr std::string_view path = ".gitattributes";
  each_line(reading.text(path), [&](std::string_view line, unsigned number) {
    const auto list = words(line);
    if (list.size() < 2 || list[0].starts_with('#')) return true;
    for (std::size_t i = 1; i < list.size(); ++i) {
      const bool generated = list[i] == "linguist-generated" || list[i] == "linguist-generated=true";
      const bool vendored = list[i] == "linguist-vendored" || list[i] == "linguist-vendored=true";
      if (generated || vendored)
        out.lines.push_back(
            {Topic::generated, clip(list[0], 80) + (generated ? ": generated" : ": vendored"), at(path, number)});
    }
    return true;
  });
}

}  // namespace

void find_generated(Reading& reading, Findings& out) {
  attributes(reading, out);
  folders(reading, FileClass::generated, "generated", out);
  folders(reading, FileClass::vendored, "vendored", out);
}

}  // namespace weir::workspace::brief

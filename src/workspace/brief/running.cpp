// running: how the whole is started on a developer's machine: compose files, Procfile, skaffold, tilt.
#include <fmt/format.h>

#include <algorithm>

#include "workspace/brief/collect.h"

namespace weir::workspace::brief {
namespace {

constexpr std::size_t compose_files = 6;

// The services of a compose file: keys one level below "services".
std::vector<std::string> services(std::string_view text) {
  std::vector<std::string> out;
  bool inside = false;
  std::size_t column = 0;
  for (const YamlKey& key : yaml_keys(text)) {
    if (key.column == 0) {
      inside = key.key == "services";
      column = 0;
    } else if (inside && !key.item && (column == 0 || key.column == column)) {
      column = key.column;
      out.push_back(key.key);
    }
  }
  return out;
}

void compose(Reading& reading, Findings& out) {
  std::size_t seen = 0;
  for (const std::string_view base : {"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"}) {
    for (const std::string_view path : reading.called(base)) {
      if (seen++ == compose_files) return;
      const std::string_view text = reading.text(path);
      const std::vector<std::string> list = services(text);
      if (list.empty()) continue;
      const std::string folder(folder_of(path));
      std::string line = fmt::format("docker compose up, {} service{}", list.size(), list.size() == 1 ? "" : "s");
      line += fmt::format(
          ": {}", fmt::join(list.begin(),
                            list.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(list.size(), 8)), ", "));
      if (list.size() > 8) line += ", …";
      if (!folder.empty()) line += ", in " + folder;
      out.lines.push_back({Topic::run, clip(line, 150), at(path, line_of(text, "services:"))});
    }
  }
}

void procfile(Reading& reading, Findings& out) {
  each_line(reading.text("Procfile"), [&](std::string_view line, unsigned number) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || line.starts_with('#')) return true;
    out.lines.push_back(
        {Topic::run, clip(std::string(line.substr(0, colon)) + " = " + std::string(trim(line.substr(colon + 1))), 120),
         at("Procfile", number)});
    return true;
  });
}

}  // namespace

void find_running(Reading& reading, Findings& out) {
  compose(reading, out);
  procfile(reading, out);
  if (reading.has("skaffold.yaml")) out.lines.push_back({Topic::run, "skaffold dev (by convention)", "skaffold.yaml"});
  if (reading.has("Tiltfile")) out.lines.push_back({Topic::run, "tilt up (by convention)", "Tiltfile"});
}

}  // namespace weir::workspace::brief

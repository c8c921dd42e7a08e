// rust: the workspace, its aliases and what cargo does by convention.
#include <fmt/format.h>

#include "workspace/brief/collect.h"

namespace weir::workspace::brief {
namespace {

void convention(Findings& out, Topic topic, std::string text, std::string_view path, unsigned line) {
  add_script(out, {.from = Command::From::convention,
                   .topic = topic,
                   .text = std::move(text),
                   .means = {},
                   .folder = std::string(folder_of(path)),
                   .key = {},
                   .path = std::string(path),
                   .line = line});
}

void aliases(std::string_view path, std::string_view text, Findings& out) {
  for (const Pair& p : pairs(text)) {
    const auto topic = p.section == "alias" ? topic_of_name(p.key) : std::nullopt;
    if (topic)
      add_script(out, {.from = Command::From::script,
                       .topic = *topic,
                       .text = "cargo " + p.key,
                       .means = "cargo " + std::string(unquoted(p.value)),
                       .folder = {},
                       .key = {},
                       .path = std::string(path),
                       .line = p.line});
  }
}

}  // namespace

void find_rust(Reading& reading, Findings& out) {
  const auto manifests = reading.called("Cargo.toml");
  if (manifests.empty()) return;
  const std::string_view path = manifests.front();
  for (const std::string_view config : {".cargo/config.toml", ".cargo/config"})
    aliases(config, reading.text(config), out);
  unsigned line = 1;
  for (const Pair& p : pairs(reading.text(path))) {
    if (p.section == "workspace" && p.key == "members") {
      line = p.line;
      out.lines.push_back({Topic::build,
                           clip(fmt::format("cargo workspace: {} members", list_items(p.value).size()), 100),
                           at(path, p.line)});
    }
  }
  convention(out, Topic::build, "cargo build", path, line);
  convention(out, Topic::test, "cargo test", path, line);
}

}  // namespace weir::workspace::brief

// Package manifests: the name under which other units import what stands in this folder.
#include <algorithm>

#include "workspace/edges/readers/define.h"
#include "workspace/edges/readers/document.h"
#include "workspace/edges/readers/readers.h"

namespace weir::workspace::edges {
namespace {

std::string_view name_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }  // npos + 1 = 0

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin);
}

template <class Take>
void each_line(std::string_view text, Take take) {
  for (std::uint32_t line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    take(trimmed(text.substr(0, end)), line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void add(std::string_view path, std::string_view ecosystem, std::string_view name, std::uint32_t line,
         std::vector<Definition>& out) {
  if (name.empty() || name.size() > 214) return;  // npm's bound, the longest of them
  out.push_back(define({path, "package"}, DefinitionKind::exported, name, line, "", std::string(ecosystem)));
}

// name = "x" below one of these tables.
void toml_name(std::string_view path, std::string_view text, std::string_view ecosystem, std::vector<Definition>& out) {
  bool inside = false;
  each_line(text, [&](std::string_view line, std::uint32_t number) {
    if (line.starts_with('[')) inside = line == "[package]" || line == "[project]" || line == "[tool.poetry]";
    const std::size_t equals = line.find('=');
    if (!inside || equals == std::string_view::npos || trimmed(line.substr(0, equals)) != "name") return;
    const std::string_view value = trimmed(line.substr(equals + 1));
    if (value.size() > 2 && (value.front() == '"' || value.front() == '\'')) {
      add(path, ecosystem, value.substr(1, value.find(value.front(), 1) - 1), number, out);
      inside = false;
    }
  });
}

bool claims(std::string_view path, std::string_view) {
  const std::string_view name = name_of(path);
  return name == "package.json" || name == "composer.json" || name == "go.mod" || name == "Cargo.toml" ||
         name == "pyproject.toml";
}

void read(std::string_view path, std::string_view text, std::vector<Definition>& out) {
  const std::string_view name = name_of(path);
  if (name.ends_with(".json")) {
    const std::vector<Node> all = documents(path, text);
    const Node* title = all.empty() ? nullptr : all.front().get("name");
    if (title) add(path, name == "package.json" ? "npm" : "composer", title->value, title->line, out);
  } else if (name == "go.mod") {
    bool found = false;
    each_line(text, [&](std::string_view line, std::uint32_t number) {
      if (found || !line.starts_with("module ")) return;
      found = true;
      line = trimmed(line.substr(7));
      add(path, "go", line.substr(0, line.find_first_of(" \t")), number, out);
    });
  } else {
    toml_name(path, text, name == "Cargo.toml" ? "cargo" : "python", out);
  }
}

}  // namespace

Reader manifest_reader() { return {"manifest", claims, read}; }

}  // namespace weir::workspace::edges

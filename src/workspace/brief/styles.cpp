// styles: formatters and linters by their configuration files, with the settings that one must know to write a line.
#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "workspace/brief/collect.h"

namespace weir::workspace::brief {
namespace {

constexpr std::size_t line_cells = 150;

void add(Findings& out, std::string text, std::string_view path, unsigned line) {
  if (!text.empty()) out.lines.push_back({Topic::conventions, clip(text, line_cells), at(path, line)});
}

// .editorconfig: "[*] space 2, width 100; [*.go] tab".
void editorconfig(Reading& reading, Findings& out) {
  constexpr std::string_view path = ".editorconfig";
  std::string text, section;
  std::vector<std::string> parts;
  unsigned first = 0;
  const auto close = [&] {
    if (!parts.empty()) text += fmt::format("{}[{}] {}", text.empty() ? "" : "; ", section, fmt::join(parts, " "));
    parts.clear();
  };
  for (const Pair& p : pairs(reading.text(path))) {
    if (p.section != section) {
      close();
      section = p.section;
    }
    const std::string key = lower(p.key);
    const bool told = key == "indent_style" || key == "indent_size" || key == "max_line_length" || key == "end_of_line";
    if (!told || p.value == "unset") continue;
    if (first == 0) first = p.line;
    if (key == "max_line_length")
      parts.push_back("width " + p.value);
    else
      parts.push_back(p.value);
  }
  close();
  if (!text.empty()) add(out, "editorconfig: " + text, path, first);
}

// The wanted keys of a TOML-like file: "rustfmt: max_width 100, edition 2021".
void toml(Reading& reading, Findings& out, std::string_view path, std::string_view section, std::string_view tool,
          const std::vector<std::string_view>& wanted) {
  std::string text;
  unsigned first = 0;
  for (const Pair& p : pairs(reading.text(path))) {
    if (p.section != section || std::ranges::find(wanted, p.key) == wanted.end()) continue;
    if (first == 0) first = p.line;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", p.key, clip(unquoted(p.value), 60));
  }
  if (!text.empty()) add(out, std::string(tool) + ": " + text, path, first);
}

// The same of a YAML file, keys at the top level only.
void yaml(Reading& reading, Findings& out, std::string_view path, std::string_view tool,
          const std::vector<std::string_view>& wanted) {
  std::string text;
  unsigned first = 0;
  for (const YamlKey& key : yaml_keys(reading.text(path))) {
    if (key.column > 0 || std::ranges::find(wanted, key.key) == wanted.end() || key.value.empty()) continue;
    if (first == 0) first = key.line;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", key.key, clip(key.value, 40));
  }
  if (!text.empty()) add(out, std::string(tool) + ": " + text, path, first);
}

std::string scalar(JsonValue v) {
  return v.is_string() ? v.string() : v.is_object() || v.is_array() ? std::string() : std::string(v.raw());
}

// The same of a JSON file; a wanted key is a pointer.
void json(Reading& reading, Findings& out, std::string_view path, std::string_view tool,
          const std::vector<std::string_view>& wanted, std::string_view below = {}) {
  if (!reading.has(path)) return;
  const std::string text = without_comments(reading.text(path));
  const auto doc = Json::parse(text);
  if (!doc) return;
  std::string line;
  unsigned first = 0;
  for (const std::string_view pointer : wanted) {
    const JsonValue v = doc->root().at_pointer(std::string(below) + "/" + std::string(pointer));
    const std::string value = v.exists() ? scalar(v) : std::string();
    if (value.empty()) continue;
    if (first == 0) first = line_at(text, v.span().at);
    line += fmt::format("{}{} {}", line.empty() ? "" : ", ", pointer.substr(pointer.rfind('/') + 1), value);
  }
  if (!line.empty()) add(out, std::string(tool) + ": " + line, path, first);
}

// Linters whose configuration is a program, or too long to quote: that they are there, and where.
void pointers(const Reading& reading, Findings& out) {
  struct Known {
    std::string_view path, tool;
  };
  constexpr std::array known = {Known{"eslint.config.js", "eslint"},
                                Known{"eslint.config.mjs", "eslint"},
                                Known{"eslint.config.ts", "eslint"},
                                Known{".eslintrc.js", "eslint"},
                                Known{".eslintrc.cjs", "eslint"},
                                Known{".eslintrc.json", "eslint"},
                                Known{".eslintrc.yml", "eslint"},
                                Known{"prettier.config.js", "prettier"},
                                Known{"prettier.config.mjs", "prettier"},
                                Known{".prettierrc.js", "prettier"},
                                Known{".rubocop.yml", "rubocop"},
                                Known{"phpstan.neon", "phpstan"},
                                Known{".php-cs-fixer.dist.php", "php-cs-fixer"},
                                Known{".credo.exs", "credo"},
                                Known{".formatter.exs", "mix format"},
                                Known{"checkstyle.xml", "checkstyle"},
                                Known{"detekt.yml", "detekt"},
                                Known{".swiftlint.yml", "swiftlint"},
                                Known{".clang-tidy", "clang-tidy"},
                                Known{"clippy.toml", "clippy"},
                                Known{"deny.toml", "cargo-deny"},
                                Known{".hadolint.yaml", "hadolint"},
                                Known{".yamllint", "yamllint"},
                                Known{".markdownlint.yaml", "markdownlint"},
                                Known{"buf.yaml", "buf"},
                                Known{".husky/pre-commit", "husky runs on commit"},
                                Known{"lefthook.yml", "lefthook runs on commit"}};
  std::vector<std::string> tools;
  std::string first;
  for (const Known& k : known) {
    if (!reading.has(k.path)) continue;
    tools.push_back(fmt::format("{} ({})", k.tool, k.path));
    if (first.empty()) first = k.path;
  }
  if (!tools.empty()) add(out, fmt::format("also: {}", fmt::join(tools, ", ")), first, 0);
}

void hooks(Reading& reading, Findings& out) {
  constexpr std::string_view path = ".pre-commit-config.yaml";
  std::vector<std::string> ids;
  unsigned first = 0;
  for (const YamlKey& key : yaml_keys(reading.text(path))) {
    if (key.key != "id" || key.value.empty()) continue;
    if (first == 0) first = key.line;
    ids.push_back(key.value);
  }
  if (!ids.empty()) add(out, fmt::format("pre-commit: {}", fmt::join(ids, ", ")), path, first);
}

// .golangci.yml: linters that are switched on.
void golangci(Reading& reading, Findings& out) {
  for (const std::string_view base : {".golangci.yml", ".golangci.yaml"}) {
    for (const std::string_view path : reading.called(base)) {
      std::vector<std::string> on;
      bool enabled = false;
      unsigned first = 0;
      for (const YamlKey& key : yaml_keys(reading.text(path))) {
        if (!key.key.empty()) enabled = key.key == "enable";
        if (enabled && key.item && key.key.empty()) {
          if (first == 0) first = key.line;
          on.push_back(key.value);
        }
      }
      if (!on.empty()) return add(out, fmt::format("golangci-lint: {}", fmt::join(on, ", ")), path, first);
    }
  }
}

void standard_of_cmake(Reading& reading, Findings& out) {
  constexpr std::string_view path = "CMakeLists.txt", key = "CMAKE_CXX_STANDARD ";
  const std::string_view text = reading.text(path);
  const auto found = text.find(key);
  if (found == std::string_view::npos) return;
  const auto end = text.find_first_of(")\n ", found + key.size());
  const std::string_view number = text.substr(found + key.size(), std::min(end, text.size()) - found - key.size());
  if (!number.empty() && number.find_first_not_of("0123456789") == std::string_view::npos)
    add(out, fmt::format("C++{}", number), path, line_at(text, found));
}

void python(Reading& reading, Findings& out) {
  constexpr std::string_view path = "pyproject.toml";
  toml(reading, out, path, "project", "python", {"requires-python"});
  toml(reading, out, path, "tool.ruff", "ruff", {"line-length", "target-version", "select"});
  toml(reading, out, path, "tool.ruff.lint", "ruff", {"select", "extend-select"});
  toml(reading, out, path, "tool.ruff.format", "ruff format", {"quote-style", "indent-style"});
  toml(reading, out, path, "tool.black", "black", {"line-length", "target-version", "skip-string-normalization"});
  toml(reading, out, path, "tool.isort", "isort", {"profile", "line_length"});
  toml(reading, out, path, "tool.mypy", "mypy", {"strict", "disallow_untyped_defs", "python_version"});
  toml(reading, out, path, "tool.pyright", "pyright", {"typeCheckingMode"});
  for (const std::string_view file : {"ruff.toml", ".ruff.toml"}) {
    toml(reading, out, file, "", "ruff", {"line-length", "target-version"});
    toml(reading, out, file, "lint", "ruff", {"select", "extend-select"});
  }
  for (const std::string_view file : {".flake8", "setup.cfg", "tox.ini"})
    toml(reading, out, file, "flake8", "flake8", {"max-line-length", "ignore", "extend-ignore"});
  toml(reading, out, "mypy.ini", "mypy", "mypy", {"strict", "disallow_untyped_defs", "python_version"});
}

void node(Reading& reading, Findings& out) {
  const std::vector<std::string_view> prettier = {"printWidth", "tabWidth",    "useTabs",
                                                  "semi",       "singleQuote", "trailingComma"};
  for (const std::string_view path : {".prettierrc", ".prettierrc.json", ".prettierrc.json5"})
    json(reading, out, path, "prettier", prettier);
  yaml(reading, out, ".prettierrc", "prettier", prettier);
  yaml(reading, out, ".prettierrc.yaml", "prettier", prettier);
  json(reading, out, "package.json", "prettier", prettier, "/prettier");
  json(reading, out, ".oxfmtrc.json", "oxfmt", prettier);
  for (const std::string_view path : {"biome.json", "biome.jsonc"})
    json(reading, out, path, "biome",
         {"formatter/indentStyle", "formatter/indentWidth", "formatter/lineWidth", "javascript/formatter/quoteStyle",
          "javascript/formatter/semicolons"});
  const std::vector<std::string_view> options = {
      "strict",         "target", "module", "moduleResolution", "noUncheckedIndexedAccess", "verbatimModuleSyntax",
      "isolatedModules"};
  for (const std::string_view path : {"tsconfig.json", "tsconfig.base.json"})
    json(reading, out, path, "tsconfig", options, "/compilerOptions");
  json(reading, out, "package.json", "package", {"type"});
}

}  // namespace

void find_styles(Reading& reading, Findings& out) {
  editorconfig(reading, out);
  for (const std::string_view path : {"rustfmt.toml", ".rustfmt.toml"})
    toml(reading, out, path, "", "rustfmt",
         {"max_width", "edition", "style_edition", "hard_tabs", "tab_spaces", "imports_granularity", "group_imports"});
  toml(reading, out, "Cargo.toml", "package", "cargo", {"edition", "rust-version"});
  toml(reading, out, "Cargo.toml", "workspace.package", "cargo", {"edition", "rust-version"});
  python(reading, out);
  node(reading, out);
  yaml(reading, out, ".clang-format", "clang-format",
       {"BasedOnStyle", "ColumnLimit", "IndentWidth", "Standard", "DerivePointerAlignment"});
  standard_of_cmake(reading, out);
  golangci(reading, out);
  hooks(reading, out);
  pointers(reading, out);
}

}  // namespace weir::workspace::brief

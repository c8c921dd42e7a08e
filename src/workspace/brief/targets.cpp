// targets: what Makefile, justfile and Taskfile offer. The first line of a recipe says what it means.
#include <algorithm>

#include "workspace/brief/collect.h"

namespace weir::workspace::brief {
namespace {

constexpr std::size_t files_of_kind = 12;
constexpr std::size_t of_one_topic = 12;  // targets of one file: some have hundreds of tests

bool target_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

struct Recipe {
  std::string name, says;
  unsigned line = 0;
};

bool is_name(std::string_view word) {
  return !word.empty() && word.front() != '.' && std::ranges::all_of(word, target_char) &&
         word.find(".o") == std::string_view::npos;
}

// "build: deps  ## builds it" or, in a justfile, "build arg='x': deps".
std::vector<std::string_view> names_before_colon(std::string_view line, bool just) {
  if (line.empty() || line.front() == ' ' || line.front() == '\t' || line.front() == '#') return {};
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || colon > 200) return {};
  if (line.substr(colon).starts_with(":=") || line.substr(0, colon).find('=') < (just ? 0 : colon)) return {};
  std::vector<std::string_view> out;
  for (const std::string_view word : words(line.substr(0, colon))) {
    const std::string_view name = just && word.starts_with('@') ? word.substr(1) : word;
    if (is_name(name)) out.push_back(name);
    if (just) break;
  }
  return out;
}

std::string_view recipe_text(std::string_view line) {
  std::string_view text = trim(line);
  while (!text.empty() && (text.front() == '@' || text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  const bool silent = text.starts_with("echo ") || text.starts_with("printf ") || text.starts_with("#") ||
                      text.starts_with("set ") || text.starts_with("cd ");
  return silent ? std::string_view{} : trim(text.substr(0, text.find(" \\")));
}

std::vector<Recipe> recipes(std::string_view text, bool just) {
  std::vector<Recipe> out;
  std::size_t open = 0;  // recipes of the last rule, which still want their first line
  each_line(text, [&](std::string_view line, unsigned number) {
    if (const auto names = names_before_colon(line, just); !names.empty()) {
      open = names.size();
      const auto help = line.find("## ");
      for (const auto name : names)
        out.push_back({std::string(name),
                       help == std::string_view::npos ? "" : std::string(trim(line.substr(help + 3))), number});
    } else if (open > 0 && (line.starts_with('\t') || line.starts_with(' ')) && !recipe_text(line).empty()) {
      for (std::size_t i = out.size() - open; i < out.size(); ++i) {
        if (out[i].says.empty()) out[i].says = std::string(recipe_text(line));
      }
      open = 0;
    }
    return out.size() < 2000;
  });
  return out;
}

// "test" before "db_bloom_filter_test": a plain name is meant for people.
std::vector<Recipe> plain_first(std::vector<Recipe> list) {
  sort_keeping(list, std::less<>{}, [](const Recipe& r) {
    return std::min<std::ptrdiff_t>(
        2, std::ranges::count_if(r.name, [](char c) { return c == '_' || c == '-' || c == '.'; }));
  });
  return list;
}

void add_recipes(std::string_view path, const std::vector<Recipe>& list, std::string_view runner, Findings& out) {
  const std::string folder(folder_of(path));
  std::array<std::size_t, topic_count> taken{};
  for (const Recipe& r : plain_first(list)) {
    const auto topic = topic_of_name(r.name);
    if (!topic || taken[static_cast<std::size_t>(*topic)] >= of_one_topic) continue;
    const bool known = std::ranges::any_of(
        out.commands, [&](const Command& c) { return c.path == path && c.key == std::string(runner) + ":" + r.name; });
    if (known) continue;  // a target may have several rules
    ++taken[static_cast<std::size_t>(*topic)];
    add_script(out, {.from = folder.empty() ? Command::From::script : Command::From::unit_script,
                     .topic = *topic,
                     .text = std::string(runner) + " " + r.name,
                     .means = r.says,
                     .folder = folder,
                     .key = std::string(runner) + ":" + r.name,
                     .path = std::string(path),
                     .line = r.line});
  }
}

// tasks: at column 0, their names one level deeper, desc or the first cmd below.
std::vector<Recipe> taskfile(std::string_view text) {
  std::vector<Recipe> out;
  bool inside = false;
  std::size_t column = 0;
  for (const YamlKey& key : yaml_keys(text)) {
    if (key.column == 0 && !key.item) {
      inside = key.key == "tasks";
      column = 0;
    } else if (inside && !key.item && (column == 0 || key.column == column)) {
      column = key.column;
      out.push_back({key.key, key.value, key.line});
    } else if (inside && !out.empty() && out.back().says.empty() && !key.value.empty()) {
      const bool says = key.key == "desc" || key.key == "cmd" || key.key == "summary" || (key.item && key.key.empty());
      if (says) out.back().says = key.value.substr(0, key.value.find('\n'));
    }
  }
  return out;
}

}  // namespace

void find_targets(Reading& reading, Findings& out) {
  const auto each = [&](std::string_view base, const auto& take) {
    std::size_t seen = 0;
    for (const std::string_view path : reading.called(base)) {
      if (seen++ < files_of_kind) take(path);
    }
  };
  for (const std::string_view base : {"Makefile", "makefile", "GNUmakefile"})
    each(base, [&](std::string_view p) { add_recipes(p, recipes(reading.text(p), false), "make", out); });
  for (const std::string_view base : {"justfile", "Justfile", ".justfile"})
    each(base, [&](std::string_view p) { add_recipes(p, recipes(reading.text(p), true), "just", out); });
  for (const std::string_view base : {"Taskfile.yml", "Taskfile.yaml", "taskfile.yml"})
    each(base, [&](std::string_view p) { add_recipes(p, taskfile(reading.text(p)), "task", out); });
}

}  // namespace weir::workspace::brief

// guides: the pages that people wrote for those who change the code, by their headings; and how commits are written.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "workspace/brief/collect.h"

namespace weir::workspace::brief {
namespace {

constexpr std::size_t subject_limit = 200;
constexpr std::size_t line_cells = 190;

// Headings of levels 1 to 3 outside of code fences.
std::vector<std::string> headings(std::string_view text) {
  std::vector<std::string> out;
  bool fenced = false;
  each_line(text, [&](std::string_view line, unsigned) {
    if (line.starts_with("```") || line.starts_with("~~~")) fenced = !fenced;
    const auto level = line.find_first_not_of('#');
    if (fenced || level == std::string_view::npos || level == 0 || level > 3 || line[level] != ' ') return true;
    std::string heading = clip(line.substr(level), 48);
    while (heading.ends_with('#') || heading.ends_with(' ')) heading.pop_back();
    if (!heading.empty()) out.push_back(std::move(heading));
    return out.size() < 40;
  });
  return out;
}

// The first line that is neither a heading nor markup.
std::string first_words(std::string_view text) {
  std::string out;
  each_line(text, [&](std::string_view line, unsigned) {
    const std::string_view body = trim(line);
    const bool prose = !body.empty() && body.front() != '#' && body.front() != '<' && !body.starts_with("```");
    if (prose) out = clip(body, 140);
    return !prose;
  });
  return out;
}

void guide(Reading& reading, std::string_view path, Findings& out) {
  const std::string_view text = reading.text(path);
  if (trim(text).empty()) return;
  std::vector<std::string> list = headings(text);
  if (list.size() > 1) {
    list.erase(list.begin());  // the title says what the file's name says
  } else {
    list = {first_words(text)};
  }
  out.lines.push_back(
      {Topic::conventions, clip(fmt::format("{}: {}", path, fmt::join(list, "; ")), line_cells), at(path, 1)});
}

struct Style {
  std::string type, scope;  // of "type(scope): text"
  bool conventional = false, prefixed = false, numbered = false;
};

Style style_of(std::string_view subject) {
  Style out;
  out.numbered = subject.ends_with(')') && subject.rfind("(#") != std::string_view::npos;
  const auto colon = subject.find(": ");
  if (colon == std::string_view::npos || colon == 0 || colon > 60) return out;
  std::string_view head = subject.substr(0, colon);
  if (head.ends_with('!')) head.remove_suffix(1);
  const auto open = head.find('(');
  const std::string_view type = head.substr(0, open);
  constexpr std::array<std::string_view, 12> types = {"feat", "fix",   "docs", "style", "refactor", "perf",
                                                      "test", "build", "ci",   "chore", "revert",   "deps"};
  out.conventional =
      std::ranges::find(types, type) != types.end() && (open == std::string_view::npos || head.ends_with(')'));
  out.prefixed = head.find(' ') == std::string_view::npos || std::ranges::count(head, ' ') <= 1;
  out.type = std::string(type);
  return out;
}

std::string most(const std::map<std::string, std::size_t>& counts, std::size_t limit) {
  std::vector<std::pair<std::size_t, std::string>> sorted;
  for (const auto& [word, n] : counts) sorted.emplace_back(n, word);
  sort_keeping(sorted, std::greater<>{}, [](const auto& p) { return p.first; });
  std::string out;
  for (std::size_t i = 0; i < std::min(limit, sorted.size()); ++i)
    out += (i == 0 ? "" : ", ") + clip(sorted[i].second, 30);
  return out;
}

void commits(const std::vector<std::string>& subjects, Findings& out) {
  const std::size_t n = std::min(subjects.size(), subject_limit);
  if (n < 10) return;  // too few to call it a habit
  std::size_t conventional = 0, prefixed = 0, numbered = 0;
  std::map<std::string, std::size_t> types, prefixes;
  for (std::size_t i = 0; i < n; ++i) {
    const Style s = style_of(subjects[i]);
    conventional += s.conventional ? 1 : 0;
    prefixed += s.prefixed ? 1 : 0;
    numbered += s.numbered ? 1 : 0;
    if (s.conventional) ++types[s.type];
    if (s.prefixed) ++prefixes[s.type];
  }
  const auto percent = [&](std::size_t part) { return 100 * part / n; };
  std::string text;
  if (percent(conventional) >= 40)
    text = fmt::format("conventional commits in {} % ({})", percent(conventional), most(types, 4));
  else if (percent(prefixed) >= 40)
    text = fmt::format("\"scope: text\" in {} % ({})", percent(prefixed), most(prefixes, 5));
  else
    text = fmt::format("free text; \"scope: text\" in {} %", percent(prefixed));
  if (percent(numbered) >= 40) text += fmt::format("; {} % end with (#number)", percent(numbered));
  out.lines.push_back({Topic::conventions, "commits: " + text, fmt::format("git history, last {} commits", n)});
}

}  // namespace

void find_guides(Reading& reading, Findings& out) {
  for (const std::string_view path : {"AGENTS.md", "CLAUDE.md", "CONTRIBUTING.md", ".github/CONTRIBUTING.md",
                                      "CONTRIBUTING.rst", "docs/CONTRIBUTING.md", ".github/copilot-instructions.md",
                                      ".cursorrules", "GEMINI.md", "DEVELOPMENT.md", "HACKING.md"})
    guide(reading, path, out);
  commits(reading.input().subjects, out);
}

}  // namespace weir::workspace::brief

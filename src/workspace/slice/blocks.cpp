// chunks: blocks, from syntax facts or from line shapes. Facts come from a parser that forgives errors and text shapes
// from none at all, so whatever they say is put in order here: inside the parent, behind the sibling before.
#include <algorithm>

#include "workspace/slice/chunks.h"
#include "workspace/text/text.h"

namespace weir::workspace::slicing {
namespace {

constexpr std::size_t block_limit = 20'000;
constexpr std::uint32_t comment_lines = 40;  // in front of a definition; a longer text is a chapter of its own

std::string_view trimmed(std::string_view line) {
  const auto at = line.find_first_not_of(" \t");
  return at == std::string_view::npos ? std::string_view{} : line.substr(at);
}

bool hash_is_comment(Language language) {
  switch (language) {
    case Language::python:
    case Language::ruby:
    case Language::shell:
    case Language::perl:
    case Language::elixir:
    case Language::yaml:
    case Language::toml:
    case Language::makefile:
    case Language::dockerfile:
    case Language::graphql:
    case Language::hcl:
      return true;
    default:
      return false;
  }
}

// Comments, attributes and decorators belong to what stands below them.
bool belongs_below(std::string_view line, Language language) {
  const std::string_view text = trimmed(line);
  if (text.empty()) return false;
  if (text.front() == '#') return hash_is_comment(language) || text.starts_with("#[");
  return text.starts_with("//") || text.starts_with("/*") || text.starts_with("*") || text.starts_with("--") ||
         text.starts_with(";;") || text.front() == '@' || (text.front() == '[' && text.ends_with(']')) ||
         text.starts_with("template");
}

std::uint32_t with_comments(const Lines& lines, std::uint32_t first, std::uint32_t floor, Language language) {
  std::uint32_t out = first;
  while (out > floor && first - out < comment_lines && belongs_below(lines.line(out - 1), language)) --out;
  return out;
}

// Blocks as they were found, with the first line not yet moved up to its comments.
struct Raw {
  std::string name;
  std::uint32_t first = 0, last = 0, signature_last = 0;
};

std::vector<Raw> from_facts(const syntax::Facts& facts, std::uint32_t count) {
  std::vector<Raw> out;
  for (std::size_t i = 1; i < facts.scopes.size() && out.size() < block_limit; ++i) {
    const syntax::Scope& s = facts.scopes[i];
    if (s.first == 0 || s.first > count || s.last < s.first) continue;
    const bool method = !s.type.empty() && s.type != s.name;
    out.push_back({method ? s.type + "." + s.name : s.name, s.first, std::min(s.last, count),
                   std::clamp(s.signature_last, s.first, std::min(s.last, count))});
  }
  return out;
}

// Does a line at the definition's own indent still belong to it?
enum class Edge { inside, last, outside };
Edge edge_of(std::string_view line, Language language) {
  const std::string_view text = trimmed(line);
  if (text.front() == '}' || text.starts_with("end") || text.starts_with("];") || text.starts_with(");")) {
    return text.find('{') != std::string_view::npos ? Edge::inside : Edge::last;  // "} else {"
  }
  if (text.front() == '{' || text.front() == ')' || text.front() == ']' || text.front() == ':' ||
      text.starts_with("where"))
    return Edge::inside;
  const bool c = language == Language::c || language == Language::cpp || language == Language::objc;
  if (c && (text.front() == '#' || text.starts_with("public:") || text.starts_with("private:") ||
            text.starts_with("protected:")))
    return Edge::inside;
  return Edge::outside;
}

// A definition reaches down to the next line that is indented no deeper.
std::vector<Raw> from_shapes(const Lines& lines, std::string_view text, Language language) {
  std::vector<text::DefinitionLine> found = text::definitions(text, language);
  std::ranges::sort(found, {}, &text::DefinitionLine::line);
  std::vector<Raw> out;
  std::vector<std::pair<std::size_t, std::uint32_t>> open;  // block, indent
  std::size_t next = 0;
  std::uint32_t last = 0;  // line that is not blank
  for (std::uint32_t n = 1; n <= lines.count() && out.size() < block_limit; ++n) {
    const std::string_view line = lines.line(n);
    if (trimmed(line).empty()) continue;
    const std::uint32_t indent = lines.indent(n);
    while (!open.empty() && indent <= open.back().second) {
      const Edge edge =
          indent == open.back().second && n > out[open.back().first].first ? edge_of(line, language) : Edge::outside;
      if (edge == Edge::inside) break;
      out[open.back().first].last = edge == Edge::last ? n : last;
      open.pop_back();
      if (edge == Edge::last) break;
    }
    while (next < found.size() && found[next].line < n) ++next;
    if (next < found.size() && found[next].line == n) {
      out.push_back({std::string(found[next].name), n, n, n});
      open.emplace_back(out.size() - 1, indent);
    }
    last = n;
  }
  for (const auto& [block, _] : open) out[block].last = last;
  return out;
}

}  // namespace

std::vector<Block> blocks_of(const Lines& lines, const syntax::Facts* facts, std::string_view text, Language language) {
  const bool parsed = facts != nullptr && facts->scopes.size() > 1;
  std::vector<Raw> raw = parsed ? from_facts(*facts, lines.count()) : from_shapes(lines, text, language);
  std::ranges::sort(
      raw, [](const Raw& a, const Raw& b) { return a.first != b.first ? a.first < b.first : a.last > b.last; });
  std::vector<Block> out = {
      {.name = {}, .first = 1, .last = std::max(lines.count(), 1U), .head = 1, .signature_last = 1, .parent = 0}};
  std::vector<std::uint32_t> open = {0};
  std::vector<std::uint32_t> used = {0};  // by block: the last line that a child of it holds
  for (Raw& r : raw) {
    while (open.size() > 1 && out[open.back()].last < r.first) open.pop_back();
    const std::uint32_t parent = open.back();
    r.last = std::min(r.last, out[parent].last);
    if (r.first <= used[parent] || r.last < r.first) continue;
    const std::uint32_t floor = std::max(used[parent] + 1, out[parent].head + (parent == 0 ? 0 : 1));
    const auto first = with_comments(lines, r.first, std::min(floor, r.first), language);
    used[parent] = r.last;
    out.push_back({.name = std::move(r.name),
                   .first = first,
                   .last = r.last,
                   .head = r.first,
                   .signature_last = r.signature_last,
                   .parent = parent});
    used.push_back(0);
    open.push_back(static_cast<std::uint32_t>(out.size() - 1));
  }
  return out;
}

}  // namespace weir::workspace::slicing

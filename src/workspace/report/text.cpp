// text: what a terminal shows.
#include <fmt/format.h>

#include <algorithm>

#include "decision/columns.h"
#include "decision/figures.h"
#include "workspace/report/page.h"
#include "workspace/report/report.h"

namespace weir::workspace::report {
namespace {

constexpr std::size_t file_rows = 20, edge_rows = 20, place_count = 12, reason_count = 3;
constexpr std::size_t path_cells = 44;

void head(Page& page, const IndexStatus& index, std::string_view question) {
  if (!question.empty()) page.line(one_line(question, 4 * page_cells));
  page.line(fmt::format("{}   {}", index.root, index_line(index)));
  page.gap();
}

std::string places(const std::vector<Place>& list) {
  std::string out;
  for (std::size_t i = 0; i < std::min(list.size(), place_count); ++i)
    out += (i == 0 ? "" : ", ") + short_path(list[i].file, 120) + fmt::format(":{}", list[i].line);
  if (list.size() > place_count) out += fmt::format(" and {} more", list.size() - place_count);
  return out;
}

std::string units(const std::vector<std::string>& list) {
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < std::min(list.size(), place_count); ++i) shown.push_back(one_line(list[i], 40));
  if (list.size() > place_count) shown.push_back(count(list.size() - place_count, "more unit"));
  return report::list(shown);
}

// As `weir why` prints it, with more places; the rest is in the JSON.
std::string edge_text(const Edge& e) {
  return fmt::format("{}:{} {} → {}  ({}, rule {})", short_path(e.from.file, 120), e.from.line, one_line(e.symbol, 120),
                     places(e.to), count(e.units.size(), "unit"), one_line(e.rule, 40));
}

void edges(Page& page, const std::vector<Edge>& list) {
  for (std::size_t i = 0; i < std::min(list.size(), edge_rows); ++i) page.row("edges", edge_text(list[i]));
  if (list.size() > edge_rows) page.row("edges", fmt::format("and {} more: --json", list.size() - edge_rows));
  if (list.empty()) page.row("edges", "none: no definition that another unit uses is named or changed here");
}

std::string reasons(const Ranked& file) {
  std::string out;
  for (std::size_t i = 0; i < std::min(file.reasons.size(), reason_count); ++i)
    out += (i == 0 ? "" : "; ") + one_line(file.reasons[i].text, 120);
  return out;
}

// Rank, path, score; the reasons in a column of their own, or below a long path.
void file_row(Page& page, std::size_t rank, const Ranked& file) {
  const std::string path = short_path(file.path, page_cells - label_cells - 14);
  const std::string score = fmt::format("{:>5.2f}", file.score);
  const std::string why = reasons(file);
  page.row("files", fmt::format("{:>2}  {}   {}", rank, print::padded(path, path_cells), score));
  if (!why.empty()) {
    for (const std::string& l : print::wrapped(print::clean(why), page_cells - label_cells - 4)) page.indented(l);
  }
}

void files(Page& page, const std::vector<Ranked>& list) {
  for (std::size_t i = 0; i < std::min(list.size(), file_rows); ++i) file_row(page, i + 1, list[i]);
  if (list.size() > file_rows) page.row("files", fmt::format("and {} more: --json", list.size() - file_rows));
}

// Code as it is, without what could move a terminal: tabs and line ends stay.
std::string code(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of("\n\t", at), text.size());
    out += print::clean(text.substr(at, end - at));
    if (end < text.size()) out += text[end];
    at = end + 1;
  }
  if (!out.empty() && out.back() != '\n') out += '\n';
  return out;
}

std::string part_head(const Part& part) {
  std::string out = short_path(part.path, 200);
  if (part.first > 0) out += fmt::format(":{}-{}", part.first, part.last);
  if (!part.symbol.empty()) out += "   " + one_line(part.symbol, 60);
  out += fmt::format("   {}", why_name(part.why));
  if (!part.reason.empty()) out += ": " + one_line(part.reason, 120);
  if (part.blob != 0) out += fmt::format("   blob {:016x}", part.blob);
  return out;
}

}  // namespace

std::string_view why_name(Part::Why why) {
  switch (why) {
    case Part::Why::known:
      return "known";
    case Part::Why::edge:
      return "edge";
    case Part::Why::ranked:
      return "ranked";
    case Part::Why::neighbour:
      break;
  }
  return "neighbour";
}

std::string text(const RippleReport& report) {
  Page page;
  head(page, report.index, report.question);
  if (!known(report.index)) return page.take();
  if (!report.operation.empty()) page.row("operation", report.operation);
  edges(page, report.edges);
  files(page, report.files);
  page.row("hint", hint(report.width));
  return page.take();
}

std::string text(const LeftReport& report) {
  Page page;
  head(page, report.index, report.against.empty() ? "" : "against " + report.against);
  if (!known(report.index)) return page.take();
  for (const Left& l : report.left) {
    const std::string who = l.units.empty()
                                ? "still used"
                                : fmt::format("{} still use{} it", units(l.units), l.units.size() == 1 ? "s" : "");
    page.row("left", fmt::format("{} {} ({}:{}); {}: {}   rule {}", one_line(l.symbol, 120), one_line(l.what, 120),
                                 short_path(l.from.file, 120), l.from.line, who, places(l.to), one_line(l.rule, 40)));
  }
  if (report.left.empty()) page.row("left", "nothing: every use that weir knows is in step with its definition");
  return page.take();
}

std::string text(const Slice& slice) {
  Page page;
  page.line(fmt::format("slice   {}, {} of {} tokens", count(slice.parts.size(), "part"), tokens_text(slice.tokens),
                        tokens_text(slice.budget)));
  std::string out = page.take();
  for (const Part& part : slice.parts) {
    Page title;
    title.line("--- " + part_head(part));
    out += "\n" + title.take() + code(part.text);
  }
  if (slice.left_out.empty()) return out;
  Page rest;
  rest.gap();
  for (const std::string& file : slice.left_out) rest.row("left out", short_path(file, page_cells - label_cells));
  return out + rest.take();
}

std::string text(const Brief& brief) {
  Page page;
  page.line(
      fmt::format("{}   brief, {} of {} tokens", brief.name, tokens_text(brief.tokens), tokens_text(brief.budget)));
  page.gap();
  for (const BriefLine& line : brief.lines) page.row(line.topic, line.text + "   " + line.source);
  if (!brief.left_out.empty()) page.row("left out", fmt::format("{}", fmt::join(brief.left_out, ", ")));
  return page.take();
}

}  // namespace weir::workspace::report

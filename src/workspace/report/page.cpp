// page: rows and phrases.
#include "workspace/report/page.h"

#include <fmt/format.h>

#include "decision/columns.h"
#include "decision/figures.h"
#include "workspace/brief/lines.h"

namespace weir::workspace::report {
namespace {

// Wrapping costs the square of a word's length, and names come from outside.
constexpr std::size_t row_bytes = 6 * 1024;

std::string bounded(std::string_view text) {
  return print::clean(text.substr(0, row_bytes)) + (text.size() > row_bytes ? "…" : "");
}

std::string_view state_word(::weir::Index state) {
  switch (state) {
    case ::weir::Index::ready:
      return "ready";
    case ::weir::Index::stale:
      return "stale";
    case ::weir::Index::indexing:
      return "not ready yet";
    case ::weir::Index::late:
      return "late";
    case ::weir::Index::none:
      break;
  }
  return "missing";
}

std::string trimmed(std::string text) {
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

}  // namespace

void Page::line(std::string_view text) {
  for (const std::string& l : print::wrapped(bounded(text), page_cells)) out_ += l + "\n";
  last_.clear();
}

void Page::row(std::string_view label, std::string_view text) {
  std::string_view shown = label == last_ ? std::string_view{} : label;
  last_ = label;
  for (const std::string& l : print::wrapped(bounded(text), page_cells - label_cells)) {
    out_ += trimmed(print::padded(shown, label_cells) + l) + "\n";
    shown = {};
  }
}

void Page::indented(std::string_view text) { out_ += std::string(label_cells + 4, ' ') + std::string(text) + "\n"; }

std::string one_line(std::string_view text, std::size_t cells) { return brief::clip(text, cells); }

std::string short_path(std::string_view path, std::size_t cells) {
  constexpr std::size_t longest = 1024;
  if (path.size() > longest) path.remove_prefix(path.size() - longest);
  const std::string whole = print::clean(path);
  if (print::cells(whole) <= cells) return whole;
  const auto slash = whole.rfind('/');
  const std::string name = slash == std::string::npos ? whole : whole.substr(slash + 1);
  if (slash == std::string::npos || print::cells(name) + 4 > cells) return one_line(name, cells);
  std::string folder = whole.substr(0, slash);
  const std::size_t room = cells - print::cells(name) - 2;  // "…/"
  while (!folder.empty() && print::cells(folder) + 1 > room) {
    const auto cut = folder.rfind('/');
    folder = cut == std::string::npos ? std::string() : folder.substr(0, cut);
  }
  return (folder.empty() ? "" : folder + "/") + "…/" + name;
}

std::string place(const Place& p) { return p.line > 0 ? fmt::format("{}:{}", p.file, p.line) : p.file; }

std::string count(std::uint64_t n, std::string_view word) {
  return fmt::format("{} {}{}", grouped(static_cast<std::int64_t>(n)), word, n == 1 ? "" : "s");
}

std::string list(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += i + 1 == names.size() ? " and " : ", ";
    out += names[i];
  }
  return out;
}

bool known(const IndexStatus& index) {
  return index.state == ::weir::Index::ready || index.state == ::weir::Index::stale;
}

std::string index_line(const IndexStatus& index) {
  std::string out = fmt::format("index {}", state_word(index.state));
  if (!index.detail.empty()) out += ", " + one_line(index.detail, 120);
  if (!known(index)) return out + ": what this touches is unknown, not narrow";
  out += ", " + count(index.files, "file") + ", " + count(index.commits, "commit");
  if (index.definitions > 0) out += ", " + count(index.definitions, "interface definition");
  return out;
}

std::string hint(const Width& w) {
  const std::string_view whose = w.commits > 0 ? "this repository" : "other repositories";
  return fmt::format(
      "p(≥4 files) {:.2f} ({} {:.2f})   p(≥2 files) {:.2f} ({:.2f})   p(≥2 units) {:.2f} ({:.2f})   hints never "
      "exclude",
      w.files4, whose, w.base_files4, w.files2, w.base_files2, w.units2, w.base_units2);
}

}  // namespace weir::workspace::report

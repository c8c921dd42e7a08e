// Page: rows of a label and what it says, at most 100 columns, as `weir why` prints them; and phrases that the forms
// share. Internal to report/.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "workspace/workspaces.h"

namespace weir::workspace::report {

inline constexpr std::size_t page_cells = 100, label_cells = 17;

class Page {
 public:
  void line(std::string_view text);                         // wrapped over the whole width
  void row(std::string_view label, std::string_view text);  // wrapped beside its label; the same label again is blank
  void indented(std::string_view text);                     // one line behind the label and a list's number
  void gap() { out_ += '\n'; }
  std::string take() { return std::move(out_); }

 private:
  std::string out_, last_;
};

std::string one_line(std::string_view text, std::size_t cells);  // clean, cut with "…"
std::string place(const Place& p);                               // "order.proto:14"
std::string count(std::uint64_t n, std::string_view word);       // "3 units", "1 unit"
std::string list(const std::vector<std::string>& names);         // "a, b and c"
std::string index_line(const IndexStatus& index);                // "index ready, 1,204 files, 412 commits"
std::string hint(const Width& width);                            // "p(≥4 files) 0.58 (this repository 0.41)"
bool known(const IndexStatus& index);                            // its answers mean something
std::string_view why_name(Part::Why why);                        // "edge"
// A path that is too long loses its middle: "packages/…/server.ts".
std::string short_path(std::string_view path, std::size_t cells);

}  // namespace weir::workspace::report

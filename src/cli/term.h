// What a terminal shows: marks, colour where a person looks, tables without borders, errors with what to do next.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cli/cli.h"

namespace weir::cli {

bool colour(int descriptor);  // NO_COLOR, CLICOLOR_FORCE, a terminal, TERM
std::string dim(std::string_view text, int descriptor = 1);
std::string bold(std::string_view text, int descriptor = 1);
std::string mark(std::string_view where);  // "here" -> ●, else ○, coloured on a terminal

// Columns aligned by display width; `right` lists the columns aligned to the right.
class Table {
 public:
  explicit Table(std::vector<int> right = {}) : right_(std::move(right)) {}
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  std::string text(std::string_view indent = "") const;

 private:
  std::vector<std::vector<std::string>> rows_;
  std::vector<int> right_;
};

std::string seconds(std::optional<std::int64_t> ms);      // "0.9 s", "-"
std::string money(std::optional<std::int64_t> microusd);  // "$0.038", "-"
std::string bytes(std::int64_t n);                        // "214 kB"
std::string duration(std::int64_t ms);                    // "2 h 14 m"
std::size_t display_width(std::string_view text);         // without escapes, code points

// error[code]: message / --> source / help: ...   on stderr; gives the exit code back.
int report(int exit, std::string_view code, std::string_view message, std::string_view help = {},
           std::string_view source = {});

}  // namespace weir::cli

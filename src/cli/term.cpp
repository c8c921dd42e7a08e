// Terminal manners. Off a terminal nothing but text goes out.
#include "cli/term.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace weir::cli {
namespace {

bool set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

std::string painted(std::string_view code, std::string_view text, int descriptor) {
  if (!colour(descriptor)) return std::string(text);
  return fmt::format("\033[{}m{}\033[0m", code, text);
}

}  // namespace

bool colour(int descriptor) {
  if (set("NO_COLOR")) return false;
  if (set("CLICOLOR_FORCE") || set("FORCE_COLOR")) return true;
  const char* term = std::getenv("TERM");
  return isatty(descriptor) != 0 && term != nullptr && std::string_view(term) != "dumb";
}

std::string dim(std::string_view text, int descriptor) { return painted("2", text, descriptor); }
std::string bold(std::string_view text, int descriptor) { return painted("1", text, descriptor); }

std::string mark(std::string_view where) { return where == "here" ? painted("32", "●", 1) : painted("36", "○", 1); }

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\033') {
      while (i < text.size() && text[i] != 'm') ++i;
      continue;
    }
    width += (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U ? 1 : 0;
  }
  return width;
}

std::string Table::text(std::string_view indent) const {
  std::vector<std::size_t> widths;
  for (const auto& row : rows_) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string out;
  for (const auto& row : rows_) {
    std::string line(indent);
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string pad(widths[i] - display_width(row[i]), ' ');
      const bool to_right = std::ranges::find(right_, static_cast<int>(i)) != right_.end();
      line += to_right ? pad + row[i] : row[i] + pad;
      if (i + 1 < row.size()) line += "  ";
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

std::string seconds(std::optional<std::int64_t> ms) {
  return ms ? fmt::format("{:.1f} s", static_cast<double>(*ms) / 1000) : "-";
}

std::string money(std::optional<std::int64_t> microusd) {
  if (!microusd) return "-";
  const double dollars = static_cast<double>(*microusd) / 1e6;
  return dollars < 0.1 ? fmt::format("${:.4f}", dollars) : fmt::format("${:.2f}", dollars);
}

std::string bytes(std::int64_t n) {
  if (n < 1000) return fmt::format("{} bytes", n);
  if (n < 1'000'000) return fmt::format("{} kB", n / 1000);
  return fmt::format("{:.1f} MB", static_cast<double>(n) / 1e6);
}

std::string duration(std::int64_t ms) {
  const std::int64_t minutes = ms / 60'000;
  if (minutes < 1) return fmt::format("{} s", ms / 1000);
  if (minutes < 60) return fmt::format("{} m", minutes);
  if (minutes < 48 * 60) return fmt::format("{} h {} m", minutes / 60, minutes % 60);
  return fmt::format("{} d", minutes / (24 * 60));
}

int report(int exit, std::string_view code, std::string_view message, std::string_view help, std::string_view source) {
  std::string out = fmt::format("{}: {}\n", bold(fmt::format("error[{}]", code), 2), message);
  if (!source.empty()) out += fmt::format("  --> {}\n", source);
  if (!help.empty()) out += fmt::format("   help: {}\n", help);
  std::fputs(out.c_str(), stderr);
  return exit;
}

}  // namespace weir::cli

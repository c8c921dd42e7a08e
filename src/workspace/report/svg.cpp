// svg: definitions on the left, the units that use them in the middle with a line to each place, the files likely to
// change on the right, how wide below. Facts are drawn whole, the ranker's prior as bars and dashes: never mixed.
#include <fmt/format.h>

#include <algorithm>

#include "decision/columns.h"
#include "workspace/report/graph.h"
#include "workspace/report/page.h"
#include "workspace/report/report.h"
#include "workspace/report/svg_canvas.h"

namespace weir::workspace::report {
namespace {

// All in pixels of the picture's own grid.
constexpr double page_width = 1200, margin = 36;
constexpr double left_x = margin, left_width = 268;
constexpr double middle_x = 416, middle_width = 296;
constexpr double right_x = 768, right_width = page_width - margin - right_x;
constexpr double top = 132;  // below the title
constexpr double card_height = 76, card_gap = 18;
constexpr double row_height = 22, unit_head = 34, unit_pad = 10, unit_gap = 16;
constexpr double file_height = 60;
constexpr double mono_cell = 7.25;  // of 12 px monospace
constexpr double text_cell = 6.9;   // of 12 px text: a wide system font

std::size_t fits(double width, double cell) { return static_cast<std::size_t>(std::max(4.0, width / cell)); }

class Picture {
 public:
  explicit Picture(const RippleReport& report) : report_(report), graph_(graph_of(report)) {}

  std::string draw() {
    const bool hard = !graph_.definitions.empty();
    const double below = hard ? with_edges() : without_edges();
    const double height = widths(below + 30) + margin;
    return frame(height);
  }

 private:
  // ---- with hard edges: three columns. Answers where they end.
  double with_edges() {
    canvas_.label(left_x, top - 18, "h", "CHANGES");
    canvas_.label(middle_x, top - 18, "h", "IS USED BY");
    canvas_.label(right_x, top - 18, "h", "LIKELY TO CHANGE TOO");
    double end = units(top);
    end = std::max(end, files(right_x, right_width, top));
    end = std::max(end, definitions(end));
    connect();
    return end;
  }

  double units(double y) {
    for (const GraphUnit& unit : graph_.units) {
      const double rows = static_cast<double>(unit.places.size() + (unit.more > 0 ? 1 : 0));
      const double height = unit_head + rows * row_height + unit_pad;
      canvas_.box(middle_x, y, middle_width, height, "card");
      canvas_.label(
          middle_x + 16, y + 22, "b",
          one_line(unit.name.empty() ? "outside every unit" : unit.name, fits(middle_width - 110, text_cell)));
      canvas_.label(middle_x + middle_width - 14, y + 22, "d s e", count(unit.places.size() + unit.more, "place"));
      double row = y + unit_head;
      for (const GraphPlace& place : unit.places) {
        place_row(place, row);
        row += row_height;
      }
      if (unit.more > 0) canvas_.label(middle_x + 16, row + 14, "d s", fmt::format("and {} more", unit.more));
      y += height + unit_gap;
    }
    if (graph_.more_units > 0) {
      canvas_.label(middle_x, y + 4, "d", fmt::format("and {}", count(graph_.more_units, "more unit")));
      y += 24;
    }
    return y;
  }

  void place_row(const GraphPlace& place, double row) {
    const double mid = row + row_height / 2 - 1;
    for (const std::size_t d : place.definitions) {
      ends_.push_back({d, {middle_x, mid}});
      canvas_.dot(middle_x, mid, d);
    }
    const std::string line = fmt::format(":{}", place.place.line);
    const std::string path = short_path(place.place.file, fits(middle_width - 34, mono_cell) - line.size());
    canvas_.place(middle_x + 16, row + 15, path, line);
  }

  // Each card as near as can be to the middle of its places.
  double definitions(double end) {
    const std::size_t n = graph_.definitions.size();
    std::vector<double> at(n);
    double next = top;
    for (std::size_t i = 0; i < n; ++i) {
      at[i] = std::max(next, middle_of(i) - card_height / 2);
      next = at[i] + card_height + card_gap;
    }
    double limit = std::max(end, top + static_cast<double>(n) * (card_height + card_gap)) - card_gap;
    for (std::size_t i = n; i-- > 0;) {
      at[i] = std::min(at[i], limit - card_height);
      limit = at[i] - card_gap;
    }
    for (std::size_t i = 0; i < n; ++i) card(i, at[i]);
    double last = n > 0 ? at[n - 1] + card_height : top;
    if (graph_.more_definitions > 0) {
      last += 22;
      canvas_.label(left_x, last, "d", fmt::format("and {}", count(graph_.more_definitions, "more definition")));
    }
    return last + card_gap;
  }

  double middle_of(std::size_t definition) const {
    double sum = 0, n = 0;
    for (const auto& [d, point] : ends_) {
      if (d != definition) continue;
      sum += point.y;
      n += 1;
    }
    return n > 0 ? sum / n : top;
  }

  void card(std::size_t i, double y) {
    const GraphDefinition& d = graph_.definitions[i];
    canvas_.box(left_x, y, left_width, card_height, "card");
    canvas_.box(left_x, y + 10, 4, card_height - 20, fmt::format("f{}", i), 2);
    canvas_.label(left_x + 18, y + 25, "m b", one_line(d.symbol, fits(left_width - 30, mono_cell)));
    const std::string line = fmt::format(":{}", d.from.line);
    canvas_.label(left_x + 18, y + 43, "m d",
                  short_path(d.from.file, fits(left_width - 30, mono_cell) - line.size()) + line);
    const std::string reach = fmt::format("{}, {}", count(d.units, "unit"), count(d.places, "place"));
    canvas_.label(left_x + 18, y + 62, "d s", reach);
    canvas_.label(left_x + left_width - 14, y + 62, "d s e", one_line(d.rule, 22));
    canvas_.dot(left_x + left_width, y + card_height / 2, i);
    starts_.push_back({left_x + left_width, y + card_height / 2});
  }

  void connect() {
    for (const auto& [d, point] : ends_) canvas_.wire(starts_[d], point, fmt::format("w{}", d));
  }

  // ---- the ranked files, as bars
  double files(double x, double width, double y) {
    if (graph_.files.empty()) {
      canvas_.label(x, y + 14, "d", "nothing ranked");
      return y + 30;
    }
    for (const GraphFile& file : graph_.files) {
      double indent = 0;
      for (const std::size_t d : file.definitions) {
        canvas_.dot(x + 4 + indent, y + 10, d);
        indent += 11;
      }
      if (indent > 0) indent += 3;
      const std::string unit = one_line(file.unit, 20);
      const double room = width - indent - static_cast<double>(print::cells(unit)) * text_cell - 16;
      canvas_.label(x + indent, y + 14, "m", short_path(file.path, fits(room, mono_cell)));
      if (!unit.empty()) canvas_.label(x + width, y + 14, "d s e", unit);
      canvas_.box(x, y + 22, width, 4, "bar", 2);
      canvas_.box(x, y + 22, std::max(4.0, width * file.share), 4, "guessed", 2);
      if (!file.reason.empty()) canvas_.label(x, y + 41, "d s", one_line(file.reason, fits(width, 0.93 * text_cell)));
      row_of_file_.push_back(y + 14);
      y += file.reason.empty() ? file_height - 18 : file_height;
    }
    return y;
  }

  // ---- without: the request itself, dashed to what the ranker expects
  double without_edges() {
    constexpr double x = 440, width = page_width - margin - x;
    canvas_.label(left_x, top - 18, "h", "HARD EDGES");
    canvas_.label(x, top - 18, "h", "LIKELY TO CHANGE");
    const double end = files(x, width, top);
    const double y = std::max(top, top + (end - top) / 2 - card_height);
    canvas_.box(left_x, y, left_width, card_height, "card");
    const bool answered = known(report_.index);
    canvas_.label(left_x + 18, y + 27, "b", answered ? "None" : "Unknown");
    canvas_.label(left_x + 18, y + 46, "d s", answered ? "No definition that another unit" : "The index is not ready:");
    canvas_.label(left_x + 18, y + 61, "d s", answered ? "uses is named or changed here." : "unknown is not narrow.");
    for (std::size_t i = 0; i < row_of_file_.size(); ++i)
      canvas_.wire({left_x + left_width, y + card_height / 2}, {x - 12, row_of_file_[i] - 4}, "guess");
    return std::max(end, y + card_height);
  }

  // ---- how wide: three gauges with the repository's own rate as a mark
  double widths(double y) {
    if (!known(report_.index)) return y;
    const Width& w = report_.width;
    canvas_.rule(margin, y, page_width - margin);
    canvas_.label(margin, y + 26, "h", "HOW WIDE");
    canvas_.label(page_width - margin, y + 26, "d s e",
                  w.commits > 0 ? "usually: this repository's own rate · hints never exclude"
                                : "usually: the rate of other repositories · hints never exclude");
    gauge(0, y + 42, "2 files or more", w.files2, w.base_files2);
    gauge(1, y + 42, "4 files or more", w.files4, w.base_files4);
    gauge(2, y + 42, "2 units or more", w.units2, w.base_units2);
    return y + 80;
  }

  void gauge(double column, double y, std::string_view what, double p, double base) {
    constexpr double gap = 48, width = (page_width - 2 * margin - 2 * gap) / 3;
    const double x = margin + column * (width + gap);
    p = std::clamp(p, 0.0, 1.0);
    base = std::clamp(base, 0.0, 1.0);
    canvas_.label(x, y + 12, "", what);
    canvas_.label(x + width - 36, y + 12, "d s e", fmt::format("usually {:.2f}", base));
    canvas_.label(x + width, y + 12, "b e", fmt::format("{:.2f}", p));
    canvas_.box(x, y + 22, width, 8, "bar", 4);
    if (p > 0) canvas_.box(x, y + 22, std::max(8.0, width * p), 8, "guessed", 4);
    canvas_.tick(x + width * base, y + 18, y + 34);
  }

  std::string describe() const {
    std::string out;
    for (std::size_t i = 0; i < std::min<std::size_t>(report_.edges.size(), 6); ++i) {
      const Edge& e = report_.edges[i];
      out += fmt::format("{} at {} is used in {} by {}. ", e.symbol, place(e.from), count(e.to.size(), "place"),
                         list(e.units));
    }
    if (report_.edges.empty()) out = "No hard edges. ";
    if (!graph_.files.empty()) out += "Most likely to change: " + graph_.files.front().path + ".";
    return one_line(out, 1200);
  }

  std::string frame(double height) const {
    const std::string title = report_.question.empty() ? "What this touches" : one_line(report_.question, 78);
    const std::string operation = report_.operation.empty() ? "" : one_line(report_.operation, 40) + " · ";
    return canvas_.page(page_width, height, title, one_line(operation + index_line(report_.index), 150), describe());
  }

  const RippleReport& report_;
  Graph graph_;
  Canvas canvas_;
  std::vector<Point> starts_;                        // right edge of each definition's card
  std::vector<std::pair<std::size_t, Point>> ends_;  // definition, left edge of a place's row
  std::vector<double> row_of_file_;
};

}  // namespace

std::string svg(const RippleReport& report) { return Picture(report).draw(); }

}  // namespace weir::workspace::report

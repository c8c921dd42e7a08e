// svg: definitions on the left, the units that use them in the middle with a line to each place, the files likely to
// change on the right, how wide below. Facts are drawn whole, the ranker's prior as bars and dashes: never mixed.
#include <fmt/format.h>

#include <algorithm>

#include "decision/columns.h"
#include "workspace/report/graph.h"
#include "workspace/report/page.h"
#include "workspace/report/report.h"

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

constexpr std::string_view style = R"(<style>
svg{--bg:#fcfcfa;--card:#fff;--ink:#1b2127;--dim:#667079;--rule:#dfe3e7;--bar:#e8edf2;--mark:#8a949e;
--c0:#2a6bb3;--c1:#b75a17;--c2:#21835a;--c3:#8847ad;--c4:#b3355a;--c5:#7b6a0c;
font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-size:12px}
@media (prefers-color-scheme:dark){svg{--bg:#14181c;--card:#1c2127;--ink:#e8ebee;--dim:#98a2ac;--rule:#323a42;--bar:#29313a;--mark:#7b8692;
--c0:#6cb0f5;--c1:#f0a063;--c2:#5fcf9d;--c3:#cb95ec;--c4:#f1809f;--c5:#d8c451}}
text{fill:var(--ink)}
.bg{fill:var(--bg)}.card{fill:var(--card);stroke:var(--rule)}.rule{stroke:var(--rule);fill:none}
.q{font-size:20px;font-weight:600}.h{font-size:11px;letter-spacing:.08em;fill:var(--dim);font-weight:600}
.d{fill:var(--dim)}.s{font-size:11px}.b{font-weight:600}.e{text-anchor:end}
.m{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.bar{fill:var(--bar)}.guessed{fill:var(--mark)}.base{stroke:var(--ink);stroke-width:1.5}
.wire{fill:none;stroke-width:1.6;stroke-opacity:.62}.guess{stroke:var(--mark);stroke-dasharray:2 4}
.f0{fill:var(--c0)}.f1{fill:var(--c1)}.f2{fill:var(--c2)}.f3{fill:var(--c3)}.f4{fill:var(--c4)}.f5{fill:var(--c5)}
.w0{stroke:var(--c0)}.w1{stroke:var(--c1)}.w2{stroke:var(--c2)}.w3{stroke:var(--c3)}.w4{stroke:var(--c4)}.w5{stroke:var(--c5)}
</style>
)";

// Clean text with XML's own characters escaped; what XML 1.0 has no place for goes.
std::string xml(std::string_view text) {
  std::string out;
  const std::string clean = print::clean(text);
  for (std::size_t i = 0; i < clean.size(); ++i) {
    const std::string_view rest = std::string_view(clean).substr(i);
    if (rest.starts_with("\xef\xbf\xbe") || rest.starts_with("\xef\xbf\xbf")) {
      i += 2;
      continue;
    }
    switch (clean[i]) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += clean[i];
    }
  }
  return out;
}

std::size_t fits(double width, double cell) { return static_cast<std::size_t>(std::max(4.0, width / cell)); }

struct Point {
  double x = 0, y = 0;
};

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
  void label(double x, double y, std::string_view classes, std::string_view text) {
    body_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"{}\">{}</text>\n", x, y, classes, xml(text));
  }
  void box(double x, double y, double w, double h, std::string_view classes, double radius = 8) {
    body_ +=
        fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"{:.1f}\" class=\"{}\"/>\n",
                    x, y, w, h, radius, classes);
  }
  void dot(double x, double y, std::size_t colour) {
    body_ += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\" class=\"f{}\"/>\n", x, y, colour);
  }
  void wire(Point a, Point b, std::string_view classes) {
    const double bend = 0.5 * (b.x - a.x);
    wires_ += fmt::format("<path d=\"M{:.1f} {:.1f}C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}\" class=\"wire {}\"/>\n",
                          a.x, a.y, a.x + bend, a.y, b.x - bend, b.y, b.x, b.y, classes);
  }

  // ---- with hard edges: three columns. Answers where they end.
  double with_edges() {
    label(left_x, top - 18, "h", "CHANGES");
    label(middle_x, top - 18, "h", "IS USED BY");
    label(right_x, top - 18, "h", "LIKELY TO CHANGE TOO");
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
      box(middle_x, y, middle_width, height, "card");
      label(middle_x + 16, y + 22, "b",
            one_line(unit.name.empty() ? "outside every unit" : unit.name, fits(middle_width - 110, text_cell)));
      label(middle_x + middle_width - 14, y + 22, "d s e", count(unit.places.size() + unit.more, "place"));
      double row = y + unit_head;
      for (const GraphPlace& place : unit.places) {
        place_row(place, row);
        row += row_height;
      }
      if (unit.more > 0) label(middle_x + 16, row + 14, "d s", fmt::format("and {} more", unit.more));
      y += height + unit_gap;
    }
    if (graph_.more_units > 0) {
      label(middle_x, y + 4, "d", fmt::format("and {}", count(graph_.more_units, "more unit")));
      y += 24;
    }
    return y;
  }

  void place_row(const GraphPlace& place, double row) {
    const double mid = row + row_height / 2 - 1;
    for (const std::size_t d : place.definitions) {
      ends_.push_back({d, {middle_x, mid}});
      dot(middle_x, mid, d);
    }
    const std::string line = fmt::format(":{}", place.place.line);
    const std::string path = short_path(place.place.file, fits(middle_width - 34, mono_cell) - line.size());
    body_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"m\">{}<tspan class=\"d\">{}</tspan></text>\n",
                         middle_x + 16, row + 15, xml(path), line);
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
      label(left_x, last, "d", fmt::format("and {}", count(graph_.more_definitions, "more definition")));
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
    box(left_x, y, left_width, card_height, "card");
    box(left_x, y + 10, 4, card_height - 20, fmt::format("f{}", i), 2);
    label(left_x + 18, y + 25, "m b", one_line(d.symbol, fits(left_width - 30, mono_cell)));
    const std::string line = fmt::format(":{}", d.from.line);
    label(left_x + 18, y + 43, "m d", short_path(d.from.file, fits(left_width - 30, mono_cell) - line.size()) + line);
    const std::string reach = fmt::format("{}, {}", count(d.units, "unit"), count(d.places, "place"));
    label(left_x + 18, y + 62, "d s", reach);
    label(left_x + left_width - 14, y + 62, "d s e", one_line(d.rule, 22));
    dot(left_x + left_width, y + card_height / 2, i);
    starts_.push_back({left_x + left_width, y + card_height / 2});
  }

  void connect() {
    for (const auto& [d, point] : ends_) wire(starts_[d], point, fmt::format("w{}", d));
  }

  // ---- the ranked files, as bars
  double files(double x, double width, double y) {
    if (graph_.files.empty()) {
      label(x, y + 14, "d", "nothing ranked");
      return y + 30;
    }
    for (const GraphFile& file : graph_.files) {
      double indent = 0;
      for (const std::size_t d : file.definitions) {
        dot(x + 4 + indent, y + 10, d);
        indent += 11;
      }
      if (indent > 0) indent += 3;
      const std::string unit = one_line(file.unit, 20);
      const double room = width - indent - static_cast<double>(print::cells(unit)) * text_cell - 16;
      label(x + indent, y + 14, "m", short_path(file.path, fits(room, mono_cell)));
      if (!unit.empty()) label(x + width, y + 14, "d s e", unit);
      box(x, y + 22, width, 4, "bar", 2);
      box(x, y + 22, std::max(4.0, width * file.share), 4, "guessed", 2);
      if (!file.reason.empty()) label(x, y + 41, "d s", one_line(file.reason, fits(width, 0.93 * text_cell)));
      row_of_file_.push_back(y + 14);
      y += file.reason.empty() ? file_height - 18 : file_height;
    }
    return y;
  }

  // ---- without: the request itself, dashed to what the ranker expects
  double without_edges() {
    constexpr double x = 440, width = page_width - margin - x;
    label(left_x, top - 18, "h", "HARD EDGES");
    label(x, top - 18, "h", "LIKELY TO CHANGE");
    const double end = files(x, width, top);
    const double y = std::max(top, top + (end - top) / 2 - card_height);
    box(left_x, y, left_width, card_height, "card");
    const bool answered = known(report_.index);
    label(left_x + 18, y + 27, "b", answered ? "None" : "Unknown");
    label(left_x + 18, y + 46, "d s", answered ? "No definition that another unit" : "The index is not ready:");
    label(left_x + 18, y + 61, "d s", answered ? "uses is named or changed here." : "unknown is not narrow.");
    for (std::size_t i = 0; i < row_of_file_.size(); ++i)
      wire({left_x + left_width, y + card_height / 2}, {x - 12, row_of_file_[i] - 4}, "guess");
    return std::max(end, y + card_height);
  }

  // ---- how wide: three gauges with the repository's own rate as a mark
  double widths(double y) {
    if (!known(report_.index)) return y;
    const Width& w = report_.width;
    body_ += fmt::format("<path d=\"M{:.1f} {:.1f}H{:.1f}\" class=\"rule\"/>\n", margin, y, page_width - margin);
    label(margin, y + 26, "h", "HOW WIDE");
    label(page_width - margin, y + 26, "d s e",
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
    label(x, y + 12, "", what);
    label(x + width - 36, y + 12, "d s e", fmt::format("usually {:.2f}", base));
    label(x + width, y + 12, "b e", fmt::format("{:.2f}", p));
    box(x, y + 22, width, 8, "bar", 4);
    if (p > 0) box(x, y + 22, std::max(8.0, width * p), 8, "guessed", 4);
    body_ += fmt::format("<path d=\"M{0:.1f} {1:.1f}V{2:.1f}\" class=\"base\"/>\n", x + width * base, y + 18, y + 34);
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
    std::string sub = report_.operation.empty() ? "" : report_.operation + " · ";
    sub += index_line(report_.index);
    std::string out = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" "
        "height=\"{1:.0f}\" "
        "role=\"img\" aria-labelledby=\"t d\">\n<title id=\"t\">{2}</title>\n<desc id=\"d\">{3}</desc>\n",
        page_width, height, xml(title), xml(describe()));
    out += style;
    out += fmt::format("<rect width=\"{:.0f}\" height=\"{:.0f}\" class=\"bg\"/>\n", page_width, height);
    out += fmt::format("<text x=\"{:.0f}\" y=\"54\" class=\"q\">{}</text>\n", margin, xml(title));
    out += fmt::format("<text x=\"{:.0f}\" y=\"76\" class=\"d\">{}</text>\n", margin, xml(one_line(sub, 150)));
    return out + wires_ + body_ + "</svg>\n";
  }

  const RippleReport& report_;
  Graph graph_;
  std::string body_, wires_;
  std::vector<Point> starts_;                        // right edge of each definition's card
  std::vector<std::pair<std::size_t, Point>> ends_;  // definition, left edge of a place's row
  std::vector<double> row_of_file_;
};

}  // namespace

std::string svg(const RippleReport& report) { return Picture(report).draw(); }

}  // namespace weir::workspace::report

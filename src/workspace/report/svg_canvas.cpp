// canvas: shapes. No script, no link, no font of its own; an empty class is no attribute worth having.
#include "workspace/report/svg_canvas.h"

#include <fmt/format.h>

#include "decision/columns.h"

namespace weir::workspace::report {
namespace {

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

}  // namespace

void Canvas::label(double x, double y, std::string_view classes, std::string_view text) {
  body_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"{}\">{}</text>\n", x, y, classes, xml(text));
}

void Canvas::place(double x, double y, std::string_view path, std::string_view line) {
  body_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"m\">{}<tspan class=\"d\">{}</tspan></text>\n", x, y,
                       xml(path), xml(line));
}

void Canvas::box(double x, double y, double width, double height, std::string_view classes, double radius) {
  body_ +=
      fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"{:.1f}\" class=\"{}\"/>\n",
                  x, y, width, height, radius, classes);
}

void Canvas::dot(double x, double y, std::size_t colour) {
  body_ += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\" class=\"f{}\"/>\n", x, y, colour);
}

void Canvas::wire(Point from, Point to, std::string_view classes) {
  const double bend = 0.5 * (to.x - from.x);
  wires_ += fmt::format("<path d=\"M{:.1f} {:.1f}C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}\" class=\"wire {}\"/>\n",
                        from.x, from.y, from.x + bend, from.y, to.x - bend, to.y, to.x, to.y, classes);
}

void Canvas::rule(double x, double y, double to_x) {
  body_ += fmt::format("<path d=\"M{:.1f} {:.1f}H{:.1f}\" class=\"rule\"/>\n", x, y, to_x);
}

void Canvas::tick(double x, double y, double to_y) {
  body_ += fmt::format("<path d=\"M{:.1f} {:.1f}V{:.1f}\" class=\"base\"/>\n", x, y, to_y);
}

std::string Canvas::page(double width, double height, std::string_view title, std::string_view subtitle,
                         std::string_view description) const {
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
      "role=\"img\" aria-labelledby=\"t d\">\n<title id=\"t\">{2}</title>\n<desc id=\"d\">{3}</desc>\n",
      width, height, xml(title), xml(description));
  out += style;
  out += fmt::format("<rect width=\"{:.0f}\" height=\"{:.0f}\" class=\"bg\"/>\n", width, height);
  out += fmt::format("<text x=\"36\" y=\"54\" class=\"q\">{}</text>\n<text x=\"36\" y=\"76\" class=\"d\">{}</text>\n",
                     xml(title), xml(subtitle));
  return out + wires_ + body_ + "</svg>\n";
}

}  // namespace weir::workspace::report

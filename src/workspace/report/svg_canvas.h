// Canvas: the few shapes of a picture as SVG, all text cleaned and escaped, colours by class for light and dark.
// Internal to report/.
#pragma once
#include <string>
#include <string_view>

namespace weir::workspace::report {

struct Point {
  double x = 0, y = 0;
};

class Canvas {
 public:
  void label(double x, double y, std::string_view classes, std::string_view text);
  // A path and its line: "src/a.go" and ":12", the latter dimmed.
  void place(double x, double y, std::string_view path, std::string_view line);
  void box(double x, double y, double width, double height, std::string_view classes, double radius = 8);
  void dot(double x, double y, std::size_t colour);
  void wire(Point from, Point to, std::string_view classes);  // lies below all else
  void rule(double x, double y, double to_x);
  void tick(double x, double y, double to_y);
  std::string page(double width, double height, std::string_view title, std::string_view subtitle,
                   std::string_view description) const;

 private:
  std::string body_, wires_;
};

}  // namespace weir::workspace::report

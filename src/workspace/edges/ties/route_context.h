// What stands around a path in a program: the call, annotation or variable that it is given to.
#pragma once
#include <memory>
#include <string>

#include "workspace/edges/ties/code.h"
#include "workspace/edges/ties/paths.h"

namespace weir::workspace::edges {

struct RouteSurroundings {
  RouteRole role = RouteRole::unknown;
  std::string verb;
  bool annotation = false;
  bool prefix = false;   // the path is only put before others
  std::string variable;  // prefix: whose
};

class RouteContext {
 public:
  virtual ~RouteContext() = default;
  // Of the string, or the joined strings, from token first to token last.
  virtual RouteSurroundings surroundings(std::size_t first, std::size_t last) = 0;
  // The string is the argument of an annotation or call that takes paths without a slash before them.
  virtual bool in_annotation(std::size_t i) const = 0;
};
std::unique_ptr<RouteContext> route_context(const Code& code);  // the code must outlive it

}  // namespace weir::workspace::edges

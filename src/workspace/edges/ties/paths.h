// HTTP paths as programs write them, brought to one form: "/orders/{}/paid" for {id}, :id, <int:id>, ${id}, %s.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/edges/ties/code.h"

namespace weir::workspace::edges {

struct HttpPath {
  std::string path;                // normal form, begins with '/'
  std::string host;                // "stock:8080" of "http://stock:8080/items"; "" none
  bool based = false;              // something stood before the path: a host or a base in a variable
  std::vector<std::string> query;  // names of parameters written in it
  std::string verb;                // of Go's "POST /orders"; "" none
};
// Nothing for a text that is no path: spaces, other characters, no '/'. bare: "orders/{id}" counts too.
std::optional<HttpPath> http_path(std::string_view text, bool bare = false);

// "POST /orders/{id}" of a definition -> verb and normal path.
HttpPath route_of(std::string_view definition_name);

enum class RouteRole : unsigned char { serve, call, unknown };

// A path that a program writes, with what its surroundings say of it.
struct RouteLiteral {
  HttpPath path;
  std::string verb;  // GET, POST ...; "" = not told
  RouteRole role{};
  std::vector<std::string> prefixes;  // what a router or class in this file may put before it
  bool whole = true;                  // serve: prefixes that are known to apply are in the path already
  std::string hint;                   // lower-cased words of the base before it: "c.web", "stockaddr"
  std::uint32_t line = 0;
  std::string spelling;  // the piece of the literal that holds the last fixed part, as written in this line
  std::size_t token = 0;
};
std::vector<RouteLiteral> route_literals(const Code& code);

// pages/api/orders/[id].ts, app/api/orders/[id]/route.ts, routes/orders/+server.ts: the path that the file serves.
std::optional<std::string> file_route(std::string_view path);

}  // namespace weir::workspace::edges

// The table of routes and the door to it.
#include "api/api.h"

#include <array>

#include "api/routes.h"
#include "base/json_writer.h"
#include "base/limits.h"

namespace weir::api {
namespace {

constexpr std::array<Route, 15> table = {{
    {"GET", "/status", status},
    {"GET", "/models", models},
    {"POST", "/use", use},
    {"GET", "/log", read_log},
    {"GET", "/why", why},
    {"GET", "/costs", costs},
    {"POST", "/replay", replay},
    {"POST", "/suppose", suppose},
    {"POST", "/doctor", doctor},
    {"POST", "/launch", launch},
    {"POST", "/index", index},
    {"POST", "/ripple", ripple},
    {"POST", "/slice", slice},
    {"POST", "/brief", brief},
    {"POST", "/stop", stop},
}};

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0;
    if (!escape) {
      out += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    out += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
    i += 2;
  }
  return out;
}

Task<Reply> dispatch(Control& control, net::ServerExchange& http) {
  const HttpHead& head = http.head();
  for (const Route& route : table) {
    if (route.path != head.path) continue;
    if (route.method != head.method)
      co_return refuse(405, "usage", "use " + std::string(route.method) + " for " + head.path);
    auto body = co_await http.read_body(limits::head_bytes);
    if (!body) co_return refuse(400, "usage", body.error().message);
    const Call call{head.query, std::move(*body), &http.gone()};
    co_return co_await route.handler(control, call);
  }
  co_return refuse(404, "usage", "no such control route: " + head.path);
}

}  // namespace

std::span<const Route> routes() { return table; }

std::string Call::arg(std::string_view name) const {
  std::string_view rest = query;
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    if (pair.substr(0, equals) == name)
      return equals == std::string_view::npos ? "" : percent_decoded(pair.substr(equals + 1));
  }
  return {};
}

Reply refuse(int status, std::string_view code, std::string_view message, std::string_view help,
             std::string_view source) {
  JsonWriter w;
  w.object()
      .key("error")
      .object()
      .field("code", code)
      .field("message", message)
      .field("help", help)
      .field("source", source);
  w.end().end();
  return {status, w.take(), "application/json"};
}

Task<void> enter(Control& control, net::ServerExchange& http) {
  Reply reply = co_await dispatch(control, http);
  Headers headers;
  headers.set("Content-Type", reply.type);
  (void)co_await http.respond(reply.status, std::move(headers), std::move(reply.body));
}

}  // namespace weir::api

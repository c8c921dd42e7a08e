// Routes as data; whoever has no right gets an answer in the dialect of the path and leaves a counter only.
#include "relay/door.h"

#include <array>

#include "relay/errors.h"
#include "relay/exchange.h"
#include "relay/models.h"

namespace weir::relay {
namespace {

enum class Does { exchange, list_models, one_model };

struct Route {
  std::string_view method, path;  // a path that ends in '/' takes what follows as a name
  chat::Dialect dialect;
  Does does;
};

// All of them take the client token; what may do more than infer is not served here (api/).
constexpr std::array routes = {
    Route{"POST", "/v1/messages", chat::Dialect::messages, Does::exchange},
    Route{"POST", "/v1/messages/count_tokens", chat::Dialect::messages, Does::exchange},
    Route{"POST", "/v1/chat/completions", chat::Dialect::chat, Does::exchange},
    Route{"POST", "/v1/completions", chat::Dialect::completions, Does::exchange},
    Route{"GET", "/v1/models", chat::Dialect::chat, Does::list_models},
    Route{"GET", "/v1/models/", chat::Dialect::chat, Does::one_model},
};

// "POST /v1/messages, ... and GET /v1/models/NAME": told to whoever asks for something else. The label hostile reads
// the table here, so that no route is without its row of refusals.
std::string served() {
  std::string out;
  for (const Route& route : routes) {
    if (!out.empty()) out += &route == &routes.back() ? " and " : ", ";
    out.append(route.method).append(" ").append(route.path);
    if (route.path.ends_with('/')) out += "NAME";
  }
  return out;
}

// Tools disagree about who writes the /v1: without, once and twice all mean the same.
std::string one_version(std::string path) {
  while (path.starts_with("/v1/v1/")) path.erase(0, 3);
  if (!path.starts_with("/v1/")) path.insert(0, "/v1");
  return path;
}

const Route* find(std::string_view method, std::string_view path) {
  for (const Route& route : routes) {
    const bool hit = route.path.ends_with('/') ? path.starts_with(route.path) && path.size() > route.path.size()
                                               : path == route.path;
    if (hit && route.method == method) return &route;
  }
  return nullptr;
}

// For errors before a route is known: the header that only Anthropic's clients send tells.
chat::Dialect guess(const HttpHead& head) {
  const bool anthropic = head.headers.get("anthropic-version") || head.path.find("/messages") != std::string::npos;
  return anthropic ? chat::Dialect::messages : chat::Dialect::chat;
}

Task<void> turn_away(net::ServerExchange& http, const Error& error) {
  const wire::Wire& wire = wire::wire_of(guess(http.head()));
  const chat::UpstreamError told = error_of(error);
  Headers headers;
  headers.set("Content-Type", "application/json");
  (void)co_await http.respond(told.status, std::move(headers), wire.error_body(told));
}

}  // namespace

Task<void> enter(Services& s, net::ServerExchange& http) {
  if (auto front = access::check_front(http.head(), s.port, s.config.hosts); !front) {
    ++s.counters.refused_front;
    co_return co_await turn_away(http, front.error());
  }
  auto caller = access::authenticate(http.head(), s.token);
  if (!caller) {
    ++s.counters.refused_token;
    co_return co_await turn_away(http, caller.error());
  }
  HttpHead head = http.head();
  head.path = one_version(caller->path);
  const Route* route = find(head.method, head.path);
  if (route != nullptr && route->does != Does::exchange) {
    const std::string name = route->does == Does::one_model ? head.path.substr(route->path.size()) : std::string();
    co_return co_await answer_models(s, http, head, *caller, name);
  }
  const wire::Wire& wire = wire::wire_of(route != nullptr ? route->dialect : guess(head));
  Exchange exchange(s, http, wire, std::move(head), std::move(*caller));
  if (route == nullptr) {
    co_await exchange.refuse_unknown(served());
  } else {
    co_await exchange.run();
  }
}

}  // namespace weir::relay

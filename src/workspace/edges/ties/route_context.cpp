// Calls, annotations, keyword arguments and variables, in the shapes that web frameworks and HTTP clients have.
#include "workspace/edges/ties/route_context.h"

#include <map>

#include "workspace/edges/ties/common.h"
#include "workspace/edges/ties/route_words.h"

namespace weir::workspace::edges {
namespace {

using Surroundings = RouteSurroundings;

constexpr std::size_t receivers_followed = 100;  // each is looked for in the whole file
constexpr std::size_t work = 4'000'000;          // tokens looked at behind assignments, per file
constexpr std::size_t look_ahead = 600;          // tokens from a variable to its use
constexpr std::size_t arguments_seen = 300;      // tokens of a call that are looked through for a verb

class Context final : public RouteContext {
 public:
  explicit Context(const Code& code) : code_(code) {}

  bool in_annotation(std::size_t i) const override {
    const std::size_t open = code_.enclosing(i, "(");
    if (open >= code_.size() || open == 0) return false;
    const std::string_view name = code_[open - 1].text;
    if (one_of(name, {"path", "re_path", "get", "post", "put", "patch", "delete"}))
      return name.ends_with("path") || is_annotation(open);
    return is_annotation(open) && (!verb_within(name).empty() || one_of(name, {"Path", "Route", "RequestMapping",
                                                                               "Controller", "RoutePrefix", "route"}));
  }

  // @Name(...), [Name(...)], #[Name(...)]
  bool is_annotation(std::size_t open) const {
    std::size_t at = open;
    for (int n = 0; n < 8 && at > 0; ++n) {
      --at;
      if (code_[at].is('@')) return true;
      if (code_[at].is('[')) return at == 0 || code_[at - 1].is('#') || !code_[at - 1].is_word();
      if (!code_[at].is_word() && !code_[at].is('.') && !code_[at].is(':')) return false;
    }
    return false;
  }

  Surroundings surroundings(std::size_t first, std::size_t last) override {
    const std::size_t open = code_.enclosing(first, "(");
    const bool in_call = open < code_.size() && open > 0 && !crosses_block(open, first);
    if (in_call && is_annotation(open)) return annotated(open, last);
    if (in_call) return called(open, first, last);
    if (const auto bare = bare_call(first, last); bare.role != RouteRole::unknown) return bare;
    return assigned(first, last);
  }

  // A literal inside a block that is an argument (a lambda's body) does not belong to the outer call.
  bool crosses_block(std::size_t open, std::size_t i) const {
    const std::size_t brace = code_.enclosing(i, "{");
    if (brace >= code_.size() || brace < open) return false;
    // {url: "/x", method: "POST"} is an argument; a block has statements.
    for (std::size_t at = std::max(brace + 1, i > arguments_seen ? i - arguments_seen : 0); at < i; ++at) {
      if (code_[at].is(';') || code_[at].is("return") || code_[at].is("const") || code_[at].is("val") ||
          code_[at].is("var") || code_[at].is("let"))
        return true;
    }
    return false;
  }

  Surroundings annotated(std::size_t open, std::size_t last) {
    Surroundings out;
    out.annotation = true;
    const std::string chain = code_.callee(open + 1);
    const std::string_view name = last_part(chain);
    out.verb = verb_within(name);
    const bool retrofit = one_of(name, {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "HTTP"});
    const bool known =
        !out.verb.empty() || one_of(name, {"Path", "Route", "RequestMapping", "Controller", "RoutePrefix", "route",
                                           "api_route", "websocket", "RestController", "ApplicationPath", "Handle"});
    if (!known) return out;
    out.role = retrofit || feign_ ? RouteRole::call : RouteRole::serve;
    if (out.verb.empty()) out.verb = verb_in(open, std::min(code_.partner(open), open + arguments_seen));
    if (one_of(name, {"Path", "Route", "RequestMapping", "Controller", "RoutePrefix", "ApplicationPath"})) {
      if (of_class(code_.partner(open))) {
        out.prefix = true;
        out.role = RouteRole::unknown;
      } else if (out.verb.empty()) {
        out.verb = neighbour_verb(open, last);
      }
    }
    if (!without_last(chain).empty()) out.variable = last_part(without_last(chain));
    return out;
  }

  // Annotations may follow; then a class begins.
  bool of_class(std::size_t close) const {
    for (std::size_t i = close + 1; i < code_.size() && i < close + 60; ++i) {
      if (code_[i].is('(')) {
        i = std::min(code_.partner(i), code_.size());
        continue;
      }
      if (code_[i].is("class") || code_[i].is("interface") || code_[i].is("object")) return true;
      if (code_[i].is('{') || code_[i].is(';') || code_[i].is("def") || code_[i].is("fun") || code_[i].is("fn") ||
          code_[i].is("void"))
        return false;
      if (code_[i].is_word() && (code_[i + 1].is('(') && !code_[i - 1].is('@') && !code_[i - 1].is('['))) return false;
    }
    return false;
  }

  // JAX-RS: @POST beside @Path("x").
  std::string neighbour_verb(std::size_t open, std::size_t last) const {
    for (std::size_t i = open > 8 ? open - 8 : 0; i < last + 12 && i + 1 < code_.size(); ++i) {
      if (code_[i].is('@') || code_[i].is('[')) {
        if (std::string verb = verb_of(code_[i + 1].text); !verb.empty() && !code_[i + 2].is('(')) return verb;
        if (std::string verb = verb_within(code_[i + 1].text); !verb.empty() && code_[i].is('[')) return verb;
      }
    }
    return {};
  }

  // A verb that the call's arguments name: method: "POST", http.MethodPost, post(handler), methods=["POST"].
  std::string verb_in(std::size_t open, std::size_t close) const {
    for (std::size_t i = open + 1; i < close && i < code_.size(); ++i) {
      const Token& token = code_[i];
      if (token.is_string() && !verb_of(token.text).empty() && token.text.size() <= 7) return verb_of(token.text);
      if (!token.is_word()) continue;
      const bool upper = token.text.find_first_of("abcdefghijklmnopqrstuvwxyz") == std::string_view::npos;
      if (upper && !verb_of(token.text).empty()) return verb_of(token.text);
      if (token.text.starts_with("Method")) {
        if (std::string verb = verb_within(token.text); !verb.empty()) return verb;
      }
    }
    return {};
  }

  Surroundings called(std::size_t open, std::size_t first, std::size_t last) {
    Surroundings out;
    const std::string chain = code_.callee(first);
    const std::string_view name = last_part(chain);
    const std::string low = lower(name);
    const std::string receiver = lower(last_part(without_last(chain)));
    const std::size_t close = std::min(code_.partner(open), open + arguments_seen);
    out.verb = verb_within(name);
    if (prefix_call(chain, low, receiver, open, first)) {
      out.prefix = true;
      out.variable = assigned_variable(open);
      if (low == "use" || low == "nest" || low == "mount" || low == "register_blueprint" || low == "include_router")
        out.variable = last_argument(close);
      return out;
    }
    if (not_http(low, receiver)) return out;
    if (one_of(low, {"handlefunc", "handle", "mapget", "mappost", "mapput", "mapdelete", "mappatch", "path", "re_path",
                     "route", "add_route", "add_url_rule", "add_get", "add_post", "routes", "mapmethods", "resource",
                     "crow_route"})) {
      out.role = RouteRole::serve;
      out.annotation = one_of(low, {"path", "re_path"});  // Django writes them without a slash
      if (out.verb.empty()) out.verb = axum_verb(last + 1, close);
      if (out.verb.empty()) out.verb = verb_in(last, close);
      out.variable = last_part(without_last(chain));
      return out;
    }
    if (call_name(low, receiver)) {
      out.role = RouteRole::call;
      if (out.verb.empty()) out.verb = verb_in(open, close);
      if (out.verb.empty() && !after_verb(close).empty()) out.verb = after_verb(close);
      if (out.verb.empty() && one_of(low, {"fetch", "get", "urlopen"})) out.verb = "GET";
      return out;
    }
    if (!out.verb.empty()) {
      out.role = by_receiver(without_last(chain), last, open);
      out.variable = last_part(without_last(chain));
    } else if (has_any(low, {"request", "url", "uri", "endpoint", "http"}) ||
               has_any(receiver, {"http", "client", "uri", "url"})) {
      out.role = RouteRole::call;
      out.verb = verb_in(open, close);
      if (out.verb.empty()) out.verb = after_verb(close);
    } else if (one_of(low, {"sprintf", "format", "join", "concat", "encodeuri", "new"}) || low.empty()) {
      return format_call(open, last, first);
    }
    return out;
  }

  // fmt.Sprintf("%s/x", base): what is done with its value.
  Surroundings format_call(std::size_t open, std::size_t last, std::size_t first) {
    const std::size_t outer = code_.enclosing(open, "(");
    if (outer < code_.size() && outer > 0 && outer + 60 > first && !crosses_block(outer, open)) {
      Surroundings out = called(outer, open, code_.partner(open) < code_.size() ? code_.partner(open) : last);
      if (out.role != RouteRole::unknown) return out;
    }
    return assigned(first, code_.partner(open) < code_.size() ? code_.partner(open) : last);
  }

  bool prefix_call(std::string_view chain, std::string_view low, std::string_view receiver, std::size_t open,
                   std::size_t first) {
    const bool keyed = first >= 2 && (code_[first - 2].is("url_prefix") || code_[first - 2].is("prefix"));
    if (keyed) return true;
    if (one_of(low, {"group", "mapgroup", "nest", "mount", "scope", "pathprefix", "subrouter"})) return true;
    if (low == "use" && role_of(without_last(chain)) == RouteRole::serve) return true;
    // Ktor and chi: route("/x") { ... }, r.Route("/x", func ...)
    if (low != "route") return false;
    const std::size_t close = code_.partner(open);
    return code_[close + 1].is('{') ||
           (receiver != "app" && block_argument(first, close) && axum_verb(first, close).empty());
  }

  bool block_argument(std::size_t from, std::size_t close) const {
    for (std::size_t i = from; i < close && i < from + arguments_seen; ++i) {
      if (code_[i].is("func")) return true;
    }
    return false;
  }

  std::string assigned_variable(std::size_t open) const {
    for (std::size_t i = open; i > 0 && i + 16 > open; --i) {
      if (code_[i].is('=')) {
        std::size_t name = i - 1;
        if (code_[name].is(':') && name > 0) --name;
        return code_[name].is_word() ? std::string(code_[name].text) : "";
      }
      if (code_[i].is(';') || code_[i].is('{') || code_[i].line != code_[open].line) break;
    }
    return {};
  }

  std::string last_argument(std::size_t close) const {
    return close > 0 && close < code_.size() && code_[close - 1].is_word() ? std::string(code_[close - 1].text) : "";
  }

  // .uri(URI.create("...")).POST(...): the verb is called on the result.
  std::string after_verb(std::size_t close) const {
    for (std::size_t i = close; i < close + 24 && i + 1 < code_.size(); ++i) {
      if (code_[i].is(';')) break;
      if (!code_[i].is('.') || !code_[i + 1].is_word()) continue;
      if (std::string verb = verb_of(code_[i + 1].text); !verb.empty()) return verb;
      if (code_[i + 1].is("method")) return verb_in(i + 2, i + 5);
    }
    return {};
  }

  // axum and actix: route("/x", get(list).post(add)); the first one.
  std::string axum_verb(std::size_t from, std::size_t close) const {
    for (std::size_t i = from; i < close && i + 1 < code_.size(); ++i) {
      if (!code_[i].is_word() || !code_[i + 1].is('(')) continue;
      if (std::string verb = verb_of(code_[i].text); !verb.empty()) return verb;
    }
    return {};
  }

  // What a variable is, by how this file makes it or types it, else by its name.
  RouteRole role_of(std::string_view receiver) {
    const std::string name(last_part(receiver));
    if (name.empty()) return RouteRole::unknown;
    if (const auto known = roles_.find(name); known != roles_.end()) return known->second;
    RouteRole role = RouteRole::unknown;
    const bool look = roles_.size() < receivers_followed;
    for (std::size_t i = 0; look && i + 1 < code_.size() && role == RouteRole::unknown; ++i) {
      if (!code_[i].is(name) || (i > 0 && code_[i - 1].is('.') && !code_[i - 2].is("this") && !code_[i - 2].is("self")))
        continue;
      if (code_[i + 1].is('.') || code_[i + 1].is('(')) continue;
      for (std::size_t k = i + 1; k < i + 14 && k < code_.size() && !code_[k].is(';') && !code_[k].is(','); ++k) {
        if (k > i + 2 && code_[k].line != code_[i].line) break;
        if (!code_[k].is_word()) continue;
        const std::string word = lower(code_[k].text);
        if (serves_word(word)) role = RouteRole::serve;
        if (calls_word(word)) role = RouteRole::call;
        if (role != RouteRole::unknown) break;
      }
      // `http` is the package in Go and says nothing there; ServeMux behind it does.
      if (role == RouteRole::call && code_.language() == Language::go) role = go_type(i);
    }
    const std::string low = lower(name);
    if (role == RouteRole::unknown &&
        (one_of(low, {"app", "router", "mux", "routes", "blueprint", "bp"}) || low.ends_with("router")))
      role = RouteRole::serve;
    if (role == RouteRole::unknown && (calls_word(low) || low.ends_with("client") || low == "$http"))
      role = RouteRole::call;
    roles_[name] = role;
    return role;
  }

  RouteRole go_type(std::size_t i) const {
    for (std::size_t k = i + 1; k < i + 10 && k < code_.size(); ++k) {
      if (code_[k].is("ServeMux") || code_[k].is("NewServeMux") || code_[k].is("Engine")) return RouteRole::serve;
      if (code_[k].is("Client")) return RouteRole::call;
    }
    return RouteRole::unknown;
  }

  RouteRole by_receiver(std::string_view receiver, std::size_t last, std::size_t open) {
    const std::size_t close = std::min(code_.partner(open), open + arguments_seen);
    if (receiver.empty()) {  // get("/x") { ... }
      const bool block = code_[close + 1].is('{') || code_[close + 1].is("do");
      return block ? RouteRole::serve : RouteRole::unknown;
    }
    const std::string low = lower(last_part(receiver));
    if (low == "route" && code_.language() == Language::php) return RouteRole::serve;
    if (const RouteRole role = role_of(receiver); role != RouteRole::unknown) return role;
    for (std::size_t i = last + 1; i < close; ++i) {
      if (code_[i].is("function") || code_[i].is("func") || code_[i].is("lambda") || code_[i].is("async") ||
          (code_[i].is('=') && code_[i + 1].is('>'))) {
        return RouteRole::serve;
      }
    }
    return code_[close + 1].is('{') ? RouteRole::serve : RouteRole::unknown;
  }

  // Ruby: get "/orders/:id" do; Rails: post "/orders", to: "orders#create"
  Surroundings bare_call(std::size_t first, std::size_t last) const {
    Surroundings out;
    if (code_.language() != Language::ruby || first == 0 || !code_[first - 1].is_word()) return out;
    out.verb = verb_of(code_[first - 1].text);
    if (out.verb.empty() || (first > 1 && code_[first - 2].is('.'))) return Surroundings{};
    const bool served =
        code_[last + 1].is("do") || code_[last + 1].is('{') || code_[last + 1].is(',') || code_[last + 1].is('=');
    out.role = served ? RouteRole::serve : RouteRole::unknown;
    return out;
  }

  // x := "/path", then f(x) below; url: "/path", method: "POST" in an object.
  Surroundings assigned(std::size_t first, std::size_t last) {
    Surroundings out;
    std::size_t at = first;
    while (at > 0 && at + 30 > first && !code_[at].is('=') && !code_[at].is(';') && !code_[at].is('{') &&
           !code_[at].is(',')) {
      if (code_[at].is(':') && code_[at - 1].is_word() && !code_[at + 1].is(':')) break;
      if (code_[at].is("return") || code_[at].is('(')) break;
      --at;
    }
    if (at == 0 || code_[at].is("return")) return out;
    if (code_[at].is(':') && !code_[at + 1].is('=')) {
      const std::string key = lower(code_[at - 1].text);
      if (one_of(key, {"url", "uri", "endpoint"})) {
        out.role = RouteRole::call;
        const std::size_t brace = code_.enclosing(first, "{(");
        out.verb = verb_in(brace, std::min(code_.partner(brace), brace + arguments_seen));
      }
      return out;
    }
    if (!code_[at].is('=')) return out;
    std::size_t name = at - 1;
    while (name > 0 && (code_[name].is(':') || code_[name].is('?'))) --name;
    if (!code_[name].is_word()) return out;
    return used_later(code_[name].text, last);
  }

  Surroundings used_later(std::string_view name, std::size_t last) {
    Surroundings best;
    if (depth_ > 2 || used_ > work) return best;
    ++depth_;
    for (std::size_t i = last + 1; i < code_.size() && i < last + look_ahead; ++i) {
      ++used_;
      if (!code_[i].is(name) || (code_[i - 1].is('.') && !code_[i - 2].is("this") && !code_[i - 2].is("self")))
        continue;
      const std::size_t open = code_.enclosing(i, "(");
      if (open >= code_.size() || open == 0 || open < last || crosses_block(open, i)) continue;
      Surroundings around = is_annotation(open) ? annotated(open, i) : called(open, i, i);
      around.annotation = false;
      around.prefix = false;
      if (around.role == RouteRole::unknown) continue;
      best = std::move(around);
      break;
    }
    --depth_;
    return best;
  }

  const Code& code_;
  std::map<std::string, RouteRole, std::less<>> roles_;
  int depth_ = 0;
  std::size_t used_ = 0;
  bool feign_ = code_.text().contains("@FeignClient");
};

}  // namespace

std::unique_ptr<RouteContext> route_context(const Code& code) { return std::make_unique<Context>(code); }

}  // namespace weir::workspace::edges

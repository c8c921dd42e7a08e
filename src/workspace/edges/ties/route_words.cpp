// The tables of route_words.h.
#include "workspace/edges/ties/route_words.h"

#include <initializer_list>
#include <utility>

#include "workspace/edges/ties/common.h"

namespace weir::workspace::edges {

std::string verb_of(std::string_view word) {
  const std::string low = lower(word);
  for (const std::string_view verb : {"get", "post", "put", "patch", "delete", "head", "options"}) {
    if (low == verb)
      return std::string(low == "get"      ? "GET"
                         : low == "post"   ? "POST"
                         : low == "put"    ? "PUT"
                         : low == "patch"  ? "PATCH"
                         : low == "delete" ? "DELETE"
                         : low == "head"   ? "HEAD"
                                           : "OPTIONS");
  }
  return low == "del" ? "DELETE" : "";
}

// "PostAsJsonAsync", "MapGet", "GetMapping", "MethodPost", "getForObject": the verb inside; "" none.
std::string verb_within(std::string_view word) {
  if (std::string whole = verb_of(word); !whole.empty()) return whole;
  for (const auto& [begin, verb] :
       std::initializer_list<std::pair<std::string_view, std::string_view>>{{"MapGet", "GET"},
                                                                            {"MapPost", "POST"},
                                                                            {"MapPut", "PUT"},
                                                                            {"MapPatch", "PATCH"},
                                                                            {"MapDelete", "DELETE"},
                                                                            {"HttpGet", "GET"},
                                                                            {"HttpPost", "POST"},
                                                                            {"HttpPut", "PUT"},
                                                                            {"HttpPatch", "PATCH"},
                                                                            {"HttpDelete", "DELETE"},
                                                                            {"MethodGet", "GET"},
                                                                            {"MethodPost", "POST"},
                                                                            {"MethodPut", "PUT"},
                                                                            {"MethodPatch", "PATCH"},
                                                                            {"MethodDelete", "DELETE"},
                                                                            {"GetAsync", "GET"},
                                                                            {"GetStringAsync", "GET"},
                                                                            {"GetFromJsonAsync", "GET"},
                                                                            {"GetByteArrayAsync", "GET"},
                                                                            {"GetStreamAsync", "GET"},
                                                                            {"PostAsync", "POST"},
                                                                            {"PostAsJsonAsync", "POST"},
                                                                            {"PutAsync", "PUT"},
                                                                            {"PutAsJsonAsync", "PUT"},
                                                                            {"DeleteAsync", "DELETE"},
                                                                            {"PatchAsync", "PATCH"},
                                                                            {"GetMapping", "GET"},
                                                                            {"PostMapping", "POST"},
                                                                            {"PutMapping", "PUT"},
                                                                            {"PatchMapping", "PATCH"},
                                                                            {"DeleteMapping", "DELETE"},
                                                                            {"getForObject", "GET"},
                                                                            {"getForEntity", "GET"},
                                                                            {"postForObject", "POST"},
                                                                            {"postForEntity", "POST"},
                                                                            {"PostForm", "POST"},
                                                                            {"urlopen", "GET"}}) {
    if (word == begin) return std::string(verb);
  }
  return {};
}

bool serves_word(std::string_view low) {
  return one_of(
      low,
      {"express",      "router",    "flask",   "fastapi",    "apirouter",      "blueprint", "newrouter",
       "newservemux",  "servemux",  "gin",     "echo",       "fiber",          "chi",       "mux",
       "fastify",      "hono",      "koa",     "httpserver", "webapplication", "sinatra",   "engine",
       "sanic",        "starlette", "bottle",  "restify",    "polka",          "routes",    "iendpointroutebuilder",
       "routebuilder", "slim",      "laravel", "axum",       "actix",          "warp",      "rocket",
       "javalin",      "vertx",     "server",  "crow",       "httplib",        "drogon"});
}
bool calls_word(std::string_view low) {
  return one_of(low, {"axios",      "requests", "httpx",    "aiohttp",      "httpclient", "webclient", "resttemplate",
                      "restclient", "session",  "got",      "ky",           "superagent", "reqwest",   "faraday",
                      "httparty",   "guzzle",   "client",   "okhttpclient", "urlsession", "http",      "needle",
                      "undici",     "dio",      "retrofit", "typhoeus",     "testclient"});
}

bool not_http(std::string_view low, std::string_view receiver) {
  return one_of(low, {"navigate",  "redirect", "push",        "replace",    "println",    "printf",   "print",
                      "log",       "info",     "error",       "warn",       "debug",      "readfile", "readfilesync",
                      "openfile",  "sendfile", "static",      "render",     "include",    "require",  "import",
                      "link",      "expect",   "assertequal", "equal",      "startswith", "endswith", "hasprefix",
                      "hassuffix", "contains", "includes",    "set_cookie", "copy",       "mkdir",    "writefile",
                      "exists",    "stat"}) ||
         one_of(receiver, {"fs", "os", "filepath", "path", "log", "logger", "console", "cache", "redis", "map",
                           "storage", "localstorage", "sessionstorage", "params", "headers", "header", "i18n"});
}

bool call_name(std::string_view low, std::string_view receiver) {
  return one_of(low, {"fetch",
                      "urlopen",
                      "axios",
                      "newrequest",
                      "newrequestwithcontext",
                      "getasync",
                      "postasync",
                      "putasync",
                      "deleteasync",
                      "patchasync",
                      "postasjsonasync",
                      "putasjsonasync",
                      "getfromjsonasync",
                      "getstringasync",
                      "sendasync",
                      "getforobject",
                      "getforentity",
                      "postforobject",
                      "postforentity",
                      "exchange",
                      "uri",
                      "postform",
                      "curl_init",
                      "file_get_contents",
                      "curl_easy_setopt",
                      "usefetch",
                      "useswr",
                      "request",
                      "httprequestmessage",
                      "urlrequest"}) ||
         calls_word(receiver);
}

}  // namespace weir::workspace::edges

// One request, one loop, one answer.
#include "cli/control.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "cli/term.h"
#include "net/client.h"

namespace weir::cli {
namespace {

Task<void> fetch(net::Client& client, net::Target target, net::ClientRequest request, Result<Response>& out) {
  Cancel never;
  // A doctor or a replay may take its time; a demo's answer comes from a model that may still be loading.
  const net::ClientLimits patient{Millis{2'000}, Millis{limits::first_byte_ms}, Millis{limits::between_events_ms},
                                  Millis{limits::exchange_ms}};
  auto response = co_await client.send(std::move(target), std::move(request), patient, never);
  if (!response) {
    out = std::unexpected(response.error());
    co_return;
  }
  Response answer{(*response)->status(), (*response)->headers(), {}};
  auto body = co_await (*response)->rest(limits::whole_body_bytes, never);
  if (!body) {
    out = std::unexpected(body.error());
    co_return;
  }
  answer.body = std::move(*body);
  out = std::move(answer);
}

Result<Response> send(net::Target target, net::ClientRequest request) {
  net::IoLoop loop;
  auto client = net::make_client(loop);
  Result<Response> out = fail(ErrorKind::internal, "no answer");
  spawn([](net::IoLoop& l, net::Client& c, net::Target t, net::ClientRequest r, Result<Response>& o) -> Task<void> {
    co_await fetch(c, std::move(t), std::move(r), o);
    l.stop();
  }(loop, *client, std::move(target), std::move(request), out));
  loop.run();
  return out;
}

net::ClientRequest request_of(std::string method, std::string target, std::string body) {
  net::ClientRequest request;
  request.method = std::move(method);
  request.path = std::move(target);
  request.body = std::move(body);
  return request;
}

}  // namespace

Result<Response> control(const Context& context, std::string method, std::string target, std::string body) {
  return send({"unix", context.paths.socket(), 0, "", ""},
              request_of(std::move(method), std::move(target), std::move(body)));
}

Result<Response> http(unsigned port, std::string method, std::string target, Headers headers, std::string body) {
  net::ClientRequest request = request_of(std::move(method), std::move(target), std::move(body));
  request.headers = std::move(headers);
  return send({"http", "127.0.0.1", port, "", ""}, std::move(request));
}

int exit_of(std::string_view code) {
  if (code.starts_with("policy.")) return policy_refused;
  if (code == "usage") return usage;
  if (code == "key.missing") return key_missing;
  return failed;
}

Called call(const Context& context, std::string method, std::string target, std::string body) {
  auto response = control(context, std::move(method), std::move(target), std::move(body));
  if (!response) return {report(not_running, "not_running", "no weir is running for this user", "weir up"), {}};
  if (response->status < 300) return {std::nullopt, std::move(response->body)};
  auto doc = Json::parse(response->body);
  if (!doc) return {report(failed, "control", fmt::format("weir answered {}", response->status)), {}};
  const JsonValue error = (*doc)["error"];
  const std::string code = error["code"].string();
  return {report(exit_of(code), code, error["message"].string(), error["help"].string(), error["source"].string()), {}};
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (char c : text) {
    const auto u = static_cast<unsigned char>(c);
    const bool plain = (u >= '0' && u <= '9') || (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || c == '-' ||
                       c == '_' || c == '.' || c == '/';
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", u);
  }
  return out;
}

}  // namespace weir::cli

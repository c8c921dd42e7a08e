// Each product is told by a route that only it has; the generic model list comes last.
#include "backend/discovery.h"

#include <algorithm>
#include <array>

#include "base/json.h"

namespace weir::backend {
namespace {

constexpr net::ClientLimits quick{Millis{500}, Millis{1'500}, Millis{1'500}};  // loopback: late is absent
constexpr std::size_t list_bytes = 4 * 1024 * 1024;

struct Asker {
  net::Client& client;
  unsigned port;
  Cancel& cancel;

  // The body of a 200, or nothing.
  Task<std::optional<std::string>> get(std::string path) const {
    net::Target target{"http", "127.0.0.1", port, "", ""};
    net::ClientRequest request;
    request.method = "GET";
    request.path = std::move(path);
    auto response = co_await client.send(target, std::move(request), quick, cancel);
    if (!response || (*response)->status() != 200) co_return std::nullopt;
    auto body = co_await (*response)->rest(list_bytes, cancel);
    if (!body) co_return std::nullopt;
    co_return std::move(*body);
  }
};

// Ollama names a model that it serves from its own cloud by a tag that ends in "cloud".
bool is_cloud_tag(std::string_view id) { return id.ends_with(":cloud") || id.ends_with("-cloud"); }

std::vector<Served> from_list(std::string_view body, std::string_view list, std::string_view key) {
  std::vector<Served> out;
  auto doc = Json::parse(body);
  if (!doc) return out;
  for (JsonValue model : (*doc)[list]) {
    std::string id = model[key].string();
    if (!id.empty()) out.push_back({std::move(id), false, true});
  }
  return out;
}

void mark_loaded(std::vector<Served>& models, const std::vector<Served>& loaded) {
  for (Served& model : models) {
    model.loaded = std::ranges::any_of(loaded, [&](const Served& l) { return l.id == model.id; });
  }
}

Task<std::optional<Found>> ollama(const Asker& ask) {
  auto version = co_await ask.get("/api/version");
  if (!version || version->find("\"version\"") == std::string::npos) co_return std::nullopt;
  auto tags = co_await ask.get("/api/tags");
  if (!tags) co_return std::nullopt;
  Found found{"ollama", {}, ask.port, from_list(*tags, "models", "name")};
  if (auto ps = co_await ask.get("/api/ps")) mark_loaded(found.models, from_list(*ps, "models", "name"));
  for (Served& model : found.models) model.local = !is_cloud_tag(model.id);
  co_return found;
}

Task<std::optional<Found>> lm_studio(const Asker& ask) {
  auto body = co_await ask.get("/api/v0/models");
  if (!body) co_return std::nullopt;
  auto doc = Json::parse(*body);
  if (!doc || !(*doc)["data"].is_array()) co_return std::nullopt;
  Found found{"lm-studio", {}, ask.port, {}};
  for (JsonValue model : (*doc)["data"]) {
    found.models.push_back({model["id"].string(), model["state"].string() == "loaded", true});
  }
  co_return found;
}

// llama-server answers /props; vLLM says who owns its models.
Task<std::optional<Found>> openai_family(const Asker& ask) {
  auto body = co_await ask.get("/v1/models");
  if (!body) co_return std::nullopt;
  auto doc = Json::parse(*body);
  if (!doc || !(*doc)["data"].is_array()) co_return std::nullopt;
  Found found{"openai-compatible", {}, ask.port, {}};
  for (JsonValue model : (*doc)["data"]) {
    const std::string owner = model["owned_by"].string();
    if (owner == "vllm") found.product = "vllm";
    if (owner == "llamacpp") found.product = "llama-server";
    found.models.push_back({model["id"].string(), true, true});
  }
  co_return found;
}

}  // namespace

Task<std::optional<Found>> probe(net::Client& client, unsigned port, Cancel& cancel) {
  const Asker ask{client, port, cancel};
  std::optional<Found> found = co_await ollama(ask);
  if (!found) found = co_await lm_studio(ask);
  if (!found) found = co_await openai_family(ask);
  if (found) found->base_url = "http://127.0.0.1:" + std::to_string(port);
  co_return found;
}

}  // namespace weir::backend

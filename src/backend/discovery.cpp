// Each product is told by a route that only it has; the generic model list comes last.
#include "backend/discovery.h"

#include <algorithm>
#include <array>

#include "base/json.h"

namespace weir::backend {
namespace {

constexpr net::ClientLimits quick{Millis{500}, Millis{1'500}, Millis{1'500},
                                  Millis{3'500}};  // loopback: late is absent
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

std::optional<Tokens> window(JsonValue tokens) {
  const auto n = tokens.integer();
  return n && *n > 0 ? std::optional(Tokens{*n}) : std::nullopt;
}

// Ollama's two lists: what is there, and what is loaded, with its window.
std::vector<Served> ollama_list(std::string_view body) {
  std::vector<Served> out;
  auto doc = Json::parse(body);
  if (!doc) return out;
  for (JsonValue model : (*doc)["models"]) {
    std::string id = model["name"].string();
    const bool local = !is_cloud_tag(id);
    if (!id.empty()) out.push_back({std::move(id), false, local, window(model["context_length"])});
  }
  return out;
}

void mark_loaded(std::vector<Served>& models, const std::vector<Served>& loaded) {
  for (const Served& one : loaded) {
    auto it = std::ranges::find(models, one.id, &Served::id);
    if (it == models.end()) continue;
    it->loaded = true;
    it->context = one.context;
  }
}

Task<std::optional<Found>> ollama(const Asker& ask) {
  auto version = co_await ask.get("/api/version");
  if (!version || version->find("\"version\"") == std::string::npos) co_return std::nullopt;
  auto tags = co_await ask.get("/api/tags");
  if (!tags) co_return std::nullopt;
  Found found{"ollama", {}, ask.port, ollama_list(*tags)};
  if (auto ps = co_await ask.get("/api/ps")) mark_loaded(found.models, ollama_list(*ps));
  co_return found;
}

Task<std::optional<Found>> lm_studio(const Asker& ask) {
  auto body = co_await ask.get("/api/v0/models");
  if (!body) co_return std::nullopt;
  auto doc = Json::parse(*body);
  if (!doc || !(*doc)["data"].is_array()) co_return std::nullopt;
  Found found{"lm-studio", {}, ask.port, {}};
  for (JsonValue model : (*doc)["data"]) {
    const bool loaded = model["state"].string() == "loaded";
    const JsonValue tokens = model[loaded ? "loaded_context_length" : "max_context_length"];
    found.models.push_back({model["id"].string(), loaded, true, window(tokens)});
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
    const JsonValue tokens = model["max_model_len"].exists() ? model["max_model_len"] : model["meta"]["n_ctx"];
    found.models.push_back({model["id"].string(), true, true, window(tokens)});
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

// Endpoints into backends, and what discovery finds into endpoints.
#include "relay/upstreams.h"

#include <algorithm>

#include "backend/registry.h"

namespace weir::relay {

Result<std::shared_ptr<backend::Backend>> Upstreams::make(const catalog::Endpoint& endpoint) const {
  const backend::HttpKind* kind = backend::find_kind(endpoint.kind);
  if (kind == nullptr) {
    return fail(ErrorKind::invalid, "endpoint " + endpoint.name + ": unknown kind \"" + endpoint.kind + "\"",
                "write kind = \"openai\" or kind = \"anthropic\"");
  }
  TRY(auto backend,
      backend::make_http(*kind, {endpoint.name, endpoint.base_url, endpoint.ca_file}, client_, keys_, loop_));
  return std::shared_ptr<backend::Backend>(std::move(backend));
}

Result<void> Upstreams::build() {
  for (const catalog::Endpoint& endpoint : catalog_.endpoints()) {
    if (endpoint.kind == "engine") continue;
    TRY(auto backend, make(endpoint));
    put(endpoint.name, std::move(backend));
  }
  return {};
}

void Upstreams::put(const std::string& endpoint, std::shared_ptr<backend::Backend> backend) {
  backends_[endpoint] = std::move(backend);
}

std::shared_ptr<backend::Backend> Upstreams::find(std::string_view endpoint) const {
  auto it = backends_.find(endpoint);
  return it == backends_.end() ? nullptr : it->second;
}

// A server that the user has named stays as they named it, wherever its answers may come from.
bool Upstreams::configured(unsigned port) const {
  const catalog::Endpoint* there = catalog_.endpoint_at("http://127.0.0.1:" + std::to_string(port));
  return there != nullptr && std::ranges::find(discovered_, there->name) == discovered_.end();
}

void Upstreams::adopt(const backend::Found& found) {
  catalog::Endpoint endpoint;
  const bool taken = catalog_.endpoint(found.product) != nullptr;
  endpoint.name = taken ? found.product + "-" + std::to_string(found.port) : found.product;
  endpoint.kind = "openai";
  endpoint.dialect = "chat";
  endpoint.base_url = found.base_url;
  endpoint.where = Where::here;
  endpoint.billing = Billing::owned;
  endpoint.source = "found on port " + std::to_string(found.port);
  for (const backend::Served& model : found.models) {
    config::EndpointModel known;
    known.id = model.id;
    known.context = model.context;
    endpoint.models.push_back({model.id, model.loaded, model.local, {}, known});
  }
  auto backend = make(endpoint);
  if (!backend) return;  // a loopback URL that we built ourselves
  put(endpoint.name, std::move(*backend));
  discovered_.push_back(endpoint.name);
  catalog_.put(std::move(endpoint));
}

Task<void> Upstreams::discover(const std::vector<unsigned>& ports, Cancel& cancel) {
  std::vector<backend::Found> found;
  for (unsigned port : ports) {
    if (configured(port)) continue;
    auto server = co_await backend::probe(client_, port, cancel);
    if (cancel.requested()) co_return;
    if (server) found.push_back(std::move(*server));
  }
  for (const std::string& name : discovered_) {
    catalog_.remove(name);
    backends_.erase(name);
  }
  discovered_.clear();
  for (const backend::Found& server : found) adopt(server);
  found_ = std::move(found);
}

}  // namespace weir::relay

// GET /models: every candidate with what it is, what it costs and whether it can be had; and POST /doctor, which
// looks for local servers first.
#include <algorithm>

#include "api/routes.h"
#include "base/json_writer.h"
#include "machine/hardware.h"
#include "relay/view.h"

namespace weir::api {
namespace {

const catalog::Endpoint::Served* served(const catalog::Endpoint* endpoint, std::string_view model) {
  if (endpoint == nullptr) return nullptr;
  auto it = std::ranges::find(endpoint->models, model, &catalog::Endpoint::Served::id);
  return it == endpoint->models.end() ? nullptr : &*it;
}

void write_price(JsonWriter& w, const std::optional<Price>& price) {
  if (!price) {
    w.null();
    return;
  }
  w.object().field("in_microusd_per_mtok", price->in.n).field("out_microusd_per_mtok", price->out.n);
  w.field("cache_read_microusd_per_mtok", price->cache_read.n)
      .field("cache_write_microusd_per_mtok", price->cache_write.n);
  w.field("dated", price->dated).end();
}

std::optional<std::int64_t> known(Tokens tokens) { return tokens.n > 0 ? std::optional(tokens.n) : std::nullopt; }

void write_candidate(JsonWriter& w, const relay::Services& s, const Candidate& c) {
  const catalog::Endpoint* endpoint = s.catalog.endpoint(c.endpoint);
  const catalog::Endpoint::Served* entry = served(endpoint, c.model);
  const catalog::Model* model = s.catalog.find(c.model);
  w.object().field("id", c.id.v).field("model", c.model).field("endpoint", c.endpoint);
  w.field("class", name(c.cls))
      .field("class_known", c.class_known)
      .field("where", name(c.where))
      .field("billing", name(c.billing));
  w.field("local", c.where == Where::here)
      .field("loaded", entry != nullptr ? std::optional(entry->loaded) : std::nullopt);
  w.field("health", name(c.health)).field("health_reason", c.health_reason).field("access", name(c.access));
  w.field("context_tokens", known(c.context)).field("max_output_tokens", known(c.max_output));
  w.field("licence", model != nullptr && !model->licence.empty() ? std::optional(model->licence) : std::nullopt);
  w.key("offers").array();
  for (Need need : c.offers) w.value(name(need));
  w.end().key("names").array();
  for (const std::string& n : c.names) w.value(n);
  w.end().key("price");
  write_price(w, c.price);
  w.field("source", endpoint != nullptr ? endpoint->source : "").end();
}

void write_servers(JsonWriter& w, const relay::Services& s) {
  w.key("servers").array();
  for (const backend::Found& found : s.upstreams.found()) {
    w.object().field("product", found.product).field("url", found.base_url).field("models", found.models.size()).end();
  }
  w.end().key("ports").array();
  for (unsigned port : s.config.discovery_ports) w.value(port);
  w.end();
}

void write_machine(JsonWriter& w) {
  const machine::Hardware hardware = machine::probe();
  const machine::Carries carries = machine::carries(hardware);
  const std::string text = hardware.text() + ": carries class " + std::string(name(carries.cls));
  w.key("machine").object().field("text", text).field("cores", hardware.cores).field("ram_bytes", hardware.ram_total.n);
  w.field("ram_free_bytes", hardware.ram_free.n)
      .field("gpus", hardware.gpus.size())
      .field("carries", name(carries.cls));
  w.field("reason", carries.reason).end();
}

void write_keys(JsonWriter& w, const relay::Services& s) {
  w.key("keys").array();
  for (const catalog::Endpoint& endpoint : s.catalog.endpoints()) {
    if (!s.keys.has(endpoint.name)) continue;
    w.object().field("endpoint", endpoint.name).field("source", s.keys.source(endpoint.name)).end();
  }
  w.end();
}

void write_ripple(JsonWriter& w, const relay::Services& s) {
  w.key("ripple").object().field("enabled", s.config.ripple_enabled).key("indexes").array();
  for (const workspace::IndexStatus& status : s.workspaces.list()) write_index(w, status, s.loop.wall());
  w.end().end();
}

}  // namespace

Task<Reply> models(Control& control, const Call&) {
  const relay::Services& s = control.services;
  JsonWriter w;
  w.object().field("schema", "weir.models/1").key("models").array();
  for (const Candidate& c : relay::gather(s, Ask{}, Session{}, {}).candidates) write_candidate(w, s, c);
  w.end();
  write_servers(w, s);
  write_keys(w, s);
  write_machine(w);
  write_ripple(w, s);
  w.end();
  co_return Reply{200, w.take(), "application/json"};
}

Task<Reply> doctor(Control& control, const Call& call) {
  if (control.services.config.discovery_enabled) {
    Cancel never;
    co_await control.services.upstreams.discover(control.services.config.discovery_ports, never);
  }
  co_return co_await models(control, call);
}

}  // namespace weir::api

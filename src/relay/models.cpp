// Two shapes of one list. Some tools list only names that begin as their own maker's do, so weir's names come twice.
#include "relay/models.h"

#include <algorithm>
#include <array>

#include "base/ids.h"
#include "base/json_writer.h"
#include "relay/view.h"
#include "wire/wire.h"

namespace weir::relay {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> own = {{
    {"claude-weir-auto", "weir auto"},
    {"claude-weir-local", "weir local"},
    {"claude-weir-cloud", "weir cloud"},
    {"weir/auto", "weir auto"},
    {"weir/local", "weir local"},
    {"weir/cloud", "weir cloud"},
}};

// The alias that starts with "claude-" is the one that Claude Code's picker shows.
std::string_view alias_for_claude(const Candidate& c) {
  auto it = std::ranges::find_if(c.names, [](const std::string& n) { return n.starts_with("claude-"); });
  return it == c.names.end() ? std::string_view() : std::string_view(*it);
}

void write_messages(JsonWriter& w, const Listed& model, const std::string& started) {
  w.object().field("type", "model").field("id", model.id).field("display_name", model.title);
  w.field("created_at", started)
      .field("max_input_tokens", model.context ? std::optional(model.context->n) : std::nullopt)
      .end();
}

void write_chat(JsonWriter& w, const Listed& model, std::int64_t started) {
  w.object().field("id", model.id).field("object", "model").field("created", started).field("owned_by", "weir");
  w.field("context_length", model.context ? std::optional(model.context->n) : std::nullopt).end();
}

std::string list_json(const std::vector<Listed>& models, bool messages, Millis started) {
  const std::string iso = iso_time(started);
  JsonWriter w;
  w.object();
  if (!messages) w.field("object", "list");
  w.key("data").array();
  for (const Listed& model : models) messages ? write_messages(w, model, iso) : write_chat(w, model, started.n / 1000);
  w.end();
  if (messages) { w.field("has_more", false).field("first_id", models.front().id).field("last_id", models.back().id); }
  w.end();
  return w.take();
}

}  // namespace

std::vector<Listed> listed_models(const Services& s, const access::Caller& caller, std::string_view dialect) {
  std::vector<Listed> out;
  for (const auto& [id, title] : own) out.push_back({std::string(id), std::string(title), std::nullopt});
  Ask ask;
  ask.dialect = dialect;
  for (const Candidate& c : gather(s, ask, {}, caller).candidates) {
    if (c.access == Access::none || c.health == Health::down || c.cls == Class::smoke) continue;
    const auto context = c.context.n > 0 ? std::optional(c.context) : std::nullopt;
    out.push_back({c.model, c.model + " @ " + c.endpoint, context});
    const std::string_view alias = alias_for_claude(c);
    if (!alias.empty() && alias != c.model) out.push_back({std::string(alias), c.model + " @ " + c.endpoint, context});
  }
  return out;
}

Task<void> answer_models(Services& s, net::ServerExchange& http, const HttpHead& head, const access::Caller& caller,
                         const std::string& name) {
  const bool messages = head.headers.get("anthropic-version").has_value();
  const auto models = listed_models(s, caller, messages ? "messages" : "chat");
  Headers headers;
  headers.set("Content-Type", "application/json");
  if (name.empty()) {
    (void)co_await http.respond(200, std::move(headers), list_json(models, messages, s.started));
    co_return;
  }
  auto it = std::ranges::find(models, name, &Listed::id);
  if (it == models.end()) {
    chat::UpstreamError error;
    error.cls = chat::UpstreamErrorClass::not_found;
    error.status = 404;
    error.message = "weir: no model of that name; GET /v1/models lists them";
    const wire::Wire& wire = wire::wire_of(messages ? chat::Dialect::messages : chat::Dialect::chat);
    (void)co_await http.respond(404, std::move(headers), wire.error_body(error));
    co_return;
  }
  JsonWriter w;
  messages ? write_messages(w, *it, iso_time(s.started)) : write_chat(w, *it, s.started.n / 1000);
  (void)co_await http.respond(200, std::move(headers), w.take());
}

}  // namespace weir::relay

// POST /use: a pin. Policy outranks it, so a pin that could never be kept is refused with the rule's place.
#include <algorithm>
#include <array>

#include "api/routes.h"
#include "base/json.h"
#include "base/json_writer.h"
#include "relay/view.h"
#include "workspace/root.h"

namespace weir::api {
namespace {

constexpr std::array<std::string_view, 3> modes = {"auto", "local", "cloud"};

bool inside(std::string_view path, std::string_view root) {
  return path == root || (path.starts_with(root) && path.size() > root.size() && path[root.size()] == '/');
}

const Candidate* named(const std::vector<Candidate>& all, std::string_view model) {
  for (const Candidate& c : all) {
    if (std::ranges::find(c.names, model) != c.names.end()) return &c;
  }
  return nullptr;
}

// Errors as replies; nothing when the pin may be set.
std::optional<Reply> objection(const relay::Services& s, const std::string& model, const std::string& workspace) {
  if (model.empty()) return std::nullopt;
  const bool mode = std::ranges::find(modes, model) != modes.end();
  Ask ask;
  ask.model_named = model;
  const View view = relay::gather(s, ask, {}, {});
  const Candidate* candidate = mode ? nullptr : named(view.candidates, model);
  if (!mode && candidate == nullptr) {
    return refuse(404, "model.unknown", "no model is called \"" + model + "\"; the pin that was there stays",
                  "weir models lists them");
  }
  const bool leaves = model == "cloud" || (candidate != nullptr && candidate->where != Where::here);
  for (std::size_t i = 0; leaves && !workspace.empty() && i < s.rules.local_only.size(); ++i) {
    if (!inside(workspace, s.rules.local_only[i])) continue;
    return refuse(
        403, "policy.local_only", model + " may not read " + workspace,
        "nothing was sent, nothing was charged; the pin that was there stays. Pin a local model, or change that line",
        s.rules.local_only_source[i]);
  }
  return std::nullopt;
}

std::string pins_json(const relay::Services& s, const std::string& warning) {
  JsonWriter w;
  w.object().field("schema", "weir.use/1").key("pins").array();
  for (const auto& [id, pin] : s.sessions.pins(s.loop.wall())) {
    w.object().field("id", id).field("model", pin.model).field("scope", pin.scope);
    w.field("until_ms", pin.until ? std::optional(pin.until->n) : std::nullopt).end();
  }
  w.end().key("warnings").array();
  if (!warning.empty()) w.value(warning);
  w.end().end();
  return w.take();
}

}  // namespace

Task<Reply> use(Control& control, const Call& call) {
  relay::Services& s = control.services;
  auto doc = Json::parse(call.body);
  if (!doc) co_return refuse(400, "usage", doc.error().message);
  Pin pin{(*doc)["model"].string(), (*doc)["scope"].string("all"), std::nullopt};
  std::string id = (*doc)["id"].string();
  if (auto time = (*doc)["for_ms"].integer()) pin.until = s.loop.wall() + Millis{*time};
  if (pin.scope == "workspace") {
    if (auto root = workspace::root_of(id)) id = *root;
  }
  if (auto no = objection(s, pin.model, pin.scope == "workspace" ? id : std::string())) co_return std::move(*no);
  if (auto set = s.sessions.pin(pin, id); !set) co_return refuse(400, "usage", set.error().message, set.error().help);
  const bool overrides = !pin.model.empty();
  co_return Reply{
      200, pins_json(s, overrides ? "this pin overrides the model that a client names; policy still outranks it" : ""),
      "application/json"};
}

}  // namespace weir::api

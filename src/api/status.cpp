// GET /status: sessions, models, workspaces, today.
#include <unistd.h>

#include <algorithm>

#include "api/routes.h"
#include "base/ids.h"
#include "base/json_writer.h"
#include "relay/view.h"

namespace weir::api {
namespace {

void write_pin(JsonWriter& w, const Pin& pin) {
  w.object()
      .field("model", pin.model)
      .field("scope", pin.scope)
      .field("until_ms", pin.until ? std::optional(pin.until->n) : std::nullopt)
      .end();
}

void write_session(JsonWriter& w, const session::Summary& s) {
  const auto touched = [&](auto field) { return std::ranges::count_if(s.files, field); };
  w.object().field("id", s.id).field("client", s.client).field("workspace", s.workspace).field("turn", s.turn);
  w.field("last_seen", iso_time(s.last_seen)).field("target", s.target ? std::optional(s.target->v) : std::nullopt);
  w.field("opened", touched([](const auto& f) { return f.opened; })).field("edited", touched([](const auto& f) {
                                                                             return f.edited;
                                                                           }));
  w.key("pin");
  if (s.pin)
    write_pin(w, *s.pin);
  else
    w.null();
  w.key("files").array();
  for (const session::FileUse& f : s.files) {
    w.object().field("path", f.path).field("opened", f.opened).field("edited", f.edited).field("named", f.named);
    w.field("tool", f.tool).field("call", f.call).field("turn", f.turn).end();
  }
  w.end().end();
}

void write_model(JsonWriter& w, const Candidate& c) {
  w.object()
      .field("id", c.id.v)
      .field("class", name(c.cls))
      .field("where", name(c.where))
      .field("health", name(c.health));
  w.field("health_reason", c.health_reason).field("access", name(c.access)).end();
}

void write_today(JsonWriter& w, const relay::Services& s) {
  const ledger::Today t = s.ledger.today();
  w.object().field("metered_microusd", t.metered.n).field("reserved_microusd", t.reserved.n);
  w.field("cap_microusd", s.rules.day_cap ? std::optional(s.rules.day_cap->n) : std::nullopt);
  w.field("metered_requests", t.metered_requests)
      .field("quota_requests", t.quota_requests)
      .field("owned_requests", t.owned_requests);
  w.field("bytes_out", t.out.n).end();
}

}  // namespace

Task<Reply> status(Control& control, const Call&) {
  const relay::Services& s = control.services;
  JsonWriter w;
  w.object().field("schema", "weir.status/1").field("version", WEIR_VERSION).field("pid", getpid());
  w.field("url", "http://127.0.0.1:" + std::to_string(s.port)).field("port", s.port);
  w.field("uptime_ms", (s.loop.wall() - s.started).n);
  w.key("pins").array();
  for (const auto& [id, pin] : s.sessions.pins(s.loop.wall())) {
    w.object().field("id", id).key("pin");
    write_pin(w, pin);
    w.end();
  }
  w.end().key("sessions").array();
  for (const session::Summary& summary : s.sessions.list(s.loop.wall())) write_session(w, summary);
  w.end().key("models").array();
  for (const Candidate& c : relay::gather(s, Ask{}, Session{}, {}).candidates) {
    if (c.where == Where::here || c.access != Access::none) write_model(w, c);
  }
  w.end().key("workspaces").array();
  for (const config::Workspace& workspace : s.config.workspaces) {
    w.object()
        .field("root", workspace.root)
        .field("local_only", workspace.local_only)
        .field("source", workspace.origin.text())
        .end();
  }
  w.end().key("today");
  write_today(w, s);
  w.key("counters").object().field("exchanges", s.counters.exchanges).field("refused_front", s.counters.refused_front);
  w.field("refused_token", s.counters.refused_token).field("bugs", s.counters.bugs).end();
  w.end();
  co_return Reply{200, w.take(), "application/json"};
}

}  // namespace weir::api

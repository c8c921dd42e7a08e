// GET /status: sessions, models, workspaces, today.
#include <unistd.h>

#include <algorithm>

#include "api/routes.h"
#include "base/ids.h"
#include "base/json_writer.h"
#include "relay/view.h"
#include "session/working_json.h"

namespace weir::api {
namespace {

void write_pin(JsonWriter& w, const Pin& pin) {
  w.object()
      .field("model", pin.model)
      .field("scope", pin.scope)
      .field("until_ms", pin.until ? std::optional(pin.until->n) : std::nullopt)
      .end();
}

void write_session(JsonWriter& w, const session::Summary& s, const session::Working& working) {
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
  w.end().field("tests_passed", s.tests_passed).field("tests_failed", s.tests_failed).field("errors", s.errors);
  w.field("changes", s.changes).key("working");
  session::write(w, working);
  w.end();
}

void write_model(JsonWriter& w, const Candidate& c) {
  w.object()
      .field("id", c.id.v)
      .field("class", name(c.cls))
      .field("where", name(c.where))
      .field("health", name(c.health));
  w.field("health_reason", c.health_reason).field("access", name(c.access)).end();
}

// Those that the configuration names first, then what sessions have named; each with its index where there is one.
void write_workspaces(JsonWriter& w, const relay::Services& s) {
  const std::vector<workspace::IndexStatus> indexes = s.workspaces.list();
  const auto write = [&](const std::string& root, const config::Workspace* named) {
    w.object().field("root", root).field("local_only", named != nullptr && named->local_only);
    w.field("source", named != nullptr ? named->origin.text() : "").key("index");
    const auto index = std::ranges::find(indexes, root, &workspace::IndexStatus::root);
    if (index == indexes.end())
      w.null();
    else
      write_index(w, *index, s.loop.wall());
    w.end();
  };
  w.array();
  for (const config::Workspace& named : s.config.workspaces) write(named.root, &named);
  for (const workspace::IndexStatus& index : indexes) {
    if (std::ranges::find(s.config.workspaces, index.root, &config::Workspace::root) == s.config.workspaces.end())
      write(index.root, nullptr);
  }
  w.end();
}

void write_notes(JsonWriter& w, const relay::Services& s) {
  w.array();
  for (const relay::Notes::Entry& entry : s.notes.list()) {
    for (const std::string& text : entry.texts)
      w.object().field("session", entry.session).field("workspace", entry.workspace).field("text", text).end();
  }
  w.end();
}

void write_today(JsonWriter& w, const relay::Services& s) {
  const ledger::Today t = s.ledger.today();
  w.object().field("metered_microusd", t.metered.n).field("reserved_microusd", t.reserved.n);
  w.field("unknown_microusd", t.unknown.n);
  w.field("cap_microusd", s.rules.day_cap ? std::optional(s.rules.day_cap->n) : std::nullopt);
  w.field("metered_requests", t.metered_requests)
      .field("quota_requests", t.quota_requests)
      .field("owned_requests", t.owned_requests);
  w.field("bytes_out", t.out.n).end();
}

void write_ledger(JsonWriter& w, const ledger::Health& health) {
  w.object().field("writable", !health.trouble).field("lost", health.lost);
  w.field("problem", health.trouble ? std::optional(health.trouble->message) : std::nullopt);
  w.field("help", health.trouble ? std::optional(health.trouble->help) : std::nullopt);
  w.field("waiting", health.trouble ? health.trouble->waiting : 0).end();
}

}  // namespace

Task<Reply> status(Control& control, const Call&) {
  const relay::Services& s = control.services;
  JsonWriter w;
  w.object().field("schema", "weir.status/1").field("version", WEIR_VERSION).field("pid", getpid());
  w.field("url", "http://127.0.0.1:" + std::to_string(s.port)).field("port", s.port);
  w.field("uptime_ms", (s.loop.wall() - s.started).n).field("stopping", s.stopping);
  w.key("pins").array();
  for (const auto& [id, pin] : s.sessions.pins(s.loop.wall())) {
    w.object().field("id", id).key("pin");
    write_pin(w, pin);
    w.end();
  }
  w.end().key("sessions").array();
  for (const session::Summary& summary : s.sessions.list(s.loop.wall())) {
    write_session(w, summary, s.sessions.working(summary.id));
  }
  w.end().key("models").array();
  for (const Candidate& c : relay::gather(s, Ask{}, Session{}, {}).candidates) {
    if (c.where == Where::here || c.access != Access::none) write_model(w, c);
  }
  w.end().key("workspaces");
  write_workspaces(w, s);
  w.key("notes");
  write_notes(w, s);
  w.key("today");
  write_today(w, s);
  w.key("ledger");
  write_ledger(w, s.ledger.health());
  w.key("counters").object().field("exchanges", s.counters.exchanges).field("refused_front", s.counters.refused_front);
  w.field("refused_token", s.counters.refused_token).field("bugs", s.counters.bugs);
  w.field("running", s.counters.running).end();
  w.end();
  co_return Reply{200, w.take(), "application/json"};
}

}  // namespace weir::api

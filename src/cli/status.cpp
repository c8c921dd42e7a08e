// weir status: sessions, models, workspaces, today; one screen.
#include <fmt/format.h>

#include "cli/control.h"
#include "cli/registry.h"
#include "cli/term.h"
#include "cli/workspace.h"
#include "decision/columns.h"

namespace weir::cli {
namespace {

std::string where_of(JsonValue models, const std::string& id) {
  for (JsonValue model : models) {
    if (model["id"].string() == id) return model["where"].string();
  }
  return "cloud";
}

std::string pin_text(JsonValue pin) {
  if (pin.is_null()) return "";
  return "pin " + pin["model"].string() + " (" + pin["scope"].string() + ")";
}

void sessions_block(const Json& doc) {
  Table table;
  std::string head = "sessions";
  for (JsonValue s : doc["sessions"]) {
    const std::string target = s["target"].string("-");
    const std::string shown = target == "-" ? "-" : mark(where_of(doc["models"], target)) + " " + target;
    table.row({fmt::format("{:<11}", std::exchange(head, "")), s["client"].string(),
               home_short(s["workspace"].string("-")), fmt::format("turn {}", s["turn"].integer().value_or(0)), shown,
               pin_text(s["pin"])});
  }
  if (head.empty())
    fmt::print("{}\n", table.text());
  else
    fmt::print("sessions     none yet: weir launch claude\n\n");
}

void models_block(const Json& doc) {
  Table table;
  std::string head = "models";
  for (JsonValue m : doc["models"]) {
    table.row({fmt::format("{:<11}", std::exchange(head, "")), mark(m["where"].string()) + " " + m["id"].string(),
               m["class"].string(),
               m["health"].string() + (m["health_reason"].string().empty() ? "" : ": " + m["health_reason"].string())});
  }
  fmt::print("{}", table.text());
}

void workspaces_block(JsonValue workspaces) {
  Table table;
  std::string head = "workspaces";
  for (JsonValue w : workspaces) {
    table.row({fmt::format("{:<11}", std::exchange(head, "")), home_short(w["root"].string()),
               w["local_only"].boolean().value_or(false) ? "local only" : "", index_text(w["index"])});
  }
  if (head.empty()) fmt::print("{}", table.text());
}

// What edits of a session left behind.
void notes_block(JsonValue notes) {
  std::string head = "notes";
  for (JsonValue note : notes) {
    const std::string text = note["text"].string() + " (session " + note["session"].string().substr(0, 4) + ")";
    for (const std::string& line : print::wrapped(print::clean(text), 100 - 13))
      fmt::print("{:<11}  {}\n", std::exchange(head, ""), line);
  }
}

void today_line(JsonValue today) {
  const auto cap = today["cap_microusd"].integer();
  fmt::print("today        {} metered{}   quota {}   owned {} requests   {} out\n",
             money(today["metered_microusd"].integer()), cap ? " of " + money(cap) : "",
             today["quota_requests"].integer().value_or(0), today["owned_requests"].integer().value_or(0),
             bytes(today["bytes_out"].integer().value_or(0)));
}

void ledger_lines(JsonValue ledger, JsonValue today) {
  if (const auto unknown = today["unknown_microusd"].integer().value_or(0); unknown > 0)
    fmt::print("             {} more may have been spent: its end or price is not known\n", money(unknown));
  if (const auto lost = ledger["lost"].integer().value_or(0); lost > 0)
    fmt::print("ledger       {} request{} of an earlier weir never ended: weir log --unsettled\n", lost,
               lost == 1 ? "" : "s");
  if (ledger["writable"].boolean().value_or(true)) return;
  fmt::print("ledger       cannot be written, so nothing leaves this machine: {}\n             {}; {} rows wait\n",
             print::clean(ledger["problem"].string()), ledger["help"].string(),
             ledger["waiting"].integer().value_or(0));
}

int run_status(const Context& context, const Args& args) {
  Called called = call(context, "GET", "/status");
  if (called.exit) return *called.exit;
  if (args.json()) {
    fmt::print("{}\n", called.body);
    return ok;
  }
  auto doc = Json::parse(called.body);
  if (!doc) return report(failed, "control", "weir's answer could not be read");
  const auto uptime = (*doc)["uptime_ms"].integer().value_or(0);
  std::string mode = "named models honoured, auto advises";
  for (JsonValue entry : (*doc)["pins"]) {
    if (entry["pin"]["scope"].string() == "all")
      mode = "everything goes to " + entry["pin"]["model"].string() + " (weir use)";
  }
  fmt::print("weir {}   up {}   {}   mode: {}\n\n", (*doc)["version"].string(), duration(uptime),
             (*doc)["url"].string(), mode);
  sessions_block(*doc);
  models_block(*doc);
  workspaces_block((*doc)["workspaces"]);
  today_line((*doc)["today"]);
  ledger_lines((*doc)["ledger"], (*doc)["today"]);
  notes_block((*doc)["notes"]);
  return ok;
}

}  // namespace

const Verb status{"status", "sessions, models, workspaces and what today cost", "", "weir status", {}, run_status};

}  // namespace weir::cli

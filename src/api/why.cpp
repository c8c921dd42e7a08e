// GET /why: one exchange explained, as stable JSON or as the printer shows it. The decision is taken again on the way,
// so that the text can say whether it would be the same.
#include <fmt/format.h>

#include <cstdlib>
#include <ctime>

#include "api/routes.h"
#include "base/worker.h"
#include "decision/print.h"
#include "policy/policy.h"
#include "route/route.h"

namespace weir::api {
namespace {

std::string local_time(Millis wall) {
  const std::time_t seconds = static_cast<std::time_t>(wall.n / 1000);
  std::tm parts{};
  localtime_r(&seconds, &parts);
  return fmt::format("{:02}:{:02}:{:02}", parts.tm_hour, parts.tm_min, parts.tm_sec);
}

void judge_again(print::Why& why, const ledger::WhyRow& row) {
  if (!row.ask) return;
  const Judgement judgement = policy::judge(*row.ask, row.session, row.view, row.rules);
  const Decision again = route::decide(*row.ask, row.session, row.view, row.rules, judgement);
  why.verdicts = judgement.verdicts;
  why.replay = again == row.decision ? "same decision" : "another decision: weir replay " + row.id.v;
}

std::string text_of(const ledger::WhyRow& row) {
  const char* home = std::getenv("HOME");
  print::Why why;
  why.id = row.id;
  why.time = local_time(row.wall);
  why.home = home != nullptr ? home : "";
  why.ask = row.ask;
  why.session = row.session;
  why.view = row.view;
  why.decision = row.decision;
  why.advice = row.advice;
  why.outcome = row.outcome;
  why.cost = row.cost;
  why.cost_source = row.cost_source;
  judge_again(why, row);
  return print::why(why);
}

Result<Reply> read(const std::string& path, const std::string& id, bool text) {
  if (!text) {
    TRY(auto json, ledger::why_json(path, id));
    return Reply{200, std::move(json), "application/json"};
  }
  TRY(auto row, ledger::read_why(path, id));
  return Reply{200, text_of(row), "text/plain; charset=utf-8"};
}

}  // namespace

Task<Reply> why(Control& control, const Call& call) {
  const std::string path = control.services.paths.ledger();
  const std::string id = call.arg("id").empty() ? "last" : call.arg("id");
  const bool text = call.arg("form") == "text";
  co_await control.services.ledger.caught_up();
  auto reply = co_await on_worker<Result<Reply>>(control.services.loop, [&] { return read(path, id, text); });
  if (reply) co_return std::move(*reply);
  const bool missing = reply.error().kind == ErrorKind::not_found;
  co_return refuse(missing ? 404 : 500, missing ? "not_found" : "ledger", reply.error().message, reply.error().help);
}

}  // namespace weir::api

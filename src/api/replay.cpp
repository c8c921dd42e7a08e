// POST /replay: decides the ledger's rows again, from the ledger alone, and compares whole decisions. With other prices
// (?price=gpt-5.4=1.25/10) it says which of them would have changed, and why.
#include <algorithm>
#include <map>

#include "api/prices.h"
#include "api/routes.h"
#include "base/json_writer.h"
#include "base/worker.h"
#include "decision/json.h"
#include "policy/policy.h"
#include "route/route.h"

namespace weir::api {
namespace {

constexpr std::size_t most_rows = 1'000'000;

struct Difference {
  std::string id, was, now, why;
  std::vector<std::string_view> changed;
};
struct Replayed {
  std::int64_t rows = 0, same = 0, moved = 0;
  std::map<std::string, std::int64_t, std::less<>> kinds;
  std::vector<Difference> different;
};

std::string target_text(const Decision& d) { return d.target ? d.target->v : "refused: " + d.refusal; }

std::vector<std::string_view> changed(const Decision& was, const Decision& now) {
  std::vector<std::string_view> out;
  const auto note = [&](std::string_view part, bool same) {
    if (!same) out.push_back(part);
  };
  note("target", was.target == now.target && was.refusal == now.refusal && was.refusal_class == now.refusal_class);
  note("by", was.by == now.by);
  note("plan", was.plan == now.plan);
  note("requirements", was.requirements == now.requirements);
  note("signals", was.signals == now.signals);
  note("wishes", was.wishes == now.wishes);
  note("reasons", was.reasons == now.reasons && was.warnings == now.warnings);
  note("rejected", was.rejected == now.rejected);
  note("estimate", was.estimate == now.estimate);
  note("switch", was.switching == now.switching && was.switch_from == now.switch_from);
  return out;
}

// Why it does not go where it went: what is said of that place now, or of the new one.
std::string why(const Decision& was, const Decision& now, const std::vector<Verdict>& verdicts) {
  if (!now.target) return now.refusal;
  if (was.target && was.target != now.target) {
    const auto denied = std::ranges::find_if(
        verdicts, [&](const Verdict& v) { return v.candidate == *was.target && v.effect == Effect::deny; });
    if (denied != verdicts.end()) return was.target->v + " is denied by " + denied->rule + ": " + denied->reason;
    const auto lost = std::ranges::find(now.rejected, *was.target, &Rejected::candidate);
    if (lost != now.rejected.end()) return was.target->v + ": " + lost->reason;
  }
  return now.reasons.empty() ? "" : now.reasons.front();
}

void compare(Replayed& out, const ledger::ReplayRow& row, const View& view) {
  ++out.rows;
  ++out.kinds[std::string(name(row.ask.kind))];
  const Judgement judgement = policy::judge(row.ask, row.session, view, row.rules);
  const Decision again = route::decide(row.ask, row.session, view, row.rules, judgement);
  if (again == row.decision) {
    ++out.same;
    return;
  }
  if (again.target != row.decision.target) ++out.moved;
  out.different.push_back({row.id.v, target_text(row.decision), target_text(again),
                           why(row.decision, again, judgement.verdicts), changed(row.decision, again)});
}

Result<Replayed> run(const std::string& path, const ledger::LogQuery& query, const std::vector<Supposed>& prices) {
  Replayed out;
  std::vector<std::int64_t> met(prices.size());
  TRY_VOID(ledger::replay_rows(path, query, [&](const ledger::ReplayRow& row) -> Result<void> {
    View view = row.view;
    for (std::size_t i = 0; i < prices.size(); ++i) met[i] += put_price(prices[i], view);
    compare(out, row, view);
    return {};
  }));
  for (std::size_t i = 0; i < prices.size(); ++i) {
    if (met[i] == 0)
      return fail(ErrorKind::not_found, "no recorded request could have gone to " + prices[i].model,
                  "weir models lists the names");
  }
  return out;
}

void write(JsonWriter& w, const Difference& d) {
  w.object().field("id", d.id).field("was", d.was).field("now", d.now).key("changed").array();
  for (const std::string_view part : d.changed) w.value(part);
  w.end().field("why", d.why).end();
}

std::string written(const Replayed& r, const std::vector<Supposed>& prices) {
  JsonWriter w;
  w.object().field("schema", "weir.replay/1").field("rows", r.rows).field("same", r.same).field("moved", r.moved);
  w.key("kinds").object();
  for (const auto& [kind, rows] : r.kinds) w.field(kind, rows);
  w.end().key("prices").array();
  for (const Supposed& p : prices) {
    w.object().field("model", p.model).field("in_microusd", p.in.n).field("out_microusd", p.out.n).end();
  }
  w.end().key("different").array();
  for (const Difference& d : r.different) write(w, d);
  w.end().end();
  return w.take();
}

}  // namespace

Task<Reply> replay(Control& control, const Call& call) {
  ledger::LogQuery query;
  if (auto id = call.arg("id"); !id.empty()) query.id = std::move(id);
  query.limit = most_rows;
  const auto prices = supposed_prices(call.arg("price"));
  if (!prices) co_return refuse(400, "usage", prices.error().message, prices.error().help);
  const std::string path = control.services.paths.ledger();
  co_await control.services.ledger.caught_up();
  auto result = co_await on_worker<Result<Replayed>>(control.services.loop, [&] { return run(path, query, *prices); });
  if (!result) {
    const bool missing = result.error().kind == ErrorKind::not_found;
    co_return refuse(missing ? 404 : 500, missing ? "not_found" : "ledger", result.error().message,
                     result.error().help);
  }
  co_return Reply{200, written(*result, *prices), "application/json"};
}

}  // namespace weir::api

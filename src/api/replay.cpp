// POST /replay: decides the ledger's rows again, from the ledger alone, and compares whole decisions.
#include "api/routes.h"
#include "base/json_writer.h"
#include "base/worker.h"
#include "decision/json.h"
#include "policy/policy.h"
#include "route/route.h"

namespace weir::api {
namespace {

struct Difference {
  std::string id, was, now;
};
struct Replayed {
  std::int64_t rows = 0, same = 0;
  std::vector<Difference> different;
};

std::string target_text(const Decision& d) { return d.target ? d.target->v : "refused: " + d.refusal; }

void compare(Replayed& out, const ledger::ReplayRow& row) {
  ++out.rows;
  const Judgement judgement = policy::judge(row.ask, row.session, row.view, row.rules);
  const Decision again = route::decide(row.ask, row.session, row.view, row.rules, judgement);
  if (again == row.decision) {
    ++out.same;
    return;
  }
  out.different.push_back({row.id.v, target_text(row.decision), target_text(again)});
}

Result<Replayed> run(const std::string& path, const ledger::LogQuery& query) {
  Replayed out;
  TRY_VOID(ledger::replay_rows(path, query, [&](const ledger::ReplayRow& row) -> Result<void> {
    compare(out, row);
    return {};
  }));
  return out;
}

}  // namespace

Task<Reply> replay(Control& control, const Call& call) {
  ledger::LogQuery query;
  if (auto id = call.arg("id"); !id.empty()) query.id = std::move(id);
  query.limit = 1'000'000;
  const std::string path = control.services.paths.ledger();
  co_await control.services.ledger.caught_up();
  auto result = co_await on_worker<Result<Replayed>>(control.services.loop, [&] { return run(path, query); });
  if (!result)
    co_return refuse(result.error().kind == ErrorKind::not_found ? 404 : 500, "ledger", result.error().message,
                     result.error().help);
  JsonWriter w;
  w.object()
      .field("schema", "weir.replay/1")
      .field("rows", result->rows)
      .field("same", result->same)
      .key("different")
      .array();
  for (const Difference& d : result->different)
    w.object().field("id", d.id).field("was", d.was).field("now", d.now).end();
  w.end().end();
  co_return Reply{200, w.take(), "application/json"};
}

}  // namespace weir::api

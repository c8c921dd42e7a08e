// POST /suppose: where a recorded request would go if more were here. Its own ask, session, view and rules are judged
// again with candidates of the catalogue beside those that were there; nothing is sent, nothing is recorded.
#include <algorithm>

#include "api/routes.h"
#include "base/json.h"
#include "base/json_writer.h"
#include "base/worker.h"
#include "policy/policy.h"
#include "route/route.h"

namespace weir::api {
namespace {

constexpr std::size_t most_cases = 16, most_words = 16;

// A model of the catalogue as a server on this machine would bring it.
void add_local(const relay::Services& s, const ledger::WhyRow& row, const std::string& model, View& view) {
  catalog::Endpoint server;
  server.name = "supposed";
  server.kind = "openai";
  server.dialect = "chat";
  server.where = Where::here;
  server.billing = Billing::owned;
  server.models.push_back({model, true, true, {}, std::nullopt});
  catalog::Catalog catalog = s.catalog;
  catalog.put(std::move(server));
  for (Candidate& c : catalog.candidates(row.ask->model_named, row.ask->prompt.value, row.wall)) {
    if (c.endpoint != "supposed") continue;
    c.health = Health::up;
    c.access = Access::not_needed;
    view.candidates.push_back(std::move(c));
  }
}

// An endpoint of the catalogue as a key for it would open it.
void add_key(const std::string& endpoint, View& view) {
  for (Candidate& c : view.candidates) {
    if (c.endpoint != endpoint) continue;
    if (c.access == Access::none) c.access = Access::key;
    c.health = Health::up;
  }
}

// Errors: not_found, a word that is neither a model nor an endpoint.
Result<View> view_with(const relay::Services& s, const ledger::WhyRow& row, JsonValue words) {
  View view = row.view;
  std::size_t n = 0;
  for (const JsonValue word : words) {
    const std::string name = word.string();
    if (++n > most_words) break;
    if (s.catalog.endpoint(name) != nullptr)
      add_key(name, view);
    else if (s.catalog.find(name) != nullptr)
      add_local(s, row, name, view);
    else
      return fail(ErrorKind::not_found, "neither a model of the catalogue nor an endpoint: " + name,
                  "weir models lists them");
  }
  return view;
}

void write_list(JsonWriter& w, std::string_view key, const std::vector<std::string>& texts) {
  w.key(key).array();
  for (const std::string& text : texts) w.value(text);
  w.end();
}

void write_case(JsonWriter& w, const ledger::WhyRow& row, const View& view, JsonValue words) {
  const Judgement judgement = policy::judge(*row.ask, row.session, view, row.rules);
  const Decision d = route::advise(*row.ask, row.session, view, row.rules, judgement);
  const auto target = std::ranges::find(view.candidates, d.target.value_or(CandidateId{}), &Candidate::id);
  const bool found = d.target && target != view.candidates.end();
  w.object().key("with").raw(words.raw());
  w.field("target", found ? std::optional(target->model) : std::nullopt);
  w.field("where", found ? std::optional(name(target->where)) : std::nullopt);
  w.field("class", found ? std::optional(name(target->cls)) : std::nullopt);
  w.field("microusd", d.estimate.money ? std::optional(d.estimate.money->n) : std::nullopt);
  write_list(w, "reasons", d.reasons);
  write_list(w, "warnings", d.warnings);
  w.end();
}

}  // namespace

Task<Reply> suppose(Control& control, const Call& call) {
  const relay::Services& s = control.services;
  const auto doc = Json::parse(call.body);
  if (!doc) co_return refuse(400, "usage", doc.error().message);
  const std::string path = s.paths.ledger(), id = (*doc)["id"].string("last");
  co_await control.services.ledger.caught_up();
  const auto row =
      co_await on_worker<Result<ledger::WhyRow>>(control.services.loop, [&] { return ledger::read_why(path, id); });
  if (!row) co_return refuse(404, "not_found", row.error().message, row.error().help);
  if (!row->ask) co_return refuse(404, "not_found", "this request never got as far as a decision");
  JsonWriter w;
  w.object().field("schema", "weir.suppose/1").field("id", row->id.v).key("cases").array();
  std::size_t n = 0;
  for (const JsonValue words : (*doc)["cases"]) {
    if (++n > most_cases) break;
    const auto view = view_with(s, *row, words);
    if (!view) co_return refuse(404, "not_found", view.error().message, view.error().help);
    write_case(w, *row, *view, words);
  }
  w.end().end();
  co_return Reply{200, w.take(), "application/json"};
}

}  // namespace weir::api

// read_why: one exchange as values.
#include "decision/json.h"
#include "ledger/read.h"
#include "ledger/schema.h"

namespace weir::ledger {
namespace {

Result<Decision> decision_of(const std::string& text) {
  TRY(const auto json, Json::parse(text));
  return from_json<Decision>(json.root());
}

Result<WhyRow> settled_part(const Row& row) {
  WhyRow why;
  why.id = {row.id};
  why.wall = row.wall;
  why.outcome = row.outcome;
  if (row.lost) why.outcome.emplace().end = End::lost;
  if (row.cost) why.cost = MicroUsd{*row.cost};
  why.cost_source = row.cost_source;
  TRY(why.decision, decision_of(row.decision));
  if (row.advice) { TRY(why.advice, decision_of(*row.advice)); }
  return why;
}

}  // namespace

Result<WhyRow> read_why(const std::string& path, std::string_view id) {
  TRY(auto db, open_reader(path));
  LogQuery query;
  query.id = std::string(id);
  TRY(const auto found, rows(db, query));
  TRY(auto why, settled_part(found.front()));
  query.id = found.front().id;
  TRY_VOID(replay_rows(path, query, [&](const ReplayRow& row) -> Result<void> {
    why.ask = row.ask;
    why.session = row.session;
    why.view = row.view;
    why.rules = row.rules;
    return {};
  }));
  return why;
}

}  // namespace weir::ledger

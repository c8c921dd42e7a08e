// What was spent, per day, target and billing.
#include "ledger/ledger.h"
#include "ledger/schema.h"

namespace weir::ledger {
namespace {

// Refused requests cost nothing and went nowhere. One that nobody settled may have cost something: its price is not
// known.
constexpr std::string_view query = R"sql(
SELECT day, target, billing, count(*), coalesce(sum(cost), 0),
       count(*) FILTER (WHERE billing = 'metered' AND cost IS NULL AND (state = 'unsettled' OR cost_source = 'unknown')),
       coalesce(sum(input), 0), coalesce(sum(output), 0)
FROM exchanges
WHERE state <> 'refused' AND target IS NOT NULL AND billing <> '' AND wall_ms >= ?
GROUP BY day, target, billing ORDER BY day, target, billing)sql";

}  // namespace

Result<std::vector<CostRow>> costs(const std::string& path, std::optional<Millis> since) {
  TRY(auto db, open_reader(path));
  TRY(auto stmt, db.prepare(query));
  stmt.bind(1, since.value_or(Millis{0}).n);
  std::vector<CostRow> out;
  while (true) {
    TRY(const bool more, stmt.step());
    if (!more) return out;
    CostRow& row = out.emplace_back();
    row.day = stmt.text(0);
    row.target = stmt.text(1);
    row.billing = stmt.text(2);
    row.requests = stmt.integer(3);
    row.cost = {stmt.integer(4)};
    row.unknown = stmt.integer(5);
    row.input = {stmt.integer(6)};
    row.output = {stmt.integer(7)};
  }
}

}  // namespace weir::ledger

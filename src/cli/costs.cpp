// weir costs: money per day and target; what is owned or on a plan is counted, not priced.
#include <fmt/format.h>

#include "cli/control.h"
#include "cli/registry.h"
#include "cli/term.h"

namespace weir::cli {
namespace {

int run_costs(const Context& context, const Args& args) {
  Called called = call(context, "GET", "/costs");
  if (called.exit) return *called.exit;
  if (args.json()) {
    fmt::print("{}\n", called.body);
    return ok;
  }
  auto doc = Json::parse(called.body);
  if (!doc) return report(failed, "control", "weir's answer could not be read");
  Table table({3, 4, 5, 6});
  table.row({"day", "target", "billing", "requests", "in", "out", "cost"});
  for (JsonValue row : (*doc)["rows"]) {
    const auto unknown = row["unknown_price"].integer().value_or(0);
    const auto count = [&](std::string_view key) { return std::to_string(row[key].integer().value_or(0)); };
    table.row({row["day"].string(), row["target"].string(), row["billing"].string(), count("requests"),
               count("input_tokens"), count("output_tokens"),
               money(row["cost_microusd"].integer()) + (unknown > 0 ? fmt::format(" + {} unpriced", unknown) : "")});
  }
  fmt::print("{}", table.text());
  return ok;
}

}  // namespace

const Verb costs{"costs", "what was spent, by day and target", "", "weir costs", {}, run_costs};

}  // namespace weir::cli

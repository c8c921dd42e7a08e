// weir replay: decides recorded requests again, from the ledger alone.
#include <fmt/format.h>

#include "cli/control.h"
#include "cli/registry.h"
#include "cli/term.h"

namespace weir::cli {
namespace {

int run_replay(const Context& context, const Args& args) {
  std::string target = "/replay";
  if (!args.words.empty()) target += "?id=" + percent_encoded(args.words[0]);
  Called called = call(context, "POST", target);
  if (called.exit) return *called.exit;
  auto doc = Json::parse(called.body);
  if (!doc) return report(failed, "control", "weir's answer could not be read");
  const bool same = (*doc)["different"].size() == 0;
  if (args.json()) {
    fmt::print("{}\n", called.body);
  } else {
    fmt::print("{} of {} decisions are the same\n", (*doc)["same"].integer().value_or(0),
               (*doc)["rows"].integer().value_or(0));
    for (JsonValue d : (*doc)["different"])
      fmt::print("  {}  was {}  now {}\n", d["id"].string(), d["was"].string(), d["now"].string());
  }
  return same ? ok : failed;
}

}  // namespace

const Verb replay{"replay", "decide recorded requests again and compare", "ID", "weir replay", {}, run_replay};

}  // namespace weir::cli

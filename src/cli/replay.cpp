// weir replay: decides recorded requests again, from the ledger alone; with --price, at other prices.
#include <fmt/format.h>

#include <array>

#include "cli/control.h"
#include "cli/registry.h"
#include "cli/term.h"
#include "decision/columns.h"

namespace weir::cli {
namespace {

constexpr std::array flags = {
    Flag{"--price", "MODEL=IN/OUT", "as if it cost so many dollars per million tokens in and out", true},
};

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ",") + word;
  return out;
}

std::string parts(JsonValue changed) {
  std::string out;
  for (JsonValue part : changed) out += (out.empty() ? "" : ", ") + part.string();
  return out;
}

void show(const Json& doc) {
  const auto rows = doc["rows"].integer().value_or(0), same = doc["same"].integer().value_or(0);
  fmt::print("{} of {} decisions are the same ({} kinds of request)\n", same, rows, doc["kinds"].size());
  if (same == rows) return;
  fmt::print("{} would go elsewhere; {} differ in what they say only\n", doc["moved"].integer().value_or(0),
             rows - same - doc["moved"].integer().value_or(0));
  for (JsonValue d : doc["different"]) {
    const std::string was = d["was"].string(), now = d["now"].string();
    if (was == now) {
      fmt::print("  {}  {}  other {}\n", d["id"].string(), was, parts(d["changed"]));
      continue;
    }
    fmt::print("  {}  was {}  now {}\n", d["id"].string(), was, now);
    if (!d["why"].string().empty()) fmt::print("    {}\n", print::clean(d["why"].string()));
  }
}

int run_replay(const Context& context, const Args& args) {
  std::string target = "/replay?price=" + percent_encoded(joined(args.all("--price")));
  if (!args.words.empty()) target += "&id=" + percent_encoded(args.words[0]);
  Called called = call(context, "POST", target);
  if (called.exit) return *called.exit;
  auto doc = Json::parse(called.body);
  if (!doc) return report(failed, "control", "weir's answer could not be read");
  if (args.json())
    fmt::print("{}\n", called.body);
  else
    show(*doc);
  // Asked at other prices, a difference is the answer and no failure.
  return args.has("--price") || (*doc)["different"].size() == 0 ? ok : failed;
}

}  // namespace

const Verb replay{"replay", "decide recorded requests again and compare",
                  "ID",     "weir replay --price gpt-5.4=1.25/10",
                  flags,    run_replay};

}  // namespace weir::cli

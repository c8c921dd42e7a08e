// weir log: one line a request, newest first; --json gives the stable lines.
#include <fmt/format.h>

#include <array>

#include "cli/control.h"
#include "cli/registry.h"
#include "cli/term.h"

namespace weir::cli {
namespace {

constexpr std::array flags = {
    Flag{"--session", "S", "of one session"},
    Flag{"--id", "ID", "one request"},
    Flag{"--limit", "N", "at most so many (50)"},
    Flag{"--unsettled", "", "only those whose end is not known"},
};

std::optional<std::int64_t> first_ms(JsonValue line) {
  const auto s = line["gen_ai.response.time_to_first_chunk"].number();
  return s ? std::optional(static_cast<std::int64_t>(*s * 1000)) : std::nullopt;
}

void add_row(Table& table, JsonValue line) {
  const std::string target = line["weir.target"].string("-");
  const std::string counted = line["weir.usage.source"].string() == "estimated" ? "≈" : "";  // by weir, not told
  const auto tokens = [&](std::string_view key) {
    auto n = line[key].integer();
    return n ? counted + std::to_string(*n) : std::string("-");
  };
  table.row({line["time"].string().substr(11, 8), line["weir.client"].string("-"), line["weir.kind"].string("-"),
             target == "-" ? "-" : mark(line["weir.where"].string()) + " " + target,
             tokens("gen_ai.usage.input_tokens"), tokens("gen_ai.usage.output_tokens"), seconds(first_ms(line)),
             line["weir.billing"].string() == "metered" ? money(line["weir.cost_microusd"].integer())
                                                        : line["weir.billing"].string("-"),
             line["weir.state"].string(), line["weir.id"].string()});
}

int run_log(const Context& context, const Args& args) {
  std::string target = "/log?limit=" + percent_encoded(args.get("--limit", "50"));
  if (args.has("--session")) target += "&session=" + percent_encoded(args.get("--session"));
  if (args.has("--id")) target += "&id=" + percent_encoded(args.get("--id"));
  if (args.has("--unsettled")) target += "&unsettled=1";
  Called called = call(context, "GET", target);
  if (called.exit) return *called.exit;
  if (args.json()) {
    fmt::print("{}", called.body);
    return ok;
  }
  Table table({4, 5, 6});
  table.row({"time", "client", "kind", "went to", "in", "out", "first", "price", "state", "id"});
  std::string_view rest = called.body;
  while (!rest.empty()) {
    const std::string_view one = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    auto doc = Json::parse(one);
    if (doc) add_row(table, doc->root());
  }
  fmt::print("{}", table.text());
  return ok;
}

}  // namespace

const Verb log_verb{"log", "what was asked, where it went, what it took", "", "weir log --limit 20", flags, run_log};

}  // namespace weir::cli

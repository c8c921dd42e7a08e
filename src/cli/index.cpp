// weir index: makes the index of a workspace, or waits for it, with its growth on a terminal.
#include <fmt/format.h>

#include "cli/control.h"
#include "cli/registry.h"
#include "cli/term.h"
#include "cli/workspace.h"
#include "decision/figures.h"

namespace weir::cli {
namespace {

int run_index(const Context& context, const Args& args) {
  if (args.words.size() > 1) return report(usage, "usage", "weir index takes one folder", "weir index ~/src/shop");
  const std::string folder = folder_of(args.words.empty() ? "" : args.words[0]);
  if (auto exit = await_index(context, folder)) return *exit;
  JsonWriter w = call_body(folder);
  w.end();
  Called called = call(context, "POST", "/index", w.take());
  if (called.exit) return *called.exit;
  if (args.json()) {
    fmt::print("{}\n", called.body);
    return ok;
  }
  auto doc = Json::parse(called.body);
  if (!doc) return report(failed, "control", "weir's answer could not be read");
  const JsonValue index = (*doc)["index"];
  const auto number = [&](const char* key) { return grouped(index[key].integer().value_or(0)); };
  fmt::print("{}  {}\n  {} commits, {} definitions in interface files, {} uses of them; {} in memory\n",
             home_short(index["root"].string()), index_text(index), number("commits"), number("definitions"),
             number("uses"), bytes(index["bytes"].integer().value_or(0)));
  return ok;
}

}  // namespace

const Verb index{"index",  "make the index of a workspace, or see how far it is", "DIR", "weir index ~/src/shop", {},
                 run_index};

}  // namespace weir::cli

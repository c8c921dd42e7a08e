// weir brief: the audit of a repository that a planner should read before planning, each line with its source.
#include <array>

#include "cli/registry.h"
#include "cli/term.h"
#include "cli/workspace.h"

namespace weir::cli {
namespace {

constexpr std::array flags = {Flag{"--tokens", "N", "the budget (1500)"}};

int run_brief(const Context& context, const Args& args) {
  if (args.words.size() > 1) return report(usage, "usage", "weir brief takes one folder", "weir brief ~/src/shop");
  const auto tokens = tokens_of(args.get("--tokens", "1500"));
  if (!tokens) return report(usage, "usage", "--tokens takes a number from 1 to 200000", "weir brief --tokens 1500");
  const std::string folder = folder_of(args.words.empty() ? "" : args.words[0]);
  if (auto exit = await_index(context, folder)) return *exit;
  JsonWriter w = call_body(folder);
  w.field("tokens", *tokens).field("form", form_of(args)).end();
  return show(context, args, "/brief", w.take());
}

}  // namespace

const Verb brief{"brief", "what a planner should know of a repository: units, commands, interface files, hot spots",
                 "DIR",   "weir brief ~/src/shop",
                 flags,   run_brief};

}  // namespace weir::cli

// weir slice: the parts of the workspace that are worth sending for a task, within a budget.
#include <array>

#include "cli/registry.h"
#include "cli/term.h"
#include "cli/workspace.h"

namespace weir::cli {
namespace {

constexpr std::array flags = {
    Flag{"--files", "F..", "files that the task is about", true},
    Flag{"--tokens", "N", "the budget (4000)"},
    Flag{"--dir", "DIR", "another workspace than the one around here"},
};

int run_slice(const Context& context, const Args& args) {
  const std::vector<std::string> files = args.all("--files");
  if (args.words.size() > 1 || (args.words.empty() && files.empty()))
    return report(usage, "usage", "weir slice takes the task in quotes, files, or both",
                  "weir slice \"rename user_id\" --files proto/order.proto --tokens 4000");
  const auto tokens = tokens_of(args.get("--tokens", "4000"));
  if (!tokens)
    return report(usage, "usage", "--tokens takes a number from 1 to 200000", "weir slice ... --tokens 4000");
  const std::string folder = folder_of(args.get("--dir"));
  if (auto exit = await_index(context, folder)) return *exit;
  JsonWriter w = call_body(folder);
  w.field("text", args.words.empty() ? std::string() : args.words[0]).field("tokens", *tokens);
  w.field("form", form_of(args));
  add_list(w, "files", files);
  w.end();
  return show(context, args, "/slice", w.take());
}

}  // namespace

const Verb slice{"slice", "the parts of the workspace worth sending for a task, within a budget of tokens",
                 "TEXT",  "weir slice \"rename user_id\" --files proto/order.proto --tokens 4000",
                 flags,   run_slice};

}  // namespace weir::cli

// weir ripple: what a change reaches before it is made, and what it left behind afterwards.
#include <fmt/format.h>

#include <array>

#include "cli/registry.h"
#include "cli/term.h"
#include "cli/workspace.h"

namespace weir::cli {
namespace {

constexpr std::array flags = {
    Flag{"--file", "F[:SYMBOL]", "who uses what this interface file defines, or one name of it"},
    Flag{"--diff", "", "what the changes since HEAD, or since REV, left behind"},
    Flag{"--drift", "", "uses of what no interface file defines any more"},
    Flag{"--svg", "", "a drawing on stdout"},
    Flag{"--dir", "DIR", "another workspace than the one around here"},
};

constexpr std::string_view forms =
    "weir ripple \"rename user_id in order.proto\", --file proto/order.proto:user_id, --diff [REV] or --drift";

std::string_view how_of(const Args& args) {
  if (args.has("--diff")) return "diff";
  if (args.has("--drift")) return "drift";
  return args.has("--file") ? "file" : "text";
}

bool is_usage(const Args& args) {
  const int chosen = (args.has("--diff") ? 1 : 0) + (args.has("--drift") ? 1 : 0) + (args.has("--file") ? 1 : 0);
  if (chosen > 1 || args.words.size() > 1) return false;
  if (chosen == 0) return args.words.size() == 1 && !args.words[0].empty();
  return args.has("--diff") || args.words.empty();
}

int run_ripple(const Context& context, const Args& args) {
  if (!is_usage(args)) return report(usage, "usage", "weir ripple takes one question", forms);
  const std::string folder = folder_of(args.get("--dir"));
  if (auto exit = await_index(context, folder)) return *exit;
  const std::string_view how = how_of(args);
  const std::string word = args.words.empty() ? std::string() : args.words[0];
  const std::string file = args.get("--file");
  const std::size_t colon = file.find(':');
  JsonWriter w = call_body(folder);
  w.field("how", how).field("form", form_of(args));
  if (how == "text") w.field("text", word);
  if (how == "diff") w.field("rev", word);
  if (how == "file") w.field("file", file.substr(0, colon));
  if (how == "file" && colon != std::string::npos) w.field("symbol", file.substr(colon + 1));
  w.end();
  return show(context, args, "/ripple", w.take());
}

}  // namespace

const Verb ripple{"ripple", "what a change reaches: units and places, and what it left behind",
                  "TEXT",   "weir ripple \"rename user_id in order.proto\"",
                  flags,    run_ripple};

}  // namespace weir::cli

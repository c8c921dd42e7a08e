// weir off: undoes what weir has changed outside its own folders. weir changes nothing there: launch sets an
// environment for one process, and files go under weir's own folders. So it says so, and what is left to do by hand.
#include <fmt/format.h>

#include "base/json_writer.h"
#include "cli/registry.h"
#include "cli/term.h"

namespace weir::cli {
namespace {

int run_off(const Context& context, const Args& args) {
  const config::Paths& p = context.paths;
  if (args.json()) {
    JsonWriter w;
    w.object().field("schema", "weir.off/1").key("undone").array().end().key("own_folders").array();
    for (const std::string& dir : {p.state_dir, p.cache_dir, p.runtime_dir}) w.value(dir);
    w.value(p.config_file).end().end();
    fmt::print("{}\n", w.str());
    return ok;
  }
  fmt::print("nothing to undo: weir has changed no file outside its own folders\n");
  fmt::print("tools that you pointed at weir yourself still do: unset ANTHROPIC_BASE_URL, OPENAI_BASE_URL\n");
  fmt::print("weir's own folders, yours to delete when it is stopped:\n  {}\n  {}\n  {}\n  {}\n", p.config_file,
             p.state_dir, p.cache_dir, p.runtime_dir);
  return ok;
}

}  // namespace

const Verb off{"off",  "undo everything outside weir's own folders, and say what was undone", "", "weir off", {},
               run_off};

}  // namespace weir::cli

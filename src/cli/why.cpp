// weir why: the decision behind one answer, as it was taken.
#include <fmt/format.h>

#include "cli/control.h"
#include "cli/registry.h"
#include "cli/term.h"

namespace weir::cli {
namespace {

int run_why(const Context& context, const Args& args) {
  const std::string id = args.words.empty() ? "last" : args.words[0];
  const std::string form = args.json() ? "json" : "text";
  Called called = call(context, "GET", "/why?id=" + percent_encoded(id) + "&form=" + form);
  if (called.exit) return *called.exit;
  fmt::print("{}{}", called.body, called.body.ends_with('\n') ? "" : "\n");
  return ok;
}

}  // namespace

const Verb why{"why", "why a request went where it went", "ID", "weir why last", {}, run_why};

}  // namespace weir::cli

// weir help exit-codes: what scripts may rely on.
#include <fmt/format.h>

#include "cli/registry.h"
#include "cli/term.h"

namespace weir::cli {
namespace {

int run_help(const Context&, const Args& args) {
  if (args.words.empty() || args.words[0] != "exit-codes") {
    fmt::print("weir --help lists the verbs; weir VERB --help shows one with an example; weir help exit-codes\n");
    return ok;
  }
  Table table({0});
  table.row({"0", "ok"});
  table.row({"1", "failed"});
  table.row({"2", "usage: the command line is wrong"});
  table.row({"3", "not running: weir up"});
  table.row({"4", "a key or login is missing"});
  table.row({"5", "policy refused"});
  table.row({"130", "interrupted"});
  fmt::print("{}", table.text());
  return ok;
}

}  // namespace

const Verb help{"help", "what scripts rely on: weir help exit-codes", "TOPIC", "weir help exit-codes", {}, run_help};

}  // namespace weir::cli

// Words of a command line into a verb and its Args, and help out of the verbs' declarations. CLI11 does the work and
// is included in parse.cpp only.
#pragma once
#include "cli/cli.h"

namespace weir::cli {

struct Parsed {
  const Verb* verb = nullptr;
  Args args;
  std::optional<int> exit;  // help or an error was printed already
};
Parsed parse(int argc, char** argv);

}  // namespace weir::cli

// What a shell command did to files and which tests it ran, as far as its words tell. Bounded and honest: a path that
// the shell would still have to work out, or one behind a `cd` that nobody can follow, is left out.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "clients/client.h"

namespace weir::clients {

struct ShellRun {
  std::string_view command;
  std::string directory;  // where it ran, when the call says so; "" = where the tool stands
  std::string output;     // its result's text
  std::optional<int> status;
  bool done = true;       // false: failed or not answered
  bool detached = false;  // runs on in the background: nothing is known of its end
};

Happened shell_happened(const ShellRun& run, const std::string& tool, const std::string& call);

}  // namespace weir::clients

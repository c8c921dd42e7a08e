// Brief: the audit of a repository that a planner should read first, at most `budget` tokens, each line with its
// source. From real configuration and CI files; nothing is executed, nothing is guessed: a command that no file
// names, but that a build tool has by convention, is marked as such. Every text of a brief is one line of valid UTF-8
// without control characters.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "base/strong.h"
#include "workspace/edges/edges.h"
#include "workspace/history/history.h"
#include "workspace/units/units.h"

namespace weir::workspace {

struct BriefLine {
  std::string topic;  // units, build, test, lint, run, conventions, entry points, interface files, hot spots, generated
  std::string text;
  std::string source;  // "package.json:12", "git history, 412 commits"
};
struct Brief {
  std::string name;                   // of the root folder
  std::vector<BriefLine> lines;       // topics in the order above
  Tokens tokens, budget;              // tokens: of report::text(brief)
  std::vector<std::string> left_out;  // topics that were shortened for want of room: "units: 3 more"
};
struct BriefInput {
  std::vector<FileEntry> files;
  const Units& units;
  const History& history;
  const EdgeTable* edges = nullptr;
  std::function<Result<std::string>(std::string_view path)> read;
  std::string root_name;
  std::vector<std::string> subjects = {};  // first lines of the last commits' messages, newest first; 200 are enough
  Tokens budget{1500};
};
Brief make_brief(const BriefInput& input);

}  // namespace weir::workspace

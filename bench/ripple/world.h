// World: a repository as it stood before one commit: index, history, units; moved on commit by commit.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "workspace/git/git.h"
#include "workspace/history/history.h"
#include "workspace/index/index.h"
#include "workspace/units/units.h"

namespace weir::bench {

struct Costs {  // CPU of this thread, without git's own reading
  double cold_seconds = 0, cold_megabytes = 0;
  double history_seconds = 0;
  std::size_t history_commits = 0;
  std::vector<double> update_ms;              // one a commit
  std::vector<double> query_ms, decision_ms;  // with reasons, and without
};

double cpu_seconds();

class World {
 public:
  World(workspace::Git& git, Costs& costs) : git_(git), costs_(costs) {}
  void begin(const std::string& commit, const std::vector<workspace::Commit>& older_newest_first);
  void step(const workspace::Commit& next);  // the next commit has been made
  const workspace::WordIndex& index() const { return index_; }
  const workspace::History& history() const { return history_; }
  const workspace::Units& units() const { return units_; }
  bool ranked(std::string_view path) const;  // in the index, and of a class that is ranked

 private:
  void find_units(workspace::Source& source);
  void take(workspace::Source& source, const std::string& path);

  workspace::Git& git_;
  Costs& costs_;
  workspace::WordIndex index_;
  workspace::History history_;
  workspace::Units units_;
};

}  // namespace weir::bench

// Shelf: the repositories in memory and which one works next. Index thread only.
#pragma once
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "workspace/repo/repo.h"
#include "workspace/repo/thread.h"

namespace weir::workspace {

class Shelf : public IndexThread::Work {
 public:
  // tell: called after each change of a repository's state, with all of them; on the index thread.
  Shelf(std::string cache_dir, std::shared_ptr<const Weights> weights,
        std::function<void(std::vector<IndexStatus>)> tell);

  Repo& open(const std::string& root);  // the most recently used first; the longest unused goes
  Repo* find(const std::string& root);
  // Runs the first pass to its end, unless `stop` says so between steps. False: stopped.
  bool finish_pass(Repo& repo, const std::function<bool()>& stop);
  void tell();

  std::vector<int> descriptors() override;
  void news(int descriptor) override;
  bool step() override;
  Millis pause() override;
  void finish() override;

 private:
  std::string cache_dir_;
  std::shared_ptr<const Weights> weights_;
  std::function<void(std::vector<IndexStatus>)> tell_;
  std::list<std::unique_ptr<Repo>> repos_;
  Repo::Clock::time_point told_{};
};

}  // namespace weir::workspace

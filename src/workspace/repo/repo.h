// Repo: all that weir knows of one workspace, on the index thread. The first pass goes in steps (files, words, history,
// units, edges); afterwards changed files are taken in as the watch tells of them. Answers are values.
#pragma once
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/edges/edges.h"
#include "workspace/tree/tree.h"
#include "workspace/workspaces.h"

namespace weir::workspace {

class Repo {
 public:
  using Clock = std::chrono::steady_clock;
  // keep: the folder of this workspace's saved index; "" = memory only.
  Repo(std::string root, std::string keep, std::shared_ptr<const Weights> weights);
  ~Repo();

  // One step of some milliseconds. True: there is more to do at once.
  bool step();
  bool ready() const { return phase_ == Phase::ready; }
  Millis pause() const;                                         // how long nothing has to be done
  int descriptor() const;                                       // of the watch; -1 none
  void news();                                                  // it is readable
  void touch(const std::string& path) { dirty_.insert(path); }  // a tool has just written this file
  void save();
  const IndexStatus& status();
  const std::string& root() const { return root_; }

  // All of them take in what has changed first; call them when ready() only.
  Answer answer(const Question& question);
  Result<RippleReport> ripple(const RippleAsk& ask);
  Result<LeftReport> left(const RippleAsk& ask);
  Result<Slice> slice(const RippleAsk& ask);
  Result<Brief> brief(const RippleAsk& ask);

 private:
  enum class Phase { list, words, history, units, edges, ready };

  // --- pass.cpp
  void list_files();
  void list_changed(std::set<std::string, std::less<>>& seen);
  bool read_words(Clock::time_point until);
  bool read_history();
  bool load_history();
  void find_units();
  void take(const FileEntry& entry);
  void leave_out(FileClass cls);
  void open_git();
  void load();
  // --- refresh.cpp
  void refresh();
  void refresh_file(const std::string& path);
  void sync();
  bool follow_head();  // false: history was rewritten, or too much is new: to be read again
  std::string known_path(std::string_view word) const;
  bool interface_file(std::string_view path) const;
  // --- tables.cpp
  void build_table();
  EdgeInput edge_input() const;
  std::vector<FileEntry> entries() const;
  Result<std::string> read(std::string_view path) const;
  std::shared_ptr<const EdgeTable> table_at(const std::string& commit, const std::vector<std::string>& files);
  std::vector<std::string> interface_files_at(const std::string& commit);
  std::vector<Left> left_since(const std::string& commit, const std::vector<std::string>& files);
  // --- answer.cpp
  RankOutput ranked(std::string_view text, const std::vector<std::string>& files, std::size_t explained) const;
  std::vector<std::string> subjects() const;
  std::vector<Edge> edges_of(const std::vector<std::uint32_t>& definitions) const;
  std::vector<std::string> present(const std::vector<std::string>& files) const;
  std::vector<Edge> observed(const Question& question, std::vector<std::string>& notes);
  Slice slice_of(std::string_view text, const std::vector<std::string>& files,
                 const std::vector<std::uint32_t>& definitions, Tokens budget, const RankOutput& ranked);

  std::string root_, keep_;
  std::shared_ptr<const Weights> weights_;
  Phase phase_ = Phase::list;
  IndexStatus status_;
  // What is not known, and why; "" all is. Without all files or edges the index is stale: it must not pass for narrow.
  struct Missing {
    std::string files, edges, history;
  } missing_;

  std::unique_ptr<Source> tree_;
  std::unique_ptr<Git> git_;
  std::unique_ptr<Watch> watch_;
  WordIndex index_;
  History history_;
  Units units_;
  FactCache facts_;
  std::shared_ptr<const EdgeTable> table_ = std::make_shared<EdgeTable>();
  std::string head_;  // the commit that history_ goes up to

  std::vector<FileEntry> todo_;  // of the first pass, next one last
  std::size_t todo_total_ = 0;
  std::vector<Commit> commits_;  // read so far by the first pass, newest first
  std::set<std::string> dirty_;
  bool all_dirty_ = false, head_dirty_ = false, table_dirty_ = false, units_dirty_ = false, unsaved_ = false;
  Clock::time_point polled_ = Clock::now(), saved_ = Clock::now();
};

}  // namespace weir::workspace

// What a session did so far, by its tool traffic: the files that it opened, edited, created or named, each once,
// whatever spelling a tool used for it; its edits; searches, test runs, failed calls. Every request brings the whole
// history again, so a call counts the first time only.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "session/session.h"

namespace weir::session {

// One spelling per file: relative to the workspace when inside, else absolute; no ".", "..", "//". A relative path
// begins at `directory` (at the workspace when that is ""). Purely by text: no disk. "" for no usable path.
std::string normal_path(std::string_view path, std::string_view workspace, std::string_view directory);

class WorkingSet {
 public:
  struct New {  // what a request added: for the archive
    std::vector<std::uint64_t> calls;
    std::vector<std::string> files;
    std::vector<Change> changes;
    bool empty() const { return calls.empty(); }
  };
  struct Where {
    std::string_view workspace, directory;
    unsigned turn = 0;
  };
  New take(const Traffic& traffic, const Where& where);

  bool has_call(std::uint64_t key) const { return calls_.contains(key); }
  unsigned opened() const { return opened_; }
  unsigned edited() const { return edited_; }
  const std::vector<FileUse>& files() const { return files_; }  // in the order of their first touch
  const FileUse* find(const std::string& path) const;
  const FileUse* last_opened() const { return last_opened_ < files_.size() ? &files_[last_opened_] : nullptr; }
  const FileUse* last_edited() const { return last_edited_ < files_.size() ? &files_[last_edited_] : nullptr; }
  Working working() const;
  void sum_up(Summary& out) const;

  // From the archive, in the order in which they were kept.
  void restore(FileUse file);
  void restore(Change change);
  void restore(std::uint64_t call) { first_time(call); }

 private:
  bool first_time(std::uint64_t key);
  void take(Touched& touched, const Where& where, New& added);
  FileUse* file(std::string path);

  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::vector<FileUse> files_;
  std::unordered_map<std::string, std::size_t> index_;
  std::unordered_set<std::uint64_t> calls_;
  std::deque<std::uint64_t> call_order_;
  std::deque<Change> changes_;
  std::deque<Search> searches_, listed_;
  std::deque<TestRun> tests_;
  std::deque<Failure> failures_;
  std::size_t last_opened_ = none, last_edited_ = none;
  std::uint64_t order_ = 0;
  unsigned opened_ = 0, edited_ = 0, passed_ = 0, failed_ = 0, unknown_ = 0, errors_ = 0;
};

}  // namespace weir::session

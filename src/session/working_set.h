// The files that a session has opened, edited or named, each once, whatever spelling a tool used for it. Every
// request brings the whole history again, so a call counts the first time only.
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
  void touch(const Touched& touched, std::string_view workspace, std::string_view directory, unsigned turn);
  unsigned opened() const { return opened_; }
  unsigned edited() const { return edited_; }
  const std::vector<FileUse>& files() const { return files_; }  // in the order of their first touch

 private:
  bool seen_before(const Touched& touched);

  std::vector<FileUse> files_;
  std::unordered_map<std::string, std::size_t> index_;
  std::unordered_set<std::uint64_t> calls_;
  std::deque<std::uint64_t> call_order_;
  unsigned opened_ = 0, edited_ = 0;
};

}  // namespace weir::session

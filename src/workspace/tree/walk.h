// The one walk over a work tree that list(), changed_since() and Watch share: in the order of paths, ignore rules
// applied, bounded, no link followed, no file opened but ignore files and .gitmodules. Private to tree/.
#pragma once
#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "workspace/tree/safe_read.h"
#include "workspace/tree/tree.h"

namespace weir::workspace::tree_parts {

struct Found {
  const std::string& path;
  int folder = -1;  // the open folder that holds it
  const char* name = "";
  const struct stat& st;
};

enum class WalkEnd : std::uint8_t { whole, stopped, bounded };

class Walk {
 public:
  using OnFile = std::function<bool(const Found&)>;                                      // false: stop
  using OnFolder = std::function<bool(const std::string& path, int fd, const Ignore&)>;  // entered; false: stop

  Walk(const Beneath& root, OnFile file, OnFolder folder = {})
      : root_(root), file_(std::move(file)), folder_(std::move(folder)) {}
  // Everything, or one folder of it and what lies beneath (its rules are looked up from the root down).
  WalkEnd all();
  WalkEnd beneath(const std::string& folder);

 private:
  struct Name;
  struct Here;
  Ignore top_rules() const;
  void add_rules(Ignore& rules, const std::string& folder, int fd) const;
  void add_submodules(const std::string& folder, int fd);
  bool enter(const std::string& folder, int fd, Ignore rules);
  bool names_of(int fd, Here& here);
  bool foreign(const std::string& folder, const Here& here) const;
  bool visit(const std::string& folder, int fd, const Name& name, const Ignore& rules);
  bool visit_file(const std::string& path, int fd, const Name& name);
  bool end(WalkEnd how);

  const Beneath& root_;
  OnFile file_;
  OnFolder folder_;
  std::set<std::string, std::less<>> submodules_;
  std::uint64_t entries_ = 0, files_ = 0, steps_ = 0;
  WalkEnd how_ = WalkEnd::whole;
};

}  // namespace weir::workspace::tree_parts

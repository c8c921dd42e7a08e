// A commit's tree as a Source. Private to git/.
#pragma once
#include <cstdint>
#include <memory>
#include <unordered_map>

#include "workspace/file.h"
#include "workspace/git/store.h"

namespace weir::workspace::git_parts {

// Size and class of a blob under a path, kept over the trees of one repository: a bench lists hundreds of them that
// differ in a few files.
struct ClassCache {
  struct Known {
    std::uint32_t size = 0;
    FileClass cls{};
  };
  std::unordered_map<std::uint64_t, Known> known;
};

std::unique_ptr<Source> tree_source(std::shared_ptr<ObjectStore> store, const ObjectId& tree,
                                    std::shared_ptr<ClassCache> classes);

}  // namespace weir::workspace::git_parts

// The object store of one repository, raw: objects by hash, each with a bound. Private to git/. libgit2 shows itself in
// store.cpp only.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace weir::workspace::git_parts {

struct ObjectId {
  std::array<unsigned char, 20> bytes{};
  auto operator<=>(const ObjectId&) const = default;
};
std::string to_hex(const ObjectId& id);
std::optional<ObjectId> object_id(std::string_view hex40);

enum class ObjectType : std::uint8_t { commit, tree, blob, tag };
struct Object {
  ObjectType type{};
  std::string bytes;
};

class ObjectStore {
 public:
  // objects: the folder. Errors: invalid.
  static Result<std::shared_ptr<ObjectStore>> open(const std::string& objects);
  virtual ~ObjectStore() = default;
  // Errors: not_found (missing, damaged, larger than most_bytes).
  virtual Result<Object> read(const ObjectId& id, std::size_t most_bytes) = 0;
  virtual std::optional<std::uint64_t> size(const ObjectId& id) = 0;
  // The one object that begins so; nothing when there is none or there are several.
  virtual std::optional<ObjectId> complete(std::string_view hex) = 0;
};

}  // namespace weir::workspace::git_parts

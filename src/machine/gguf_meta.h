// The metadata of a GGUF file: what weir wants of it, everything else checked and passed over.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <unordered_set>

#include "base/result.h"
#include "machine/gguf.h"
#include "machine/gguf_cursor.h"

namespace weir::machine {

class GgufMeta {
 public:
  Result<void> read(GgufCursor& in, std::uint64_t pairs);
  // Architecture, name, type, file type, sizes, template, FIM, splits. Errors: invalid, without an architecture.
  Result<void> fill(Gguf& out) const;
  std::uint64_t alignment() const { return alignment_; }

 private:
  Result<void> pair(GgufCursor& in);
  Result<void> value(GgufCursor& in, const std::string& key, std::uint32_t type);
  Result<void> text(GgufCursor& in, const std::string& key);
  Result<void> array(GgufCursor& in, const std::string& key);
  Result<void> texts(GgufCursor& in, const std::string& key, std::uint64_t count);
  Result<void> take_alignment(std::uint32_t type, std::uint64_t n);
  void take_token(std::string_view token);
  std::uint64_t number(const std::string& key, std::uint64_t otherwise = 0) const;

  std::unordered_set<std::uint64_t> seen_;        // hashes of keys: each stands once
  std::map<std::string, std::uint64_t> numbers_;  // the few whole numbers that fill() asks for
  std::map<std::string, std::string> texts_;
  std::string template_;
  bool has_template_ = false;
  std::uint64_t vocabulary_ = 0;
  unsigned fim_ = 0;  // a bit each for prefix, suffix, middle
  std::uint64_t alignment_ = 32;
};

}  // namespace weir::machine

// The tensor table of a GGUF file: names, shapes and offsets that must fill the file without gap or overlap.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <unordered_set>

#include "base/result.h"
#include "machine/gguf.h"
#include "machine/gguf_cursor.h"

namespace weir::machine {

class GgufTensors {
 public:
  explicit GgufTensors(std::uint64_t alignment) : alignment_(alignment) {}
  Result<void> read(GgufCursor& in, std::uint64_t count);
  // After the table: `at` is where it ended. Checks that the data is all there.
  Result<void> fill(Gguf& out, std::uint64_t at, std::uint64_t file_bytes) const;

 private:
  Result<void> tensor(GgufCursor& in);
  std::uint64_t alignment_;
  std::unordered_set<std::uint64_t> seen_;
  std::map<std::string_view, std::uint64_t> bytes_by_type_;
  std::uint64_t parameters_ = 0, next_offset_ = 0, data_bytes_ = 0;
};

}  // namespace weir::machine

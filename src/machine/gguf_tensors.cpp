// GGUF's tensor table.
#include "machine/gguf_tensors.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/hash.h"
#include "base/limits.h"
#include "machine/gguf_types.h"

namespace weir::machine {
namespace {

constexpr std::uint64_t kNameBytes = 63;  // the engine keeps 64 with the closing zero
constexpr std::uint32_t kDimensions = 4;
constexpr auto kMostSigned = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

std::unexpected<Error> bad(std::string what) { return fail(ErrorKind::invalid, std::move(what)); }

std::string shown(std::string_view name) {
  std::string out(name);
  std::ranges::replace_if(out, [](char c) { return c < 0x20 || c >= 0x7F; }, '?');
  return out;
}

struct Shape {
  std::uint64_t elements = 1, first = 1;
};

Result<Shape> read_shape(GgufCursor& in, const std::string& name) {
  TRY(const auto dimensions, in.number<std::uint32_t>());
  if (dimensions == 0 || dimensions > kDimensions)
    return bad(fmt::format("has {} dimensions in tensor {}", dimensions, name));
  Shape shape;
  for (std::uint32_t i = 0; i < dimensions; ++i) {
    TRY(const auto size, in.number<std::uint64_t>());
    if (size == 0 || __builtin_mul_overflow(shape.elements, size, &shape.elements) || shape.elements > kMostSigned) {
      return bad(fmt::format("has an impossible size in tensor {}", name));
    }
    if (i == 0) shape.first = size;
  }
  return shape;
}

// Rounds up to the alignment; false when that overflows.
bool pad(std::uint64_t& n, std::uint64_t alignment) {
  if (__builtin_add_overflow(n, alignment - 1, &n)) return false;
  n &= ~(alignment - 1);
  return true;
}

}  // namespace

Result<void> GgufTensors::read(GgufCursor& in, std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) TRY_VOID(tensor(in));
  return {};
}

Result<void> GgufTensors::tensor(GgufCursor& in) {
  TRY(const std::string raw, in.text(kNameBytes, "a tensor's name"));
  const std::string name = shown(raw);
  if (!seen_.insert(hash64(raw)).second) return bad(fmt::format("has the tensor {} twice", name));
  TRY(const Shape shape, read_shape(in, name));
  TRY(const auto type_number, in.number<std::uint32_t>());
  TRY(const auto offset, in.number<std::uint64_t>());
  const auto type = ggml_type(type_number);
  if (!type) return bad(fmt::format("has tensor {} in type {}, which this weir does not know", name, type_number));
  if (shape.first % type->block != 0)
    return bad(fmt::format("has tensor {} in rows that are no whole {} blocks", name, type->name));
  if (offset != next_offset_)
    return bad(fmt::format("has tensor {} at offset {} where {} follows", name, offset, next_offset_));
  std::uint64_t bytes = 0;
  std::uint64_t end = 0;
  if (__builtin_mul_overflow(shape.elements / type->block, std::uint64_t{type->bytes}, &bytes) ||
      __builtin_add_overflow(offset, bytes, &end) || end > kMostSigned) {
    return bad(fmt::format("has an impossible size in tensor {}", name));
  }
  data_bytes_ = end;
  next_offset_ = end;
  if (!pad(next_offset_, alignment_)) return bad(fmt::format("has an impossible size in tensor {}", name));
  parameters_ += shape.elements;  // wraps only for sizes that fill() refuses
  bytes_by_type_[type->name] += bytes;
  return {};
}

Result<void> GgufTensors::fill(Gguf& out, std::uint64_t at, std::uint64_t file_bytes) const {
  out.parameters = parameters_;
  std::uint64_t start = at;
  if (!pad(start, alignment_)) return bad("has an impossible header");
  if (out.tensors == 0) start = at;
  out.header_bytes.n = static_cast<std::int64_t>(start);
  if (start > file_bytes || data_bytes_ > file_bytes - start) {
    return bad(fmt::format("is cut short: {} of {} bytes are there", file_bytes, start + data_bytes_));
  }
  if (out.quant.empty() && !bytes_by_type_.empty()) {
    out.quant = std::ranges::max_element(bytes_by_type_, {}, [](const auto& e) { return e.second; })->first;
  }
  return {};
}

}  // namespace weir::machine

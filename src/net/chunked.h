// ChunkDecoder: the chunked transfer coding, incremental: bytes in at any split. Pure. Internal to net/. Strict: CRLF
// only, hexadecimal digits only; extensions (unquoted) and trailers are bounded and dropped.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace weir::net {

class ChunkDecoder {
 public:
  // Takes bytes off the front of `in`, appends their data to `out` up to a size of `most`. Stops at the end of the
  // message: what is left of `in` then belongs to the next one. Errors: protocol; too_large when a chunk would pass
  // `most` (before its bytes are taken).
  Result<void> feed(std::string_view& in, std::string& out, std::size_t most);
  bool done() const { return state_ == State::done; }

 private:
  enum class State { size, extension, size_lf, data, data_cr, data_lf, trailer, trailer_lf, done };
  Result<void> step(char c);
  Result<void> end_of_size();
  Result<void> end_of_trailer();

  State state_ = State::size;
  std::uint64_t left_ = 0;  // of the chunk's data
  std::size_t digits_ = 0;
  std::size_t extension_ = 0;  // bytes of it, over the whole message
  std::size_t trailers_ = 0;
  std::string line_;  // the trailer under way
};

// How a chunk is written: this, the bytes, "\r\n".
std::string chunk_head(std::size_t size);

}  // namespace weir::net
